"""Results by who answered: sector, role, organisation."""

from django.http import HttpResponse
from django.shortcuts import render

from assessments import access
from assessments.queries.breaking_down import parts_of
from assessments.queries.results import asked_instruments
from cities.access import CityRequest, city_view
from cities.permissions import Permission


@city_view(Permission.VIEW_RESULTS)
def breakdown(request: CityRequest, assessment_id: int) -> HttpResponse:
    """Scores by part, for each instrument and each way to break it down."""
    round_ = access.load_revealed_round(request.membership, assessment_id)
    context = {"round": round_, "instruments": parts_of(round_, asked_instruments(round_))}
    return render(request, "assessments/breakdown.html", context)
