"""The scores of several agreed assessments along each other, in the parts of one edition. Pure.

A part has a point only where everything in it was asked then in the same sense: of other statements its score would be
another thing. Of all other points it is said why they are missing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from assessments.rules.roll_up import coverage_of
from assessments.rules.scoring import weighted_mean
from assessments.rules.tally import Tally
from framework.rules.mapping import COMPARABLE, Change, origins
from framework.rules.outline import GroupOutline, InstrumentOutline

NO_ANSWERS: Mapping[str, Tally] = MappingProxyType({})


class Missing(StrEnum):
    """Why a point has no score: the part was not asked; not all of it, or otherwise; nothing in it may be shown."""

    NOT_ASKED = "not asked"
    CHANGED = "changed"
    NO_SCORE = "no score"


@dataclass(frozen=True, slots=True)
class Point:
    """A score from 0 to 100 with its coverage, where that may be told; or why there is none."""

    score: float | None
    missing: Missing | None = None
    coverage: float | None = None


@dataclass(frozen=True, slots=True)
class Scored:
    """One assessment under the references of the edition of now.

    `scores` are those of the criteria that can be compared, None where there is none to show; `related` are the
    criteria that came from anything asked then. `answers` are those that count in a coverage.
    """

    scores: Mapping[str, float | None]
    related: frozenset[str]
    answers: Mapping[str, Tally] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Trend:
    """A point for each assessment, the earliest first: of the whole, and of each top group that was ever asked.

    The whole is made of the groups `counted`: those that the last assessment asked that can be compared at all.
    """

    overall: tuple[Point, ...]
    groups: tuple[tuple[GroupOutline, tuple[Point, ...]], ...]
    counted: tuple[GroupOutline, ...]

    @property
    def points(self) -> int:
        """How many assessments have a score in any part."""
        rows = [self.overall, *(points for _, points in self.groups)]
        return sum(any(point.score is not None for point in column) for column in zip(*rows, strict=True))


def same_edition(scores: Mapping[str, float | None], answers: Mapping[str, Tally] = NO_ANSWERS) -> Scored:
    """Return an assessment that asked the edition of now."""
    return Scored(scores, frozenset(scores), answers)


def other_edition(
    key: str,
    scores: Mapping[str, float | None],
    changes: Iterable[Change],
    answers: Mapping[str, Tally] = NO_ANSWERS,
) -> Scored:
    """Return an assessment of an earlier edition under the references of now; `key` is that of the instrument."""
    came = {ref: fate for (instrument, ref), fate in origins(changes).items() if instrument == key}
    same = {ref: fate.refs[0] for ref, fate in came.items() if fate.kind in COMPARABLE}
    return Scored(
        {ref: scores[old] for ref, old in same.items() if old in scores},
        frozenset(ref for ref, fate in came.items() if not scores.keys().isdisjoint(fate.refs)),
        {ref: answers[old] for ref, old in same.items() if old in answers},
    )


def trend_of(outline: InstrumentOutline, assessments: Sequence[Scored]) -> Trend:
    """Lay the assessments, the earliest first, along the top groups of an instrument."""
    last = next((item for item in reversed(assessments) if item.scores), Scored({}, frozenset()))
    counted = tuple(group for group in outline.groups if is_whole(group, last))
    rows = ((group, tuple(group_point(group, item) for item in assessments)) for group in outline.groups)
    return Trend(
        overall=tuple(overall_point(counted, item) for item in assessments),
        groups=tuple(
            (group, points) for group, points in rows if any(point.missing != Missing.NOT_ASKED for point in points)
        ),
        counted=counted,
    )


def is_whole(group: GroupOutline, item: Scored) -> bool:
    """Tell whether everything in a group was asked in the sense of now."""
    return all(criterion.ref in item.scores for criterion in group.all_criteria)


def group_point(group: GroupOutline, item: Scored) -> Point:
    """Return the score of a group in an assessment, by the roll-up of results."""
    if item.related.isdisjoint(criterion.ref for criterion in group.all_criteria):
        return Point(None, Missing.NOT_ASKED)
    if not is_whole(group, item):
        return Point(None, Missing.CHANGED)
    scored = ((item.scores[criterion.ref], criterion.weight) for criterion in group.all_criteria)
    return point_of(((score, weight) for score, weight in scored if score is not None), [group], item)


def overall_point(counted: Sequence[GroupOutline], item: Scored) -> Point:
    """Return the plain mean of the groups, where all of them can be compared."""
    if not item.related:
        return Point(None, Missing.NOT_ASKED)
    points = [group_point(group, item) for group in counted]
    if not points or any(point.missing in (Missing.NOT_ASKED, Missing.CHANGED) for point in points):
        return Point(None, Missing.CHANGED)
    return point_of(((point.score, 1) for point in points if point.score is not None), counted, item)


def point_of(scored: Iterable[tuple[float, float]], groups: Iterable[GroupOutline], item: Scored) -> Point:
    """Return a score of groups, with the coverage of all their criteria together."""
    score = weighted_mean(scored)
    if score is None:
        return Point(None, Missing.NO_SCORE)
    refs = (criterion.ref for group in groups for criterion in group.all_criteria)
    return Point(score, coverage=coverage_of(item.answers[ref] for ref in refs if ref in item.answers))
