"""The reviewer's pages: how far the review is, statement by statement, as the city will see it, submitting."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments import access, actions
from assessments.queries.recommendations import to_follow_up
from assessments.queries.reviews import ReviewSheet, sheets_of
from assessments.queries.visible_reviews import awaiting_leaders
from cities.access import CityRequest, city_view
from cities.permissions import Permission


def own_sheet(request: CityRequest, assessment_id: int) -> tuple[ReviewSheet, dict[str, object]]:
    """Return what the reader has said so far, and what every page of theirs shows around it."""
    review = access.load_own_review(request.membership, assessment_id)
    round_ = access.load_review_round(review)
    (sheet,) = sheets_of([review], round_)
    context = {
        "sheet": sheet,
        "review": review,
        "round": round_,
        "assessment": review.assessment,
        "may_write": not (review.submitted_at or review.assessment.locked_at or review.assessment.archived_at),
        "last_day": round_.last_day(request.city.date_at(timezone.now())),
        "waits_for_leaders": awaiting_leaders().filter(pk=round_.pk).exists(),
    }
    return sheet, context


def over(request: CityRequest, assessment_id: int) -> HttpResponse:
    """Say that a review takes nothing any more, and lead to where it can be read."""
    messages.error(request, _("This review is submitted and can only be read. Ask the facilitator to hand it back."))
    return redirect("assessments:my-review", request.city.slug, assessment_id)


@city_view(Permission.REVIEW)
def my_review(request: CityRequest, assessment_id: int) -> HttpResponse:
    """What the review is, how far it is, and what is missing."""
    sheet, context = own_sheet(request, assessment_id)
    return render(request, "assessments/my_review.html", context | earlier_in(sheet))


def earlier_in(sheet: ReviewSheet) -> dict[str, object]:
    """Return what earlier reviews recommended, and of how much of it the reviewer has said nothing yet."""
    earlier = to_follow_up(sheet.review)
    looked_at = {change.recommendation_id for change in sheet.follow_ups}
    return {"earlier": earlier, "earlier_left": sum(item.pk not in looked_at for item in earlier)}


@city_view(Permission.REVIEW)
def preview(request: CityRequest, assessment_id: int) -> HttpResponse:
    """The review as the city will see it."""
    sheet, context = own_sheet(request, assessment_id)
    return render(request, "assessments/review_preview.html", context | {"shown": [(sheet, None)]})


@city_view(Permission.REVIEW)
def submit(request: CityRequest, assessment_id: int) -> HttpResponse:
    """Say what submitting means and what is missing; and submit."""
    sheet, context = own_sheet(request, assessment_id)
    if request.method == "POST":
        try:
            actions.submit_review(review=sheet.review, by=request.user, now=timezone.now())
        except actions.ReviewOver:
            return over(request, assessment_id)
        except actions.StepRefused as error:
            messages.error(request, str(error))
            return redirect("assessments:review-judgement", request.city.slug, assessment_id)
        messages.success(request, _("Thank you. Your review is submitted."))
        return redirect("assessments:my-review", request.city.slug, assessment_id)
    if not context["may_write"]:
        return redirect("assessments:my-review", request.city.slug, assessment_id)
    return render(request, "assessments/review_submit.html", context | earlier_in(sheet))
