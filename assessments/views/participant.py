"""One person who is asked: what they are asked, their link, asking somebody else instead, no longer asking them."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from assessments import access, actions
from assessments.forms.people import GroupsForm, MemberForm
from assessments.models import Participant
from assessments.queries import overview
from assessments.queries.links import asked_of
from assessments.queries.questionnaire import minutes_for
from assessments.views.links import address_of
from assessments.views.refusals import telling
from assessments.views.setting_up import offered_in, offers_of
from cities.access import CityRequest, city_view
from cities.permissions import Permission

Act = Callable[[CityRequest, Participant], HttpResponse]


def on_participant(act: Act) -> Callable[..., HttpResponseBase]:
    """Let who runs assessments act on a participant; say so where it cannot be done."""

    @city_view(Permission.RUN_ASSESSMENTS)
    @wraps(act)
    def view(request: CityRequest, assessment_id: int, participant_id: int) -> HttpResponse:
        round_ = access.load_round(request.membership, assessment_id)
        shown = access.load_other_participant(round_, participant_id)
        with telling(request):
            return act(request, shown)
        return redirect("assessments:people", request.city.slug, assessment_id)

    return view


def to_people(request: CityRequest, shown: Participant) -> HttpResponse:
    return redirect("assessments:people", request.city.slug, shown.round.assessment_id)


@on_participant
def participant(request: CityRequest, shown: Participant) -> HttpResponse:
    """What somebody is asked, and what can be done about it."""
    offered = offered_in(shown.round.assessment)
    form = GroupsForm(request.POST if request.method == "POST" else None, instruments=offered)
    if form.is_valid():
        kept = actions.change_groups(
            participant=shown, groups=form.cleaned_data["groups"], by=request.user, now=timezone.now()
        )
        messages.success(request, changed_words(kept))
        return to_people(request, shown)
    asked = asked_of(shown)
    context = {
        "round": shown.round,
        "shown": shown,
        "form": form,
        "offers": offers_of(form, offered, asked.groups),
        "asked": asked,
        "minutes": minutes_for(asked.criteria),
        "may_change": shown.round.takes_changes,
    }
    return render(request, "assessments/participant.html", context)


def changed_words(kept: int) -> str:
    """Say that what somebody is asked is changed, and what stays all the same."""
    said = _("What they are asked is changed.")
    if not kept:
        return said
    stays = ngettext(
        "%(count)d answer to what they are not asked any more is kept, and counts.",
        "%(count)d answers to what they are not asked any more are kept, and count.",
        kept,
    )
    return f"{said} {stays % {'count': kept}}"


@require_POST
@on_participant
def send_link(request: CityRequest, shown: Participant) -> HttpResponse:
    """Mail them a new link."""
    actions.send_link(participant=shown, address_of=address_of(request), by=request.user, now=timezone.now())
    text = _("A mail with a personal link is on its way to %(person)s.")
    messages.success(request, text % {"person": shown.member})
    return to_people(request, shown)


@on_participant
def withdraw(request: CityRequest, shown: Participant) -> HttpResponse:
    """Ask them no longer, once confirmed where they have answered something."""
    if request.method == "POST":
        actions.withdraw_invitation(
            participant=shown, by=request.user, now=timezone.now(), with_answers="with_answers" in request.POST
        )
        messages.success(request, _("%(person)s is not asked any more.") % {"person": shown.member})
        return to_people(request, shown)
    context = {"round": shown.round, "shown": shown, "asked": asked_of(shown)}
    return render(request, "assessments/withdraw.html", context)


@require_POST
@on_participant
def ask_again(request: CityRequest, shown: Participant) -> HttpResponse:
    """Let somebody who was withdrawn answer again."""
    actions.ask_again(participant=shown, by=request.user, now=timezone.now(), address_of=address_of(request))
    messages.success(request, _("%(person)s is asked again.") % {"person": shown.member})
    return to_people(request, shown)


@on_participant
def replace(request: CityRequest, shown: Participant) -> HttpResponse:
    """Ask somebody else the same instead."""
    members = overview.members_to_invite(shown.round, roles=access.ANSWERING_ROLES).order_by("user__name", "pk")
    form = MemberForm(request.POST if request.method == "POST" else None, members=members)
    if form.is_valid():
        member = form.cleaned_data["member"]
        actions.replace_participant(
            participant=shown,
            member=member,
            by=request.user,
            now=timezone.now(),
            address_of=address_of(request),
        )
        messages.success(request, _("%(person)s is asked instead.") % {"person": member})
        return to_people(request, shown)
    context = {
        "round": shown.round,
        "shown": shown,
        "form": form,
        "asked": asked_of(shown),
        "may_ask": shown.round.takes_newcomers or form.is_bound,
    }
    return render(request, "assessments/replace.html", context)


@require_POST
@on_participant
def end_deputy(request: CityRequest, shown: Participant) -> HttpResponse:
    """Let the one who was asked answer again themselves."""
    actions.end_deputy(participant=shown, by=request.user, now=timezone.now(), address_of=address_of(request))
    messages.success(request, _("%(person)s answers again.") % {"person": shown.stands_in_for or shown.member})
    return to_people(request, shown)
