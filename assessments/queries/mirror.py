"""A participant's own answers beside the room's. Reads that person's ratings and shown figures, nobody else's."""

from dataclasses import dataclass

from django.db.models import QuerySet

from assessments.models import Participant, Round
from assessments.queries.counting import ratings_until, that_count
from assessments.queries.findings import Findings
from assessments.queries.statements import CriterionFinding
from assessments.rules.mirror import differences
from cities.models import Member

MOST = 10
"""Statements in each direction that are shown."""
NEAR = 1
"""Levels of difference below which somebody sees it as the room does."""


@dataclass(frozen=True, slots=True)
class BesideTheRoom:
    """One statement: own level and median as level index, `levels` own − median."""

    finding: CriterionFinding
    own: int
    median: float
    levels: float


@dataclass(frozen=True, slots=True)
class Mirror:
    """One instrument: where somebody differs most, in how many statements they do not, and how many were compared."""

    findings: Findings
    higher: tuple[BesideTheRoom, ...]
    lower: tuple[BesideTheRoom, ...]
    alike: int
    compared: int


def own_levels(round_: Round, member: Member) -> dict[tuple[str, str], int]:
    """Return the levels a member gave last in a revealed assessment, by instrument key and criterion ref."""
    rows = (
        that_count(ratings_until(round_))
        .filter(participant__member=member)
        .order_by("round__number", "criterion__position", "criterion__ref")
        .values_list("criterion__instrument__key", "criterion__ref", "level")
    )
    return {(key, ref): level for key, ref, level in rows if level is not None}


def with_mirror(round_: Round) -> QuerySet[Participant]:
    """Return who was asked in an assessment, and so has a mirror of their own: not who has a deputy, but the deputy."""
    return Participant.objects.filter(round__assessment=round_.assessment_id)


def has_mirror(round_: Round, member: Member) -> bool:
    """Tell whether a member has a mirror of their own in an assessment."""
    return with_mirror(round_).filter(member=member).exists()


def mirror_of(findings: Findings, own: dict[tuple[str, str], int]) -> Mirror:
    """Hold a person's levels against the medians that are shown."""
    by_ref = {item.outline.ref: item for item in findings.all_criteria}
    medians = {
        ref: item.figures.median for ref, item in by_ref.items() if item.figures and item.figures.median is not None
    }
    levels = {
        ref: own[findings.outline.key, ref] - findings.outline.lowest
        for ref in by_ref
        if (findings.outline.key, ref) in own
    }
    found = [
        BesideTheRoom(by_ref[item.key], item.own, item.median, item.levels) for item in differences(levels, medians)
    ]
    return Mirror(
        findings,
        higher=tuple(item for item in found if item.levels >= NEAR)[:MOST],
        lower=tuple(item for item in found if item.levels <= -NEAR)[:MOST],
        alike=sum(abs(item.levels) < NEAR for item in found),
        compared=len(found),
    )
