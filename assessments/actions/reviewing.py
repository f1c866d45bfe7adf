"""What a reviewer does: rate, note findings, judge delivery, look at what was recommended before, submit.

Nothing of it is in the log before the review is submitted: the city would read there how far its reviewer is.
"""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.actions.asking_reviewers import hold_review
from assessments.actions.running import StepRefused
from assessments.models import (
    DeliveryConfidence,
    Finding,
    Recommendation,
    RecommendationChange,
    Review,
    ReviewRating,
)
from cities.actions import record_audit
from cities.models import Member, User
from framework.models import Criterion, Group


class ReviewOver(Exception):
    """The review is submitted, taken back, or its assessment locked or archived; what is saved stays as it is."""


def hold_open(review: Review) -> Review:
    """Read a review again and hold it; raise ReviewOver unless its reviewer may change it."""
    try:
        held = hold_review(review)
    except StepRefused as error:
        raise ReviewOver from error
    if held.submitted_at is not None or held.assessment.archived_at or held.assessment.locked_at:
        raise ReviewOver
    return held


@transaction.atomic
def rate_for_review(
    *, review: Review, criterion: Criterion, state: str, level: int | None, comment: str, version: int
) -> tuple[ReviewRating, bool]:
    """Save what a reviewer says of a statement; tell whether it replaced something they had not seen.

    `version` is the one that their page showed. Saying the same twice changes nothing.
    """
    held = hold_open(review)
    rating, _made = ReviewRating.objects.get_or_create(review=held, criterion=criterion, defaults={"city": held.city})
    if (rating.state, rating.level, rating.comment) == (state, level, comment):
        return rating, False
    unseen = rating.version != version
    rating.state, rating.level, rating.comment, rating.version = state, level, comment, rating.version + 1
    rating.save()
    return rating, unseen


@transaction.atomic
def judge_review(*, review: Review, summary: str, judgements: Mapping[Group | None, tuple[str, str]]) -> None:
    """Save the summary and the confidence in delivery: a band and a reason by top group, under None overall.

    Without a band there is no judgement, and one that was there goes.
    """
    held = hold_open(review)
    held.summary = summary
    held.save(update_fields=["summary"])
    about = {group.pk if group else None for group in judgements}
    judged = [row.pk for row in held.confidences.all() if row.group_id in about]
    held.confidences.filter(pk__in=judged).delete()
    DeliveryConfidence.objects.bulk_create(
        DeliveryConfidence(city=held.city, review=held, group=group, band=band, reason=reason)
        for group, (band, reason) in judgements.items()
        if band
    )


@transaction.atomic
def add_finding(*, review: Review, kind: str, text: str, group: Group | None) -> Finding:
    """Note a strength, a concern or an opportunity, about one top group or the whole."""
    held = hold_open(review)
    return Finding.objects.create(city=held.city, review=held, kind=kind, text=text, group=group)


@transaction.atomic
def change_finding(*, finding: Finding, kind: str, text: str, group: Group | None) -> None:
    """Word a finding anew."""
    hold_open(finding.review)
    finding.kind, finding.text, finding.group = kind, text, group
    finding.save(update_fields=["kind", "text", "group"])


@transaction.atomic
def add_recommendation(
    *, review: Review, priority: str, text: str, group: Group | None, owner: Member | None, due_on: date | None
) -> Recommendation:
    """Recommend something, to one of the city's members where that is clear, and until when."""
    held = hold_open(review)
    return Recommendation.objects.create(
        city=held.city, review=held, priority=priority, text=text, group=group, owner=owner, due_on=due_on
    )


@transaction.atomic
def change_recommendation(
    *,
    recommendation: Recommendation,
    priority: str,
    text: str,
    group: Group | None,
    owner: Member | None,
    due_on: date | None,
) -> None:
    """Word a recommendation anew. Its status is the city's, once it is submitted."""
    hold_open(recommendation.review)
    item = recommendation
    item.priority, item.text, item.group, item.owner, item.due_on = priority, text, group, owner, due_on
    item.save(update_fields=["priority", "text", "group", "owner", "due_on"])


@transaction.atomic
def remove_from_review(*, item: Finding | Recommendation) -> None:
    """Take a finding or a recommendation out of a review. One that somebody has followed up stays."""
    hold_open(item.review)
    if isinstance(item, Recommendation) and item.changes.exists():
        raise StepRefused(_("It has already been said what became of this recommendation, so it stays."))
    item.delete()


@transaction.atomic
def follow_up(*, review: Review, verdicts: Mapping[Recommendation, tuple[str, str]], by: User, now: datetime) -> None:
    """Confirm or close what earlier reviews recommended: a status and a note each.

    A verdict holds while the city may see this review, unless the city said otherwise after it was given. Without a
    status there is none, and one that was there goes.
    """
    held = hold_open(review)
    before = {item.recommendation_id: item for item in held.follow_ups.all()}
    given = {item: said for item, said in verdicts.items() if said != verdict_of(before.get(item.pk))}
    held.follow_ups.filter(recommendation__in=given).delete()
    RecommendationChange.objects.bulk_create(
        RecommendationChange(
            city=held.city,
            review=held,
            recommendation=item,
            status=status,
            note=note,
            owner=item.owner,
            due_on=item.due_on,
            by=by,
            at=now,
        )
        for item, (status, note) in given.items()
        if status
    )


def verdict_of(change: RecommendationChange | None) -> tuple[str, str]:
    return (change.status, change.note) if change else ("", "")


@transaction.atomic
def submit_review(*, review: Review, by: User, now: datetime) -> None:
    """Hand the review to the city; from then on it can only be read."""
    held = hold_open(review)
    if not DeliveryConfidence.objects.filter(review=held, group=None).exists():
        raise StepRefused(_("Say first how confident you are overall that this will be delivered."))
    held.submitted_at = now
    held.save(update_fields=["submitted_at"])
    record_audit(target=held, verb="submitted a review", by=by, now=now, fields=["submitted_at"])
