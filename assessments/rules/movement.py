"""What moved between two rounds of one assessment, criterion by criterion. Pure.

Every figure is one that its own round shows already: where either is withheld there is no movement.
"""

from dataclasses import dataclass

from assessments.rules.roll_up import Figures
from charts.rules.text import points_between


@dataclass(frozen=True, slots=True)
class Movement:
    """A criterion in two rounds: medians as level index, 0 the lowest; consensus 0 to 1, None where too few rated.

    Scores are those of the answers, 0 to 100, whatever was agreed since.
    """

    median_before: float
    median: float
    consensus_before: float | None
    consensus: float | None
    score_before: float
    score: float

    @property
    def levels(self) -> float:
        """By how many levels the median rose; negative where it fell."""
        return self.median - self.median_before

    @property
    def points(self) -> int:
        """By how many points the score rose, between the figures as they are read; negative where it fell."""
        return points_between(self.score_before, self.score)

    @property
    def agreement(self) -> float | None:
        """By how much the consensus rose; None where either round has none."""
        if self.consensus is None or self.consensus_before is None:
            return None
        return self.consensus - self.consensus_before


def movement_of(before: Figures | None, now: Figures | None) -> Movement | None:
    """Return what moved; None where either round withholds the criterion, or nobody rated it."""
    if before is None or now is None or before.median is None or now.median is None:
        return None
    if before.score is None or now.score is None:
        return None
    return Movement(before.median, now.median, before.consensus, now.consensus, before.score, now.score)
