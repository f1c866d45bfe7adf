"""Setting an assessment up: a new draft, and its settings until they are fixed."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments import access, actions
from assessments.forms.setting_up import AssessmentForm, ThresholdsForm, initial_of
from assessments.models import Assessment, Phase, Round, Stage
from assessments.queries.questionnaire import minutes_for
from cities.access import CityRequest, city_view
from cities.permissions import Permission
from cities.queries import edition_of, editions_for
from framework.models import Edition
from framework.queries import CHECKLIST, InstrumentChoice, NoFramework, choices_to_ask, groups_by_id
from framework.queries.editions import edition_entries


@dataclass(frozen=True, slots=True)
class Offer:
    """An instrument to ask, with the groups that are ticked."""

    instrument: InstrumentChoice
    chosen: frozenset[int]

    @property
    def minutes(self) -> int:
        return minutes_for(self.instrument.criteria)


@city_view(Permission.RUN_ASSESSMENTS)
def new_assessment(request: CityRequest) -> HttpResponse:
    """Draft an assessment, of the city's edition or another that it may use."""
    now = timezone.now()
    try:
        edition = edition_to_ask(request)
    except NoFramework:
        return render(request, "assessments/no_framework.html")
    instruments = choices_to_ask(edition)
    form = AssessmentForm(request.POST or None, today=request.city.date_at(now), instruments=instruments)
    if form.is_valid():
        groups = groups_by_id(form.cleaned_data.pop("groups"))
        round_ = actions.create_assessment(
            city=request.city, groups=groups, by=request.user, now=now, **form.cleaned_data
        )
        messages.success(request, drafted_words(round_))
        return redirect("assessments:people", request.city.slug, round_.assessment_id)
    checklist = [group.id for item in instruments if item.key == CHECKLIST for group in item.groups]
    context = {"form": form, "offers": offers_of(form, instruments, checklist)}
    return render(request, "assessments/new.html", context | editions_to_ask(request, edition))


def drafted_words(round_: Round) -> str:
    """Say that an assessment is drafted, and what comes next."""
    if round_.assessment.is_consensus_only:
        return _("Saved as a draft. Nobody answers alone; open it when you agree the levels.")
    return _("Saved as a draft. Next, choose the people to ask.")


def edition_to_ask(request: CityRequest) -> Edition:
    """Return the edition that was chosen in the address, or the city's own. Raises NoFramework."""
    if key := request.GET.get("edition"):
        return access.load_edition(request.city, key)
    return edition_of(request.city)


def editions_to_ask(request: CityRequest, edition: Edition) -> dict[str, object]:
    """Return the edition asked and the others that could be, for the page."""
    entries = edition_entries(editions_for(request.city).exclude(instruments=None))
    return {
        "edition": next((entry for entry in entries if entry.id == edition.pk), None),
        "others": [entry for entry in entries if entry.status == Edition.Status.PUBLISHED and entry.id != edition.pk],
    }


def offered_in(assessment: Assessment) -> list[InstrumentChoice]:
    """Return the instruments that an assessment asks, with those groups alone that it asks. Three queries."""
    asked = set(assessment.asked_groups.values_list("group_id", flat=True))
    parts = [
        replace(item, groups=tuple(group for group in item.groups if group.id in asked))
        for item in choices_to_ask(assessment.edition)
    ]
    return [item for item in parts if item.groups]


def offers_of(form: forms.Form, instruments: Sequence[InstrumentChoice], at_first: Collection[int]) -> list[Offer]:
    """Return the instruments with the groups that are ticked: as sent, or `at_first`."""
    ticked = set(form["groups"].value() or []) if form.is_bound else {str(pk) for pk in at_first}
    return [
        Offer(item, frozenset(group.id for group in item.groups if str(group.id) in ticked)) for item in instruments
    ]


@city_view(Permission.RUN_ASSESSMENTS)
def settings(request: CityRequest, assessment_id: int) -> HttpResponse:
    """What an assessment asks and how. Once it was opened, only what its figures mean can be changed."""
    round_ = access.load_round(request.membership, assessment_id)
    if request.method != "POST" and round_.phase in (Phase.AGREED, Phase.ARCHIVED):
        messages.error(request, _("The settings of an assessment that is agreed or archived stay as they are."))
        return redirect("assessments:detail", request.city.slug, assessment_id)
    return draft_settings(request, round_) if round_.stage == Stage.DRAFT else thresholds(request, round_)


def draft_settings(request: CityRequest, round_: Round) -> HttpResponse:
    """Change anything of a draft."""
    now, assessment = timezone.now(), round_.assessment
    instruments = choices_to_ask(assessment.edition)
    form = AssessmentForm(
        request.POST or None,
        today=request.city.date_at(now),
        instruments=instruments,
        invited=round_.participants.count(),
        initial=initial_of(assessment) | {"closes_on": round_.closes_on},
    )
    if form.is_valid():
        groups = groups_by_id(form.cleaned_data.pop("groups"))
        return saved(request, round_, actions.change_draft, groups=groups, now=now, **form.cleaned_data)
    asked = assessment.asked_groups.values_list("group_id", flat=True)
    context = {"form": form, "offers": offers_of(form, instruments, asked), "round": round_}
    return render(request, "assessments/new.html", context)


def thresholds(request: CityRequest, round_: Round) -> HttpResponse:
    """Change what is to be discussed and where the bands begin, until the positions are agreed."""
    form = ThresholdsForm(request.POST or None, initial=initial_of(round_.assessment))
    if form.is_valid():
        return saved(request, round_, actions.change_thresholds, now=timezone.now(), **form.cleaned_data)
    return render(request, "assessments/settings.html", {"round": round_, "form": form})


def saved(request: CityRequest, round_: Round, act: Callable[..., None], **values: Any) -> HttpResponse:
    """Store the settings, or say why not."""
    try:
        act(round_=round_, by=request.user, **values)
    except actions.StepRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Saved."))
    return redirect("assessments:detail", request.city.slug, round_.assessment_id)
