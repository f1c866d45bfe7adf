"""Reviews: their reviewer's own, those of an assessment one runs, and those that the city may see."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404

from assessments.access.rounds import load_round
from assessments.models import (
    Finding,
    Recommendation,
    Review,
    Round,
)
from assessments.queries.recommendations import recommendations_of
from assessments.queries.reviews import reviews_of
from assessments.queries.visible_reviews import visible_reviews
from cities.permissions import Membership


def load_own_review(membership: Membership, assessment_id: int) -> Review:
    """Return the member's own review of an assessment: 404 without an assessment, 403 when not asked.

    Also by the address of before where the assessment, and the review with it, goes on in another edition.
    """
    here = Q(assessment__pk=assessment_id) | Q(assessment__continues__pk=assessment_id)
    found = (
        Review.objects.filter(here, reviewer=membership.member, taken_back_at=None)
        .select_related("assessment__edition", "city", "reviewer__user")
        .first()
    )
    if found is not None:
        return found
    load_round(membership, assessment_id)
    raise PermissionDenied


def load_review_round(review: Review) -> Round:
    """Return the latest round of the assessment of a review."""
    found = Round.objects.filter(assessment=review.assessment_id).order_by("-number")[0]
    found.assessment, found.city = review.assessment, review.city
    return found


def load_own_finding(review: Review, finding_id: int) -> Finding:
    """Return a finding of a review that the member writes, or 404."""
    found = review.findings.filter(pk=finding_id).first()
    if found is None:
        raise Http404
    return found


def load_own_recommendation(review: Review, recommendation_id: int) -> Recommendation:
    """Return a recommendation of a review that the member writes, or 404."""
    found = review.recommendations.filter(pk=recommendation_id).first()
    if found is None:
        raise Http404
    return found


def load_other_review(round_: Round, review_id: int) -> Review:
    """Return a review of an assessment that the member runs, or 404; what it says stays unread."""
    found = reviews_of(round_.assessment).filter(pk=review_id).first()
    if found is None:
        raise Http404
    return found


def load_reviewed_round(membership: Membership, assessment_id: int) -> tuple[Round, list[Review]]:
    """Return an assessment's latest round with the reviews of it that the city may see; 404 without any."""
    reviews = list(visible_reviews(membership.city).filter(assessment__pk=assessment_id))
    if not reviews:
        raise Http404
    found = Round.objects.filter(assessment__pk=assessment_id).order_by("-number")[0]
    found.assessment, found.city = reviews[0].assessment, membership.city
    return found, reviews


def load_recommendation(membership: Membership, recommendation_id: int) -> Recommendation:
    """Return a recommendation that the city may see, or 404."""
    found: Recommendation | None = recommendations_of(membership.city).filter(pk=recommendation_id).first()
    if found is None:
        raise Http404
    return found
