"""One criterion as pages and reports show it: its result, and what was said beside the levels."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from assessments.rules.anonymity import are_enough
from assessments.rules.frozen import EvidenceCount, FrozenResults
from assessments.rules.movement import Movement, movement_of
from assessments.rules.results import CriterionResult
from assessments.rules.roll_up import Figures, Scale, figures_of
from assessments.rules.scoring import median
from assessments.rules.tally import Tally
from framework.rules.outline import CriterionOutline, GroupOutline


@dataclass(frozen=True, slots=True)
class CriterionFinding:
    """A criterion and its result; `factor` is its top group, `reviewed` the levels that reviewers gave, as index.

    The rest is there only where its figures may be shown: `comments`; `target`, the median of the levels that people
    named as target; `confidences`, how many were not sure, fairly sure, sure; `evidence`, what is behind it; `earlier`,
    the figures of the rounds before that asked it, by their number. `round` is the number of the one that counts.
    """

    factor: GroupOutline
    outline: CriterionOutline
    result: CriterionResult
    comments: tuple[str, ...] = ()
    target: float | None = None
    confidences: tuple[int, int, int] | None = None
    evidence: EvidenceCount | None = None
    reviewed: tuple[int, ...] = ()
    earlier: Mapping[int, Figures] = field(default_factory=dict)
    round: int = 1

    @property
    def figures(self) -> Figures | None:
        return self.result.figures

    @property
    def level(self) -> float | None:
        """Where it stands, as level index: the agreed level, else the median."""
        if self.result.agreed:
            return self.result.agreed.level
        return self.figures.median if self.figures else None

    @property
    def aim(self) -> float | None:
        """Where it should stand, as level index: the agreed target, else the median of the targets named."""
        agreed = self.result.agreed
        return agreed.target if agreed and agreed.target is not None else self.target

    @property
    def gap(self) -> float | None:
        """Levels from where it stands to where it should; below 0 where it stands higher."""
        return difference(self.aim, self.level)

    @property
    def score(self) -> float | None:
        return self.result.score

    @property
    def round_before(self) -> int | None:
        """The number of the round before, where it was asked again."""
        return max(self.earlier, default=None)

    @property
    def before(self) -> Figures | None:
        """What the answers said one round before."""
        return self.earlier[self.round_before] if self.round_before else None

    @property
    def movement(self) -> Movement | None:
        """What moved since the round before."""
        return movement_of(self.before, self.figures)


def difference(now: float | None, before: float | None) -> float | None:
    """Return now − before, or None where either is missing."""
    return None if now is None or before is None else now - before


def evidence_order(finding: CriterionFinding) -> tuple[int, int, date]:
    """Order by how much evidence there is; of as much, what should have been looked at again first, then by its age."""
    evidence = finding.evidence or EvidenceCount(0)
    return evidence.number, -evidence.expired, evidence.newest or date.min


def age_order(finding: CriterionFinding) -> date:
    """Order by the newest of its evidence, the oldest first; what has none with a date comes last."""
    return (finding.evidence and finding.evidence.newest) or date.max


@dataclass(frozen=True, slots=True)
class BesideTheLevels:
    """What was said of an instrument beside the levels, by criterion ref. No `evidence`: none was asked for."""

    minimum: int
    comments: Mapping[str, tuple[str, ...]]
    targets: Mapping[str, tuple[int, ...]]
    confidences: Mapping[str, tuple[int, int, int]]
    evidence: Mapping[str, EvidenceCount] | None
    reviewed: Mapping[str, tuple[int, ...]]
    by_round: Mapping[str, Mapping[int, Tally]]
    scale: Scale

    @classmethod
    def of(cls, frozen: FrozenResults, key: str, levels: int) -> "BesideTheLevels":
        """Take one instrument's part of frozen results."""
        now = frozen.round
        return cls(
            now.minimum_group,
            now.comments.get(key, {}),
            now.targets.get(key, {}),
            now.confidences.get(key, {}),
            now.evidence.get(key, {}) if now.asks_evidence else None,
            now.reviewed.get(key, {}),
            now.by_round.get(key, {}),
            Scale(levels, now.thresholds.bands),
        )

    def finding(self, factor: GroupOutline, outline: CriterionOutline, result: CriterionResult) -> CriterionFinding:
        """Join a criterion's result with what may be shown beside it."""
        if result.figures is None or not result.figures.tally.said:
            return CriterionFinding(factor, outline, result, reviewed=self.reviewed.get(outline.ref, ()))
        ref, nobody = outline.ref, (0, 0, 0)
        targets, confidences = self.targets.get(ref, ()), self.confidences.get(ref, nobody)
        rounds = self.by_round.get(ref, {})
        last = max(rounds, default=1)
        return CriterionFinding(
            factor,
            outline,
            result,
            self.comments.get(ref, ()),
            median(targets) if are_enough(sum(targets), self.minimum) else None,
            confidences if are_enough(sum(confidences), self.minimum) else None,
            None if self.evidence is None else self.evidence.get(ref, EvidenceCount(0)),
            self.reviewed.get(ref, ()),
            {number: figures_of(tally, self.scale) for number, tally in rounds.items() if number < last},
            last,
        )
