"""The five rating bands. Pure: a score in, a band out; words and colours belong to the page."""

from enum import StrEnum


class Band(StrEnum):
    GREEN = "green"
    AMBER_GREEN = "amber-green"
    AMBER = "amber"
    AMBER_RED = "amber-red"
    RED = "red"


LOWEST_SCORES = {Band.GREEN: 80, Band.AMBER_GREEN: 60, Band.AMBER: 40, Band.AMBER_RED: 20}


def band_of(score: float) -> Band:
    """Band of an unrounded score from 0 to 100: a score on the edge belongs to the better band."""
    return next((band for band, lowest in LOWEST_SCORES.items() if score >= lowest), Band.RED)
