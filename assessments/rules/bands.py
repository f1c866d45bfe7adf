"""The five rating bands. Pure: a score in, a band out; words and colours belong to the page."""

from dataclasses import dataclass
from enum import StrEnum


class Band(StrEnum):
    GREEN = "green"
    AMBER_GREEN = "amber-green"
    AMBER = "amber"
    AMBER_RED = "amber-red"
    RED = "red"


@dataclass(frozen=True, slots=True)
class Limits:
    """The lowest score of each band but the last, 0 to 100, in falling order. They belong to the assessment."""

    green: float = 80
    amber_green: float = 60
    amber: float = 40
    amber_red: float = 20

    @property
    def by_band(self) -> dict[Band, float]:
        """The lowest score of each band, from the best down; the last band has none."""
        return {
            Band.GREEN: self.green,
            Band.AMBER_GREEN: self.amber_green,
            Band.AMBER: self.amber,
            Band.AMBER_RED: self.amber_red,
        }


DEFAULT_LIMITS = Limits()


def band_of(score: float, limits: Limits = DEFAULT_LIMITS) -> Band:
    """Band of an unrounded score from 0 to 100: a score on the edge belongs to the better band."""
    return next((band for band, lowest in limits.by_band.items() if score >= lowest), Band.RED)
