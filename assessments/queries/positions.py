"""Positions of an assessment: what is agreed, what waits for whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Min, Q, QuerySet, Subquery

from assessments.models import Assessment, Position, PositionChange, PositionStatus, RatingState, Round
from assessments.queries.words import level_name
from cities.models import Member
from framework.queries import instrument_outlines
from framework.rules.outline import CriterionOutline, InstrumentOutline


@dataclass(frozen=True, slots=True)
class Worded:
    """A position beside the words of the framework."""

    position: Position
    instrument: InstrumentOutline
    criterion: CriterionOutline

    @property
    def agreed_level(self) -> str:
        return level_name(self.position.level, self.instrument.levels, str(RatingState.NOT_APPLICABLE.label))

    @property
    def target_level(self) -> str:
        """Name the level to reach; nothing without one."""
        return level_name(self.position.target, self.instrument.levels, "")

    @property
    def owner_name(self) -> str:
        return str(self.position.owner) if self.position.owner else ""

    @property
    def waits(self) -> bool:
        """Whether its owner may still answer."""
        assessment = self.position.assessment
        is_over = assessment.locked_at is not None or assessment.archived_at is not None
        return self.position.status == PositionStatus.SENT and not is_over


def positions_in(round_: Round) -> QuerySet[Position]:
    """Return the positions of the assessment of a round."""
    return Position.objects.filter(assessment=round_.assessment_id).select_related("assessment", "owner__user")


def position_on(round_: Round, criterion_id: int) -> Position | None:
    """Return the position of the assessment of a round on one criterion."""
    return positions_in(round_).filter(criterion=criterion_id).first()


def said_before(position: Position) -> QuerySet[PositionChange]:
    """Return what was said against earlier drafts of a position, and decided on that; the newest last."""
    drafts = PositionChange.objects.filter(position=position, status=PositionStatus.DRAFTED)
    newest = drafts.order_by("-version").values("version")[:1]
    said = position.changes.exclude(reply="", decision="").filter(version__lt=Subquery(newest))
    return said.select_related("owner__user")


def worded(positions: Iterable[Position]) -> list[Worded]:
    """Put positions beside their words: four queries."""
    rows = list(positions)
    outlines = instrument_outlines({row.criterion.instrument_id for row in rows}) if rows else {}
    criteria = {item.id: item for outline in outlines.values() for item in outline.all_criteria}
    return [Worded(row, outlines[row.criterion.instrument_id], criteria[row.criterion_id]) for row in rows]


def drafts_to_send(assessment: Assessment) -> list[Worded]:
    """Return the drafts that have an owner who can be asked, by owner."""
    return worded(
        Position.objects.filter(
            assessment=assessment, status=PositionStatus.DRAFTED, owner__isnull=False, owner__archived_at=None
        )
        .select_related("assessment", "criterion__instrument", "owner__user")
        .order_by("owner__user__name", "owner_id", "criterion__instrument__key", "criterion__position")
    )


def sent_to(member: Member) -> QuerySet[Position]:
    """Return the positions that a member was sent to answer, those they have answered too, by assessment."""
    return (
        Position.objects.filter(owner=member, assessment__archived_at=None)
        .exclude(status=PositionStatus.DRAFTED)
        .select_related("assessment", "criterion__instrument", "owner__user")
        .order_by("assessment__created_at", "criterion__instrument__key", "criterion__position", "criterion__ref")
    )


@dataclass(frozen=True, slots=True)
class Replies:
    """How many positions wait for somebody's answer, until when the first of them, and how many were sent in all."""

    waiting: int
    reply_by: date | None
    sent: int


def replies_of(member: Member) -> Replies:
    """Return what a member is asked to answer. One query."""
    waiting = Q(status=PositionStatus.SENT, assessment__locked_at=None)
    found = sent_to(member).order_by()
    return Replies(
        **found.aggregate(
            waiting=Count("pk", filter=waiting), reply_by=Min("reply_by", filter=waiting), sent=Count("pk")
        )
    )
