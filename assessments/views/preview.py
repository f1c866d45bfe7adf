"""What participants will see, for those who run the assessment: the same pages, and nothing of them is kept."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from assessments import access
from assessments.queries.answering import preview_of
from assessments.views.sheets import SheetPage, preview_address
from cities.access import CityRequest, city_view
from cities.permissions import Permission


@city_view(Permission.RUN_ASSESSMENTS)
def preview(request: CityRequest, assessment_id: int) -> HttpResponse:
    """Go to the first page of questions."""
    questionnaire = preview_of(access.load_round(request.membership, assessment_id))
    if not questionnaire.pages:
        raise Http404
    return redirect(preview_address(request.city, assessment_id, questionnaire.pages[0]))


@city_view(Permission.RUN_ASSESSMENTS)
def preview_page(request: CityRequest, assessment_id: int, instrument: str, ref: str) -> HttpResponse:
    """One page of questions as a participant sees it."""
    questionnaire = preview_of(access.load_round(request.membership, assessment_id))
    sheet = questionnaire.sheet(instrument, ref)
    if sheet is None:
        raise Http404
    return SheetPage(request, questionnaire, sheet, is_preview=True).response()
