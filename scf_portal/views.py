"""The front pages: a person's cities, and what waits for them in one of them."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from assessments.models import Stage
from assessments.queries import overview
from assessments.queries.answering import minutes_for
from cities.access import CityRequest, city_view
from cities.permissions import Permission
from cities.queries import cities_of

LISTED = 3


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """The person's cities; with one, straight into it."""
    cities = list(cities_of(request.user))  # type: ignore[arg-type]  # login_required
    if len(cities) == 1:
        return redirect("city-home", cities[0].slug)
    return render(request, "cities/home.html", {"cities": cities})


@city_view(Permission.VIEW_CITY)
def city_home(request: CityRequest) -> HttpResponse:
    """What waits for the reader in this city, where open assessments stand, and the newest results."""
    today = request.city.date_at(timezone.now())
    runs = request.membership.may(Permission.RUN_ASSESSMENTS)
    rounds = list(overview.rounds_of(request.city))
    open_rounds = [round_ for round_ in rounds if round_.stage == Stage.OPEN]
    waiting = [
        {"item": item, "minutes_left": minutes_for(item.asked - item.answered)}
        for item in overview.waiting_for(request.member)
        if item.round.takes_ratings(today)
    ]
    completion = overview.completion_by_round(open_rounds) if runs else {}
    context = {
        "waiting": waiting,
        "running": [
            {
                "round": round_,
                "parts": completion[round_.pk],
                "total": overview.completion_total(completion[round_.pk]),
                "is_overdue": round_.is_overdue(today),
            }
            for round_ in open_rounds
            if runs
        ],
        "next_steps": [round_ for round_ in rounds if runs and round_.stage in (Stage.DRAFT, Stage.CLOSED)],
        "revealed": [round_ for round_ in rounds if round_.stage == Stage.REVEALED][:LISTED],
        "has_assessments": bool(rounds),
        "runs": runs,
    }
    return render(request, "cities/city_home.html", context)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that a form was refused for its missing or old token, and how to send it again."""
    return render(request, "403_csrf.html", status=403)
