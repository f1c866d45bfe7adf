"""Which criteria the room should talk about, and why. Pure: a tally and thresholds in, reasons out."""

from dataclasses import dataclass
from enum import StrEnum

from assessments.rules.consensus import consensus, is_polarised
from assessments.rules.tally import Tally


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Shares from 0 to 1 below which a criterion is worth discussing. They belong to the assessment."""

    consensus: float = 0.6
    coverage: float = 0.6


class Reason(StrEnum):
    POLARISED = "polarised"
    LOW_CONSENSUS = "low-consensus"
    LOW_COVERAGE = "low-coverage"


def reasons_to_discuss(tally: Tally, thresholds: Thresholds) -> tuple[Reason, ...]:
    """Every reason that holds, in the order of `Reason`. A figure that does not exist is no reason."""
    agreement, coverage = consensus(tally.levels), tally.coverage
    holds = {
        Reason.POLARISED: is_polarised(tally.levels),
        Reason.LOW_CONSENSUS: agreement is not None and agreement < thresholds.consensus,
        Reason.LOW_COVERAGE: coverage is not None and coverage < thresholds.coverage,
    }
    return tuple(reason for reason in Reason if holds[reason])
