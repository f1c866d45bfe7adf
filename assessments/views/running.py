"""The facilitator's pages: list, set up, invite, open, close, reveal. Others see where an assessment stands."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from assessments import access, actions
from assessments.forms import AssessmentForm, InviteForm, LastDayForm
from assessments.models import Stage
from assessments.queries import overview
from assessments.queries.answering import minutes_for, questionnaire_of
from assessments.views.next_step import next_step
from cities.access import CityRequest, city_view
from cities.permissions import Permission
from framework.queries import CHECKLIST, InstrumentChoice, NoFramework, choices_to_ask, groups_by_id


@city_view(Permission.VIEW_CITY)
def assessment_list(request: CityRequest) -> HttpResponse:
    """All assessments of the city; drafts only for those who run them."""
    rounds = overview.rounds_of(request.city)
    if not request.membership.may(Permission.RUN_ASSESSMENTS):
        rounds = rounds.exclude(opened_at=None)
    context = {
        "rounds": rounds,
        "today": request.city.date_at(timezone.now()),
        "runs": request.membership.may(Permission.RUN_ASSESSMENTS),
    }
    return render(request, "assessments/list.html", context)


@city_view(Permission.RUN_ASSESSMENTS)
def new_assessment(request: CityRequest) -> HttpResponse:
    """Draft an assessment."""
    now = timezone.now()
    try:
        instruments = choices_to_ask()
    except NoFramework:
        return render(request, "assessments/no_framework.html")
    form = AssessmentForm(request.POST or None, today=request.city.date_at(now), instruments=instruments)
    if form.is_valid():
        groups = groups_by_id(form.cleaned_data.pop("groups"))
        round_ = actions.create_assessment(
            city=request.city, groups=groups, by=request.user, now=now, **form.cleaned_data
        )
        messages.success(request, _("Saved as a draft. Next, choose the people to ask."))
        return redirect("assessments:people", request.city.slug, round_.assessment_id)
    context = {"form": form, "offers": [Offer(item, chosen_groups(form, item)) for item in instruments]}
    return render(request, "assessments/new.html", context)


@dataclass(frozen=True, slots=True)
class Offer:
    """An instrument on the page of a new assessment, with the groups that are ticked."""

    instrument: InstrumentChoice
    chosen: frozenset[int]

    @property
    def minutes(self) -> int:
        return minutes_for(self.instrument.criteria)


def chosen_groups(form: AssessmentForm, instrument: InstrumentChoice) -> frozenset[int]:
    """Return the groups ticked: as sent, or at first the whole checklist."""
    everything = {str(group.id): group.id for group in instrument.groups}
    if not form.is_bound:
        return frozenset(everything.values() if instrument.key == CHECKLIST else ())
    return frozenset(everything[value] for value in form["groups"].value() or [] if value in everything)


@city_view(Permission.VIEW_CITY)
def assessment_detail(request: CityRequest, assessment_id: int) -> HttpResponse:
    """Where an assessment stands, and the reader's next step in it."""
    round_ = access.load_round(request.membership, assessment_id)
    today = request.city.date_at(timezone.now())
    participant = access.find_participant(request.membership, round_)
    parts = overview.completion_of(round_)
    total = overview.completion_total(parts)
    runs = request.membership.may(Permission.RUN_ASSESSMENTS)
    context = {
        "round": round_,
        "today": today,
        "stages": list(Stage),
        "past_stages": list(Stage)[: list(Stage).index(round_.stage)],
        "takes_ratings": round_.takes_ratings(today),
        "questionnaire": questionnaire_of(participant) if participant and round_.opened_at else None,
        "parts": parts,
        "total": total,
        "runs": runs,
        "next_step": next_step(round_, total, today) if runs else None,
        "may_report": request.membership.may(Permission.REQUEST_REPORTS),
    }
    return render(request, "assessments/detail.html", context)


@city_view(Permission.RUN_ASSESSMENTS)
def people(request: CityRequest, assessment_id: int) -> HttpResponse:
    """Who is asked, and whom to ask besides."""
    round_ = access.load_round(request.membership, assessment_id)
    members = overview.members_to_invite(round_, roles=access.ANSWERING_ROLES)
    form = InviteForm(request.POST or None, members=members)
    if form.is_valid():
        try:
            count = actions.invite(
                round_=round_, members=form.cleaned_data["members"], by=request.user, now=timezone.now()
            )
        except actions.StepRefused as error:
            messages.error(request, str(error))
        else:
            text = ngettext("%(count)d person invited.", "%(count)d people invited.", count)
            messages.success(request, text % {"count": count})
        return redirect("assessments:people", request.city.slug, assessment_id)
    context = {
        "round": round_,
        "form": form,
        "members": members,
        "chosen": request.POST.getlist("members"),
        "participants": overview.participants_of(round_),
        "may_change": round_.stage in (Stage.DRAFT, Stage.OPEN),
    }
    return render(request, "assessments/people.html", context)


@require_POST
@city_view(Permission.RUN_ASSESSMENTS)
def withdraw(request: CityRequest, assessment_id: int, participant_id: int) -> HttpResponse:
    """Take back an unanswered invitation."""
    round_ = access.load_round(request.membership, assessment_id)
    participant = access.load_other_participant(round_, participant_id)
    try:
        actions.withdraw_invitation(participant=participant, by=request.user, now=timezone.now())
    except actions.StepRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Invitation taken back."))
    return redirect("assessments:people", request.city.slug, assessment_id)


@city_view(Permission.RUN_ASSESSMENTS)
def last_day(request: CityRequest, assessment_id: int) -> HttpResponse:
    """Change until when answers are taken."""
    round_ = access.load_round(request.membership, assessment_id)
    now = timezone.now()
    form = LastDayForm(request.POST or None, today=request.city.date_at(now), initial={"closes_on": round_.closes_on})
    if form.is_valid():
        try:
            actions.change_last_day(round_=round_, by=request.user, now=now, **form.cleaned_data)
        except actions.StepRefused as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The last day is changed."))
        return redirect("assessments:detail", request.city.slug, assessment_id)
    return render(request, "assessments/last_day.html", {"round": round_, "form": form})


@dataclass(frozen=True, slots=True)
class Step:
    """A step in the life of an assessment: its action and the words around it."""

    act: Callable[..., None]
    from_stage: Stage
    button: Promise
    explanation: Promise
    done: Promise


STEPS = {
    "open": Step(
        actions.open_round,
        Stage.DRAFT,
        gettext_lazy("Open for answers"),
        gettext_lazy("Everybody invited can answer until the last day. You can still invite more people."),
        gettext_lazy("Open. The people invited see it on their front page."),
    ),
    "close": Step(
        actions.close_round,
        Stage.OPEN,
        gettext_lazy("Close for answers"),
        gettext_lazy(
            "Nobody can answer or change an answer after this, and it cannot be undone."
            " Results stay hidden from everybody until you reveal them."
        ),
        gettext_lazy("Closed. Nobody sees results until you reveal them."),
    ),
    "reveal": Step(
        actions.reveal_round,
        Stage.CLOSED,
        gettext_lazy("Reveal the results"),
        gettext_lazy(
            "Every member of the city will see the results: scores, spread and comments without names."
            " Revealing cannot be undone."
        ),
        gettext_lazy("The results are revealed to every member of the city."),
    ),
}


@city_view(Permission.RUN_ASSESSMENTS)
def step(request: CityRequest, assessment_id: int, name: str) -> HttpResponse:
    """Say what a step means, and take it once confirmed."""
    round_ = access.load_round(request.membership, assessment_id)
    if name not in STEPS:
        raise Http404
    chosen = STEPS[name]
    if request.method == "POST":
        try:
            chosen.act(round_=round_, by=request.user, now=timezone.now())
        except actions.StepRefused as error:
            messages.error(request, str(error))
        else:
            messages.success(request, str(chosen.done))
        return redirect("assessments:detail", request.city.slug, assessment_id)
    if round_.stage != chosen.from_stage:
        return redirect("assessments:detail", request.city.slug, assessment_id)
    parts = overview.completion_of(round_)
    context = {"round": round_, "step": chosen, "name": name, "total": overview.completion_total(parts)}
    return render(request, "assessments/step.html", context)
