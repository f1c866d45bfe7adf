"""Which criteria the room should talk about, and why. Pure: a tally and thresholds in, reasons out."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from assessments.rules.bands import DEFAULT_LIMITS, Limits
from assessments.rules.consensus import consensus, is_polarised
from assessments.rules.scoring import median
from assessments.rules.tally import Tally


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From when on a criterion is worth discussing. They belong to the assessment.

    `consensus` and `coverage` are shares from 0 to 1, below which it is; `divergence` is the number of levels from
    which on a reviewer is far from the median. `bands` are the scores at which the bands begin.
    """

    consensus: float = 0.6
    coverage: float = 0.6
    divergence: int = 2
    bands: Limits = DEFAULT_LIMITS


class Reason(StrEnum):
    POLARISED = "polarised"
    LOW_CONSENSUS = "low-consensus"
    LOW_COVERAGE = "low-coverage"
    DIVERGENCE = "divergence"


def reasons_to_discuss(tally: Tally, thresholds: Thresholds, reviewers: Sequence[int] = ()) -> tuple[Reason, ...]:
    """Every reason that holds, in the order of `Reason`. A figure that does not exist is no reason.

    `reviewers` are the levels that reviewers gave, as index, 0 the lowest; one of them is enough.
    """
    agreement, coverage, middle = consensus(tally.levels), tally.coverage, median(tally.levels)
    holds = {
        Reason.POLARISED: is_polarised(tally.levels),
        Reason.LOW_CONSENSUS: agreement is not None and agreement < thresholds.consensus,
        Reason.LOW_COVERAGE: coverage is not None and coverage < thresholds.coverage,
        Reason.DIVERGENCE: middle is not None
        and any(abs(level - middle) >= thresholds.divergence for level in reviewers),
    }
    return tuple(reason for reason in Reason if holds[reason])
