"""Agreed assessments along each other, and beside those of other cities."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from assessments import actions
from assessments.queries.other_cities import beside_others, latest_own
from assessments.queries.over_time import over_time
from assessments.rules.other_cities import next_quarter
from assessments.views.charts import picture_response
from cities.access import CityRequest, city_view
from cities.permissions import Permission


@city_view(Permission.VIEW_RESULTS)
def trend(request: CityRequest) -> HttpResponse:
    """All agreed assessments of the city: each part over time."""
    return render(request, "assessments/over_time.html", {"over_time": over_time(request.city)})


@city_view(Permission.VIEW_RESULTS)
def trend_file(request: CityRequest, instrument: str, form: str) -> HttpResponse:
    """The picture of one instrument over time, as `svg` or `png`; 404 where there is none."""
    found = (item.chart for item in over_time(request.city).instruments if item.outline.key == instrument)
    figure = next(found, None)
    if figure is None:
        raise Http404
    return picture_response(figure, f"{instrument}-over-time", form)


@city_view(Permission.VIEW_RESULTS)
def other_cities(request: CityRequest) -> HttpResponse:
    """Our scores beside the quartiles of the cities that share theirs; only for cities that do."""
    latest = latest_own(request.city) if request.city.shares_scores else None
    context: dict[str, object] = {"latest": latest}
    if latest:
        edition = latest.assessment.edition
        figures = actions.figures_of_quarter(edition=edition, now=timezone.now())
        context["figures"] = figures
        context["again"] = next_quarter(figures.quarter) if figures else None
        context["instruments"] = beside_others(request.city, edition, figures, request.user)
    return render(request, "assessments/other_cities.html", context)
