"""What was agreed, and how far the city is from where it wants to be."""

from collections.abc import Sequence
from dataclasses import dataclass

from assessments.models import PositionStatus
from assessments.queries.captions import levels_words, median_words
from assessments.queries.findings import Findings, GroupFinding
from assessments.queries.statements import CriterionFinding
from assessments.rules.positions import Agreed
from framework.rules.outline import LevelOutline

OPEN = (PositionStatus.SENT, PositionStatus.CHALLENGED)


@dataclass(frozen=True, slots=True)
class AgreedStatement:
    """A statement with its position, in words: `said` is the median of the answers, empty where none are shown."""

    finding: CriterionFinding
    agreed: Agreed
    level: str
    said: str
    target: str

    @property
    def is_open(self) -> bool:
        """Whether its owner was asked and has not accepted it, nor was it decided since."""
        return self.agreed.status in OPEN


@dataclass(frozen=True, slots=True)
class AgreedGroup:
    """The agreed statements of a top group."""

    group: GroupFinding
    statements: tuple[AgreedStatement, ...]


def agreed_groups(findings: Findings) -> tuple[AgreedGroup, ...]:
    """Return the top groups in which anything is agreed."""
    levels = findings.outline.levels
    found = [
        AgreedGroup(
            group,
            tuple(
                agreed_statement(item, item.result.agreed, levels) for item in group.all_criteria if item.result.agreed
            ),
        )
        for group in findings.groups
    ]
    return tuple(group for group in found if group.statements)


def agreed_statement(finding: CriterionFinding, agreed: Agreed, levels: Sequence[LevelOutline]) -> AgreedStatement:
    """Put a position in words."""
    return AgreedStatement(
        finding,
        agreed,
        median_words(agreed.level, levels),
        median_words(finding.figures.median if finding.figures else None, levels),
        median_words(agreed.target, levels),
    )


@dataclass(frozen=True, slots=True)
class Gap:
    """A statement below its target, in words. `is_agreed`: the target is; else it is the middle of those named."""

    finding: CriterionFinding
    level: str
    target: str
    missing: str
    is_agreed: bool


@dataclass(frozen=True, slots=True)
class Gaps:
    """The statements below their target, the furthest first, and how many have reached theirs or have none."""

    rows: tuple[Gap, ...]
    reached: int
    without: int

    def __bool__(self) -> bool:
        """Tell whether any statement has a target."""
        return bool(self.rows or self.reached)


def gaps_of(findings: Findings) -> Gaps:
    """Rank what is below its target; ties keep the framework's order."""
    levels = findings.outline.levels
    known = [(item.gap, item) for item in findings.all_criteria if item.gap is not None]
    below = sorted((pair for pair in known if pair[0] > 0), key=lambda pair: -pair[0])
    return Gaps(
        tuple(
            Gap(
                item,
                median_words(item.level, levels),
                median_words(item.aim, levels),
                levels_words(gap),
                is_agreed=item.result.agreed is not None and item.result.agreed.target is not None,
            )
            for gap, item in below
        ),
        reached=len(known) - len(below),
        without=findings.number - len(known),
    )
