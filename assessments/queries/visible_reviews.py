"""Which reviews the city may see: said here and nowhere else."""

from collections import defaultdict

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from assessments.models import Review, ReviewRating, Round
from cities.models import City


def visible_reviews(city: City) -> QuerySet[Review]:
    """Return the reviews that the city may see, the newest first: the one place that says which they are.

    Those that are submitted, but not while leaders still answer, or are to: they would answer after the reviewer.
    """
    return (
        Review.objects.filter(~Exists(awaiting_leaders().filter(assessment=OuterRef("assessment"))))
        .filter(city=city, submitted_at__isnull=False)
        .select_related("assessment__edition", "reviewer__user", "reviewer__organisation")
        .order_by("-submitted_at", "-pk")
    )


def awaiting_leaders() -> QuerySet[Round]:
    """Return the first rounds in which somebody still answers for themselves, or is to once they are open.

    While an assessment is a draft, leaders may still be invited. Who is asked a second time has seen the review
    already.
    """
    to_answer = (
        Q(participants__isnull=False, participants__withdrawn_at=None) | Q(awaited__isnull=False) | Q(opened_at=None)
    )
    return Round.objects.filter(to_answer, number=1, closed_at=None, assessment__is_consensus_only=False)


def reviewed_levels(round_: Round) -> dict[str, dict[str, tuple[int, ...]]]:
    """Return the levels that reviewers gave whom the city may see, by instrument key and criterion ref, as index.

    One query.
    """
    rows = (
        ReviewRating.objects.filter(
            review__in=visible_reviews(round_.city).filter(assessment=round_.assessment_id).order_by().values("pk"),
            level__isnull=False,
        )
        .order_by("criterion__instrument__key", "criterion__ref", "review_id")
        .values_list(
            "criterion__instrument__key", "criterion__ref", F("level") - F("criterion__instrument__scale__lowest")
        )
    )
    found: dict[str, dict[str, tuple[int, ...]]] = defaultdict(lambda: defaultdict(tuple))
    for key, ref, level in rows:
        found[key][ref] += (level,)
    return {key: dict(by_ref) for key, by_ref in found.items()}
