"""What stands in the way of locking, and what was locked when."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from assessments.models import LockEvent, Position, PositionChange, PositionStatus, Round
from assessments.queries.counting import people_in
from assessments.queries.criteria import criteria_asked, criteria_of
from assessments.queries.positions import Worded, worded
from assessments.rules.positions import is_open_reply


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a room is: how many of the criteria have a position, and how many replies are open."""

    agreed: int
    asked: int
    open_replies: int

    @property
    def is_partly(self) -> bool:
        return self.agreed < self.asked


@dataclass(frozen=True, slots=True)
class BeforeLocking:
    """How many of the criteria have a position; which replies are open; which drafts their owner has never seen.

    `is_asked`: whether anybody was asked for themselves.
    """

    agreed: int
    asked: int
    is_asked: bool
    open_replies: tuple[Worded, ...]
    unsent: tuple[Worded, ...]

    @property
    def is_partly(self) -> bool:
        return self.agreed < self.asked


def standings(rounds: Collection[Round], today: date) -> dict[int, Standing]:
    """Return how far the rooms of assessments are, by the assessment's id: three queries, however many they are."""
    assessments = {round_.assessment_id for round_ in rounds}
    again = unanswered_again(assessments)
    agreed, replies = Counter[int](), Counter[int]()
    rows = Position.objects.filter(assessment__in=assessments)
    for pk, assessment, status, reply_by in rows.values_list("pk", "assessment_id", "status", "reply_by"):
        agreed[assessment] += 1
        replies[assessment] += is_open_reply(status, reply_by, today) or pk in again
    asked = criteria_asked(assessments)
    return {pk: Standing(agreed[pk], asked.get(pk, 0), replies[pk]) for pk in assessments}


def before_locking(round_: Round, today: date) -> BeforeLocking:
    """Return how an assessment stands before it is locked."""
    rows = worded(
        Position.objects.filter(assessment=round_.assessment_id)
        .select_related("assessment", "criterion__instrument", "owner__user")
        .order_by("criterion__instrument__key", "criterion__position", "criterion__ref")
    )
    again = unanswered_again([round_.assessment_id])
    return BeforeLocking(
        agreed=len(rows),
        asked=criteria_of(round_.assessment).count(),
        is_asked=people_in(round_).exists(),
        open_replies=tuple(
            row
            for row in rows
            if is_open_reply(row.position.status, row.position.reply_by, today) or row.position.pk in again
        ),
        unsent=tuple(row for row in rows if row.owner_name and row.position.status == PositionStatus.DRAFTED),
    )


def unanswered_again(assessments: Collection[int]) -> set[int]:
    """Return the positions whose owner was asked, and that were changed since and not sent again.

    Their right of reply is as open as before: a change must not end it unseen.
    """
    asked = PositionChange.objects.filter(
        position__assessment__in=assessments,
        status__in=[PositionStatus.SENT, PositionStatus.CHALLENGED],
        position__status=PositionStatus.DRAFTED,
    )
    return set(asked.values_list("position", flat=True))


def events_of(round_: Round) -> QuerySet[LockEvent]:
    """Return when its positions were locked and opened again, by whom and why; the latest first."""
    return LockEvent.objects.filter(assessment=round_.assessment_id).select_related("by").order_by("-at", "-id")
