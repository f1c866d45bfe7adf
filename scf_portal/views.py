"""The front pages: a person's cities, and what waits for them in one of them."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from assessments.models import Phase, Round, Stage
from assessments.queries import overview
from assessments.queries.locking import standings
from assessments.queries.positions import replies_of
from assessments.queries.questionnaire import minutes_for
from assessments.queries.reviews import reviews_waiting_for
from assessments.views.next_step import NextStep, next_step
from cities.access import CityRequest, city_view
from cities.models import City, User
from cities.permissions import Permission
from cities.queries import archived_cities_of, cities_of

LISTED = 3


@dataclass(slots=True)
class Answering:
    """An assessment that asks the reader."""

    item: overview.Waiting
    is_pressing: bool = False

    @property
    def minutes_left(self) -> int:
        return minutes_for(self.item.asked - self.item.answered)


@dataclass(slots=True)
class Managed:
    """An assessment that the reader runs, with who has finished: by sector, and in all."""

    round: Round
    parts: list[overview.Completion]
    total: overview.Completion
    next_step: NextStep | None
    is_pressing: bool = False


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """The person's cities; with one alone, straight into it. `?all` stays on the page."""
    person: User = request.user  # type: ignore[assignment]  # login_required
    cities = list(cities_of(person))
    if len(cities) == 1 and "all" not in request.GET:
        return redirect("city-home", cities[0].slug)
    context = {"cities": cities, "archived": archived_cities_of(person), "may_create": settings.SELF_SERVICE}
    return render(request, "scf_portal/home.html", context)


@city_view(Permission.VIEW_CITY)
def city_home(request: CityRequest) -> HttpResponse:
    """What waits for the reader in this city, where open assessments stand, and the newest results."""
    today = request.city.date_at(timezone.now())
    runs = request.membership.may(Permission.RUN_ASSESSMENTS)
    rounds = list(overview.rounds_of(request.city))
    waiting = [
        Answering(item)
        for item in sorted(
            overview.waiting_for(request.member), key=lambda item: item.participant.submitted_at is not None
        )
        if item.round.takes_ratings(today)
    ]
    managed = managed_rounds(request.city, rounds, today) if runs else []
    mark_most_pressing(waiting, managed)
    context = {
        "today": today,
        "waiting": waiting,
        "managed": managed,
        "replies": replies_of(request.member),
        "revealed": [round_ for round_ in rounds if round_.stage == Stage.REVEALED][:LISTED],
        "has_assessments": bool(rounds),
        "to_review": reviews_waiting_for(request.member) if request.membership.may(Permission.REVIEW) else [],
        "runs": runs,
    }
    return render(request, "scf_portal/city_home.html", context)


def managed_rounds(city: City, rounds: list[Round], today: date) -> list[Managed]:
    """Return the rounds that are not agreed yet, each with who has finished and the facilitator's next step."""
    going_on = [round_ for round_ in rounds if round_.phase != Phase.AGREED and round_.assessment.went_on_in is None]
    completion, standing = overview.completion_by_round(going_on), standings(going_on, today)
    managed = []
    for round_ in going_on:
        round_.city = city
        parts = completion[round_.pk]
        total = overview.completion_total(parts)
        managed.append(Managed(round_, parts, total, next_step(round_, total, today, standing[round_.assessment_id])))
    return managed


def mark_most_pressing(waiting: list[Answering], managed: list[Managed]) -> None:
    """Mark the one entry whose button is filled: answers to give, else the first step to take."""
    answers: list[Answering | Managed] = [entry for entry in waiting if not entry.item.participant.submitted_at]
    steps = [entry for entry in managed if entry.next_step and entry.next_step.button]
    for entry in [*answers, *steps][:1]:
        entry.is_pressing = True
