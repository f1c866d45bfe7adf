"""The end of an assessment: lock it, open it again, put it away, get it back; or ask a second time."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from assessments import access, actions
from assessments.forms.positions import ReasonForm
from assessments.forms.rounds import RoundForm
from assessments.models import Phase, Round, Stage
from assessments.queries.locking import before_locking
from assessments.queries.moderation import agenda_of
from assessments.views.links import address_of
from cities.access import CityRequest, city_view
from cities.permissions import Permission


def to_detail(request: CityRequest, round_: Round) -> HttpResponse:
    return redirect("assessments:detail", request.city.slug, round_.assessment_id)


@city_view(Permission.RUN_ASSESSMENTS)
def lock(request: CityRequest, assessment_id: int) -> HttpResponse:
    """Say what is agreed and what is still open, and lock it once confirmed: with a reason where a reply is open."""
    round_ = access.load_moderated(request.membership, assessment_id)
    now = timezone.now()
    standing = before_locking(round_, request.city.date_at(now))
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_bound and (form.is_valid() or not standing.open_replies):
        try:
            actions.lock_assessment(round_=round_, reason=form.cleaned_data.get("reason", ""), by=request.user, now=now)
        except actions.ReplyOpen:
            messages.error(request, _("A reply has become open meanwhile. Look once more, and say why you go on."))
            return redirect("assessments:lock", request.city.slug, assessment_id)
        except actions.StepRefused as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The positions are locked, and the results are frozen."))
        return to_detail(request, round_)
    if round_.phase != Phase.MODERATION:
        return to_detail(request, round_)
    context = {"round": round_, "form": form, "standing": standing, "today": request.city.date_at(now)}
    return render(request, "assessments/lock.html", context)


@city_view(Permission.RUN_ASSESSMENTS)
def open_again(request: CityRequest, assessment_id: int) -> HttpResponse:
    """Let locked positions be changed again, with a reason."""
    round_ = access.load_moderated(request.membership, assessment_id)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.reopen_assessment(round_=round_, by=request.user, now=timezone.now(), **form.cleaned_data)
        except actions.StepRefused as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The positions can be changed again. The frozen results of before are kept."))
        return to_detail(request, round_)
    if round_.phase != Phase.AGREED:
        return to_detail(request, round_)
    return render(request, "assessments/open_again.html", {"round": round_, "form": form})


@city_view(Permission.RUN_ASSESSMENTS)
def archive(request: CityRequest, assessment_id: int) -> HttpResponse:
    """Say what archiving means, and do it once confirmed."""
    round_ = access.load_round(request.membership, assessment_id)
    if request.method == "POST":
        try:
            actions.archive_assessment(round_=round_, by=request.user, now=timezone.now())
        except actions.StepRefused as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Archived. It can be read as before, and brought back."))
        return to_detail(request, round_)
    if round_.phase in (Phase.OPEN, Phase.ARCHIVED):
        return to_detail(request, round_)
    return render(request, "assessments/archive.html", {"round": round_})


@require_POST
@city_view(Permission.RUN_ASSESSMENTS)
def bring_back(request: CityRequest, assessment_id: int) -> HttpResponse:
    """Get an archived assessment back."""
    round_ = access.load_round(request.membership, assessment_id)
    try:
        actions.bring_back_assessment(round_=round_, by=request.user, now=timezone.now())
    except actions.StepRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Brought back, as it was."))
    return to_detail(request, round_)


@city_view(Permission.RUN_ASSESSMENTS)
def propose_round(request: CityRequest, assessment_id: int) -> HttpResponse:
    """Choose what people are asked again, and until when; say what it means, and ask once confirmed."""
    round_ = access.load_moderated(request.membership, assessment_id)
    if round_.phase != Phase.MODERATION or round_.stage != Stage.REVEALED:
        return to_detail(request, round_)
    now = timezone.now()
    agenda = agenda_of(round_)
    # only what the latest round asked: the people are those of that round
    items = [item for item in agenda.items if item.round and item.round.pk == round_.pk]
    form = RoundForm(request.POST or None, items=items, today=request.city.date_at(now))
    if form.is_valid():
        try:
            people = actions.propose_round(
                round_=round_, address_of=address_of(request), by=request.user, now=now, **form.cleaned_data
            )
        except actions.StepRefused as error:
            messages.error(request, str(error))
        else:
            text = ngettext("%(count)d person is asked again.", "%(count)d people are asked again.", len(people))
            messages.success(request, text % {"count": len(people)})
        return to_detail(request, round_)
    context = {"round": round_, "form": form, "agenda_items": items, "chosen": form.chosen}
    return render(request, "assessments/propose_round.html", context)
