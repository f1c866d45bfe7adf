"""What reviewers say, as plain data that goes with results into print."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TypeVar

from assessments.models import Participant, Round
from assessments.queries.reviewed import earlier_medians
from assessments.queries.reviews import Judged, ReviewSheet, sheets_of
from assessments.queries.visible_reviews import visible_reviews
from assessments.rules.frozen_reviews import (
    About,
    FrozenAdvice,
    FrozenConfidence,
    FrozenFollowUp,
    FrozenRemark,
    FrozenReview,
)

T = TypeVar("T")


def frozen_reviews(round_: Round) -> tuple[tuple[FrozenReview, ...], Mapping[str, Mapping[str, float]]]:
    """Return the reviews of a round's assessment that the city may see, and `FrozenResults.earlier`."""
    sheets = sheets_of(visible_reviews(round_.city).filter(assessment=round_.assessment_id), round_)
    if not sheets:
        return (), {}
    asked = Participant.objects.filter(round__assessment=round_.assessment_id, withdrawn_at=None).exists()
    earlier: dict[str, dict[str, float]] = defaultdict(dict)
    if not asked:
        outlines = [outline for outline, _pages in sheets[0].instruments]
        for (key, ref), level in sorted(earlier_medians(round_, outlines).items()):
            earlier[key][ref] = level
    return tuple(frozen_review(sheet, round_) for sheet in sheets), dict(earlier)


def frozen_review(sheet: ReviewSheet, round_: Round) -> FrozenReview:
    """Write down what one reviewer submitted."""
    review = sheet.review
    if review.submitted_at is None:
        message = f"review {review.pk} is not submitted"
        raise ValueError(message)
    about: dict[int | None, About] = {page.group.id: (page.instrument.key, page.group.ref) for page in sheet.pages}
    rows = [(page.instrument.key, row) for page in sheet.pages for row in page.rows]
    sure = [page.confidence for page in sheet.pages if page.confidence]
    return FrozenReview(
        reviewer=str(review.reviewer),
        organisation=review.reviewer.organisation.name,
        submitted_on=round_.city.date_at(review.submitted_at),
        summary=review.summary,
        levels=by_instrument(
            (key, row, row.rating.level - row.instrument.lowest) for key, row in rows if row.rating.level is not None
        ),
        comments=by_instrument((key, row, row.rating.comment) for key, row in rows if row.rating.comment),
        confidences=tuple(
            FrozenConfidence(about.get(item.group_id), item.band, item.reason)
            for item in ([sheet.overall, *sure] if sheet.overall else sure)
        ),
        findings=tuple(FrozenRemark(about.get(item.group_id), item.kind, item.text) for item in sheet.findings),
        recommendations=tuple(
            FrozenAdvice(
                about.get(item.group_id),
                item.priority,
                item.stands,
                item.text,
                str(item.owner) if item.owner else "",
                item.due_on,
            )
            for item, _group in sheet.advice
        ),
        follow_ups=tuple(
            FrozenFollowUp(change.recommendation.text, change.status, change.note) for change in sheet.follow_ups
        ),
        is_before_answers=sheet.is_before_answers,
    )


def by_instrument(said: Iterable[tuple[str, Judged, T]]) -> dict[str, dict[str, T]]:
    """Sort what was said of criteria by instrument key and criterion ref."""
    found: dict[str, dict[str, T]] = defaultdict(dict)
    for key, row, value in said:
        found[key][row.criterion.ref] = value
    return dict(found)
