"""The facilitator's pages of a closed round: what the room goes through, one statement at a time."""

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments import access, actions
from assessments.forms.positions import DecisionForm, PositionForm
from assessments.models import Phase, Round, Stage
from assessments.queries.evidence import evidence_for
from assessments.queries.moderation import Agenda, Item, agenda_of
from assessments.rules.positions import may_decide
from cities.access import CityRequest, city_view
from cities.permissions import Permission
from cities.queries import members_of
from framework.models import Criterion

DISCUSS_FIRST = "discuss"


def agenda_for(request: CityRequest, round_: Round) -> Agenda:
    """Return the agenda in the order that the address asks for."""
    return agenda_of(round_, discuss_first=request.GET.get("order") == DISCUSS_FIRST)


def load_item(agenda: Agenda, instrument: str, ref: str) -> Item:
    """Return the item of an address, or 404."""
    item = agenda.find(instrument, ref)
    if item is None:
        raise Http404
    return item


def address_of(request: CityRequest, round_: Round, item: Item | None) -> str:
    """Return where an item is moderated, in the order chosen; nothing without an item."""
    if item is None:
        return ""
    address = reverse("assessments:moderate-criterion", args=[request.city.slug, round_.assessment_id, *item.key])
    return f"{address}?order={DISCUSS_FIRST}" if request.GET.get("order") == DISCUSS_FIRST else address


@city_view(Permission.RUN_ASSESSMENTS)
def moderate(request: CityRequest, assessment_id: int) -> HttpResponse:
    """What the room goes through, how far it is, and what can be done with all of it."""
    round_ = access.load_moderated(request.membership, assessment_id)
    agenda = agenda_for(request, round_)
    context = {
        "round": round_,
        "agenda": agenda,
        "discuss_first": request.GET.get("order") == DISCUSS_FIRST,
        "next_address": address_of(request, round_, agenda.next or agenda.items[0]),
        "may_change": round_.phase == Phase.MODERATION,
        "today": request.city.date_at(timezone.now()),
    }
    return render(request, "assessments/moderate.html", context)


@city_view(Permission.RUN_ASSESSMENTS)
def moderate_criterion(request: CityRequest, assessment_id: int, instrument: str, ref: str) -> HttpResponse:
    """One statement for the room: sealed, then what people answered, then the position."""
    round_ = access.load_moderated(request.membership, assessment_id)
    agenda = agenda_for(request, round_)
    item = load_item(agenda, instrument, ref)
    form = position_form(request, item, request.POST or None)
    if not form.is_valid():
        return on_stage(request, round_, agenda, item, form=form)
    try:
        actions.record_position(
            round_=round_,
            criterion=Criterion.objects.get(pk=item.criterion.id),
            by=request.user,
            now=timezone.now(),
            **form.cleaned_data,
        )
    except actions.PositionChanged:
        return beside_theirs(request, round_, item)
    except actions.StepRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The position is recorded."))
    return redirect(address_of(request, round_, item))


def position_form(request: CityRequest, item: Item, data: QueryDict | None) -> PositionForm:
    return PositionForm(
        data,
        levels=item.instrument.levels,
        position=item.position,
        members=members_of(request.city).prefetch_related(None),
        today=request.city.date_at(timezone.now()),
    )


def decision_form(item: Item, data: QueryDict | None) -> DecisionForm:
    return DecisionForm(data, levels=item.instrument.levels, position=item.position, auto_id="decision-%s")


def beside_theirs(request: CityRequest, round_: Round, item: Item) -> HttpResponse:
    """Show what somebody else recorded meanwhile beside what was typed; saving once more replaces theirs."""
    agenda = agenda_for(request, round_)
    item = load_item(agenda, *item.key)
    typed = request.POST.copy()
    typed["version"] = str(item.position.version if item.position else 0)
    messages.error(request, _("Somebody has changed this position meanwhile. Nothing of yours is saved yet."))
    form = position_form(request, item, typed)
    return on_stage(request, round_, agenda, item, form=form, conflict=True, status=409)


def on_stage(
    request: CityRequest,
    round_: Round,
    agenda: Agenda,
    item: Item,
    *,
    form: PositionForm | None = None,
    decision: DecisionForm | None = None,
    conflict: bool = False,
    status: int = 200,
) -> HttpResponse:
    """Draw the page of one statement."""
    today, position = request.city.date_at(timezone.now()), item.position
    before, after = agenda.neighbours(item)
    context = {
        "round": round_,
        "agenda": agenda,
        "item": item,
        "labels": [level.label for level in item.instrument.levels],
        "place": agenda.items.index(item) + 1,
        "previous_address": address_of(request, round_, before),
        "next_address": address_of(request, round_, after),
        "discuss_first": request.GET.get("order") == DISCUSS_FIRST,
        "may_change": round_.phase == Phase.MODERATION and not item.is_sealed,
        "form": form or position_form(request, item, None),
        "decision": decision or decision_form(item, None),
        "to_decide": decision or (position and may_decide(position.status, position.reply_by, today)),
        "pieces": evidence_for(position) if position else (),
        "conflict": conflict,
        "today": today,
    }
    return render(request, "assessments/moderate_criterion.html", context, status=status)


@require_POST
@city_view(Permission.RUN_ASSESSMENTS)
def reveal_criterion(request: CityRequest, assessment_id: int, instrument: str, ref: str) -> HttpResponse:
    """Show what people answered to one statement."""
    round_ = access.load_moderated(request.membership, assessment_id)
    item = load_item(agenda_of(round_), instrument, ref)
    try:
        actions.reveal_criterion(
            round_=round_,
            criterion=Criterion.objects.get(pk=item.criterion.id),
            by=request.user,
            now=timezone.now(),
        )
    except actions.StepRefused as error:
        messages.error(request, str(error))
    return redirect(address_of(request, round_, item))


@require_POST
@city_view(Permission.RUN_ASSESSMENTS)
def decide(request: CityRequest, assessment_id: int, instrument: str, ref: str) -> HttpResponse:
    """Decide on a position that was challenged, or whose owner said nothing in time."""
    round_ = access.load_moderated(request.membership, assessment_id)
    agenda = agenda_for(request, round_)
    item = load_item(agenda, instrument, ref)
    if item.position is None:
        raise Http404
    form = decision_form(item, request.POST)
    if not form.is_valid():
        return on_stage(request, round_, agenda, item, decision=form)
    try:
        actions.decide_position(
            round_=round_, position=item.position, by=request.user, now=timezone.now(), **form.cleaned_data
        )
    except actions.PositionChanged:
        messages.error(request, _("Somebody has changed this position meanwhile. Look at it, then decide once more."))
        return decide_anew(request, round_, item)
    except actions.StepRefused as error:
        messages.error(request, str(error))
        return decide_anew(request, round_, item)
    messages.success(request, _("The position is decided."))
    return redirect(address_of(request, round_, item))


def decide_anew(request: CityRequest, round_: Round, item: Item) -> HttpResponse:
    """Show the position as it is by now beside the decision that was typed, even where none is to be made any more."""
    agenda = agenda_for(request, round_)
    item = load_item(agenda, *item.key)
    typed = request.POST.copy()
    typed["version"] = str(item.position.version if item.position else 0)
    return on_stage(request, round_, agenda, item, decision=decision_form(item, typed), status=409)


@city_view(Permission.VIEW_RESULTS)
def revealed(request: CityRequest, assessment_id: int) -> HttpResponse:
    """What the room has seen of a closed round so far, to read; the results page takes over once all is revealed."""
    round_ = access.load_closed_round(request.membership, assessment_id)
    if round_.stage == Stage.REVEALED:
        return redirect("assessments:results", request.city.slug, assessment_id)
    agenda = agenda_of(round_)
    context = {
        "round": round_,
        "items": [item for item in agenda.items if item.shown and item.shown.round.pk == round_.pk],
        "total": agenda.total,
    }
    return render(request, "assessments/revealed.html", context)
