"""What has changed since the assessment before, by statement."""

from dataclasses import dataclass

from assessments.queries.findings import Findings, GroupFinding
from assessments.queries.results import compute
from assessments.queries.statements import CriterionFinding
from assessments.rules.frozen import FrozenResults
from charts.rules.text import points_between

MOST = 5


@dataclass(frozen=True, slots=True)
class MovedStatement:
    """A statement whose score is another than before, in points."""

    finding: CriterionFinding
    before: float
    now: float

    @property
    def change(self) -> int:
        return points_between(self.before, self.now)


@dataclass(frozen=True, slots=True)
class Moved:
    """The top groups with a score before, and the statements that rose and that fell most."""

    groups: tuple[GroupFinding, ...] = ()
    risen: tuple[MovedStatement, ...] = ()
    fallen: tuple[MovedStatement, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether there is anything to compare with."""
        return bool(self.groups or self.risen or self.fallen)


def moved(frozen: FrozenResults, findings: Findings) -> Moved:
    """Compare with the round before; nothing where there is none, or it asked nothing of the same."""
    if frozen.previous is None:
        return Moved()
    before = {item.key: item.score for item in compute(frozen.previous, findings.outline).all_criteria}
    compared = [
        MovedStatement(item, then, item.score)
        for item in findings.all_criteria
        if item.score is not None and (then := before.get(item.outline.ref)) is not None
    ]
    risen = [item for item in compared if item.change > 0]
    fallen = [item for item in compared if item.change < 0]
    return Moved(
        groups=tuple(group for group in findings.groups if group.change is not None),
        risen=tuple(sorted(risen, key=lambda item: -item.change)[:MOST]),
        fallen=tuple(sorted(fallen, key=lambda item: item.change)[:MOST]),
    )
