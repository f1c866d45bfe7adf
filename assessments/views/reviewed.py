"""What reviewers say, for the city: all reviews that it may see, and those of one assessment beside its own levels."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from assessments import access
from assessments.queries.reviewed import apart, city_levels
from assessments.queries.reviews import sheets_of
from assessments.queries.visible_reviews import visible_reviews
from cities.access import CityRequest, city_view
from cities.permissions import Permission

A_PAGE = 25


@city_view(Permission.VIEW_RESULTS)
def reviews(request: CityRequest) -> HttpResponse:
    """All reviews that the city may see, the newest first."""
    page = Paginator(visible_reviews(request.city), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "assessments/reviews.html", {"page": page})


@city_view(Permission.VIEW_RESULTS)
def reviewed(request: CityRequest, assessment_id: int) -> HttpResponse:
    """One assessment as its reviewers see it, and how far that is from the city's view."""
    round_, found = access.load_reviewed_round(request.membership, assessment_id)
    sheets = sheets_of(found, round_)
    city = city_levels(round_, sheets[0])
    context = {
        "round": round_,
        "assessment": round_.assessment,
        "city_levels": city,
        "shown": [(sheet, apart(sheet, city)) for sheet in sheets],
    }
    return render(request, "assessments/reviewed.html", context)
