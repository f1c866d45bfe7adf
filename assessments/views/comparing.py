"""Results of any two assessments beside each other."""

from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from assessments import access
from assessments.models import Round
from assessments.queries.comparing import comparable_rounds, comparison_of
from cities.access import CityRequest, city_view
from cities.permissions import Permission


@city_view(Permission.VIEW_RESULTS)
def compare(request: CityRequest, assessment_id: int) -> HttpResponse:
    """Statement by statement, what changed between two assessments: `with` and `now` name them, in any order.

    Without names it is this one and the last before it. `only` leaves out what has not changed.
    """
    round_ = access.load_revealed_round(request.membership, assessment_id)
    every = list(comparable_rounds(request.city))
    now = named(every, request.GET.get("now", "")) or round_
    before = named(every, request.GET.get("with", "")) or last_before(every, now)
    only = request.GET.get("only") == "changes"
    if before:
        before, now = sorted((before, now), key=closing)
    if now != round_:
        return redirect(address_of(request, before or now, now, only=only))
    found = comparison_of(before, now) if before and before != now else None
    tables = [(item, item.changed if only else item.rows) for item in found.instruments] if found else []
    context = {
        "round": now,
        "rounds": every,
        "before": before,
        "only": only,
        "comparison": found,
        "tables": tables,
    }
    return render(request, "assessments/compare.html", context)


def named(every: list[Round], name: str) -> Round | None:
    """Return the round of the assessment named, None without a name; 404 for any other."""
    if not name:
        return None
    for round_ in every:
        if str(round_.assessment_id) == name:
            return round_
    raise Http404


def last_before(every: list[Round], now: Round) -> Round | None:
    """Return the last one of the same kind that closed before, or the last of all."""
    earlier = [other for other in every if closing(other) < closing(now)]
    alike = (other for other in earlier if other.assessment.kind == now.assessment.kind)
    return next(alike, next(iter(earlier), None))


def closing(round_: Round) -> tuple[object, int]:
    """Return what rounds are put in order by."""
    return round_.closed_at, round_.pk


def address_of(request: CityRequest, before: Round, now: Round, *, only: bool) -> str:
    """Return where two assessments are compared, in their order in time."""
    chosen = {"with": before.assessment_id} | ({"only": "changes"} if only else {})
    address = reverse("assessments:compare", args=[request.city.slug, now.assessment_id])
    return f"{address}?{urlencode(chosen)}"
