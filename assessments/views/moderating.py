"""The facilitator's pages of a closed round: what the room goes through, one statement at a time."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments import access, actions
from assessments.forms.positions import DecisionForm, PositionForm
from assessments.models import Phase, Position, Round, Stage
from assessments.queries.evidence import evidence_for
from assessments.queries.moderation import Key, agenda_of, turn_of
from assessments.queries.positions import position_on, said_before
from assessments.queries.said_in_rounds import revealed_in
from assessments.rules.positions import may_decide
from cities.access import CityRequest, city_view
from cities.permissions import Permission
from cities.queries import members_of
from framework.models import Criterion
from framework.queries import scale_levels
from framework.rules.outline import LevelOutline

DISCUSS_FIRST = "discuss"


def is_discuss_first(request: CityRequest) -> bool:
    """Tell whether the address asks for what is to discuss first."""
    return request.GET.get("order") == DISCUSS_FIRST


def address_of(request: CityRequest, round_: Round, key: Key | None) -> str:
    """Return where a statement is moderated, in the order chosen; nothing without one."""
    if key is None:
        return ""
    address = reverse("assessments:moderate-criterion", args=[request.city.slug, round_.assessment_id, *key])
    return f"{address}?order={DISCUSS_FIRST}" if is_discuss_first(request) else address


@city_view(Permission.RUN_ASSESSMENTS)
def moderate(request: CityRequest, assessment_id: int) -> HttpResponse:
    """What the room goes through, how far it is, and what can be done with all of it."""
    round_ = access.load_moderated(request.membership, assessment_id)
    agenda = agenda_of(round_, discuss_first=is_discuss_first(request))
    context = {
        "round": round_,
        "agenda": agenda,
        "discuss_first": is_discuss_first(request),
        "next_address": address_of(request, round_, (agenda.next or agenda.items[0]).key),
        "may_change": round_.phase == Phase.MODERATION,
        "today": request.city.date_at(timezone.now()),
    }
    return render(request, "assessments/moderate.html", context)


@city_view(Permission.RUN_ASSESSMENTS)
def moderate_criterion(request: CityRequest, assessment_id: int, instrument: str, ref: str) -> HttpResponse:
    """One statement for the room: sealed, then what people answered, then the position."""
    round_ = access.load_moderated(request.membership, assessment_id)
    criterion = access.load_asked_criterion(round_.assessment, instrument, ref)
    if request.method != "POST":
        return on_stage(request, round_, criterion)
    levels = scale_levels(criterion.instrument.scale_id)
    form = position_form(request, levels, position_on(round_, criterion.pk), request.POST)
    if not form.is_valid():
        return on_stage(request, round_, criterion, form=form)
    try:
        actions.record_position(
            round_=round_, criterion=criterion, by=request.user, now=timezone.now(), **form.cleaned_data
        )
    except actions.PositionChanged as error:
        messages.error(request, _("Somebody has changed this position meanwhile. Nothing of yours is saved yet."))
        form = position_form(request, levels, error.position, typed_beside(request, error.position))
        return on_stage(request, round_, criterion, form=form, conflict=True, status=409)
    except actions.OwnerAsked as error:
        form.add_error("owner", str(error))
        return on_stage(request, round_, criterion, form=form)
    except actions.StepRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The position is recorded."))
    return redirect(address_of(request, round_, (instrument, ref)))


def position_form(
    request: CityRequest, levels: Sequence[LevelOutline], position: Position | None, data: QueryDict | None = None
) -> PositionForm:
    return PositionForm(
        data,
        levels=levels,
        position=position,
        members=members_of(request.city).prefetch_related(None),
        today=request.city.date_at(timezone.now()),
    )


def decision_form(
    levels: Sequence[LevelOutline], position: Position | None, data: QueryDict | None = None
) -> DecisionForm:
    return DecisionForm(data, levels=levels, position=position, auto_id="decision-%s")


def typed_beside(request: CityRequest, position: Position) -> QueryDict:
    """Return what was typed, to be shown beside a position as it is by now: saving once more replaces that."""
    typed = request.POST.copy()
    typed["version"] = str(position.version)
    return typed


def on_stage(
    request: CityRequest,
    round_: Round,
    criterion: Criterion,
    *,
    form: PositionForm | None = None,
    decision: DecisionForm | None = None,
    conflict: bool = False,
    status: int = 200,
) -> HttpResponse:
    """Draw the page of one statement."""
    turn = turn_of(round_, criterion.pk, discuss_first=is_discuss_first(request))
    item, today = turn.item, request.city.date_at(timezone.now())
    levels, position = item.instrument.levels, item.position
    context = {
        "round": round_,
        "turn": turn,
        "item": item,
        "labels": [level.label for level in levels],
        "previous_address": address_of(request, round_, turn.before),
        "next_address": address_of(request, round_, turn.after),
        "discuss_first": is_discuss_first(request),
        "may_change": round_.phase == Phase.MODERATION and not item.is_sealed,
        "form": form or position_form(request, levels, position),
        "decision": decision or decision_form(levels, position),
        "to_decide": decision or (position and may_decide(position.status, position.reply_by, today)),
        "pieces": evidence_for(position) if position else (),
        "earlier": said_before(position).last() if position else None,
        "conflict": conflict,
        "today": today,
    }
    return render(request, "assessments/moderate_criterion.html", context, status=status)


@require_POST
@city_view(Permission.RUN_ASSESSMENTS)
def reveal_criterion(request: CityRequest, assessment_id: int, instrument: str, ref: str) -> HttpResponse:
    """Show what people answered to one statement."""
    round_ = access.load_moderated(request.membership, assessment_id)
    criterion = access.load_asked_criterion(round_.assessment, instrument, ref)
    try:
        actions.reveal_criterion(round_=round_, criterion=criterion, by=request.user, now=timezone.now())
    except actions.StepRefused as error:
        messages.error(request, str(error))
    return redirect(address_of(request, round_, (instrument, ref)))


@require_POST
@city_view(Permission.RUN_ASSESSMENTS)
def decide(request: CityRequest, assessment_id: int, instrument: str, ref: str) -> HttpResponse:
    """Decide on a position that was challenged, or whose owner said nothing in time."""
    round_ = access.load_moderated(request.membership, assessment_id)
    criterion = access.load_asked_criterion(round_.assessment, instrument, ref)
    levels, position = scale_levels(criterion.instrument.scale_id), position_on(round_, criterion.pk)
    if position is None:
        raise Http404
    form = decision_form(levels, position, request.POST)
    if not form.is_valid():
        return on_stage(request, round_, criterion, decision=form)
    try:
        actions.decide_position(
            round_=round_, position=position, by=request.user, now=timezone.now(), **form.cleaned_data
        )
    except actions.PositionChanged as error:
        messages.error(request, _("Somebody has changed this position meanwhile. Look at it, then decide once more."))
        position = error.position
    except actions.StepRefused as error:
        messages.error(request, str(error))
    else:
        page = request.build_absolute_uri(reverse("assessments:reply", args=[request.city.slug, position.pk]))
        actions.tell_decision(round_=round_, position=position, address=page, by=request.user, now=timezone.now())
        messages.success(request, _("The position is decided."))
        return redirect(address_of(request, round_, (instrument, ref)))
    # the position as it is by now beside the decision that was typed, even where none is to be made any more
    form = decision_form(levels, position, typed_beside(request, position))
    return on_stage(request, round_, criterion, decision=form, status=409)


@city_view(Permission.VIEW_RESULTS)
def revealed(request: CityRequest, assessment_id: int) -> HttpResponse:
    """What the room has seen of a closed round so far, to read; the results page takes over once all is revealed."""
    round_ = access.load_closed_round(request.membership, assessment_id)
    if round_.stage == Stage.REVEALED:
        return redirect("assessments:results", request.city.slug, assessment_id)
    shown, total = revealed_in(round_)
    return render(request, "assessments/revealed.html", {"round": round_, "shown": shown, "total": total})
