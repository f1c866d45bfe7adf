"""Scores of several cities as quartiles, from which no city can be told. Pure.

Everything here is written so that who looks again and again, and knows their own city's scores, learns nobody else's:
figures stand for a whole quarter of a year, are rounded to steps, and need five cities that the reader does not know.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from assessments.rules.scoring import cut

OTHERS = 5
"""How many cities must be behind a figure besides those that a reader belongs to. Source: method.md, five or more."""
STEP = 5
"""Quartiles are rounded to steps of so many points."""


@dataclass(frozen=True, slots=True)
class Quartiles:
    """Lower quartile, median and upper quartile in points, each a multiple of STEP; `cities` are those behind it.

    The cities are there to check who may see the figure, and for nothing else.
    """

    lower: int
    middle: int
    upper: int
    cities: frozenset[int]

    def may_be_seen(self, own: Collection[int]) -> bool:
        """Tell whether enough cities are behind it that somebody who belongs to `own` does not know from inside."""
        return len(self.cities.difference(own)) >= OTHERS


def quartiles_of(scores: Mapping[int, float]) -> Quartiles | None:
    """Return the quartiles of the scores of cities, by the city's id; None for too few of them.

    One of the cities is always the reader's own, so it takes one more than OTHERS. Inclusive method, as for ratings.
    """
    if len(scores) <= OTHERS:
        return None
    ordered = sorted(Fraction(score) for score in scores.values())
    lower, middle, upper = (rounded(cut(len(ordered), ordered.__getitem__, quarter)) for quarter in (1, 2, 3))
    return Quartiles(lower, middle, upper, frozenset(scores))


def rounded(score: Fraction) -> int:
    """Round to the nearest step; halves go up."""
    return STEP * int(score / STEP + Fraction(1, 2))


def quarter_start(day: date) -> date:
    """Return the first day of the quarter of the year."""
    return date(day.year, day.month - (day.month - 1) % 3, 1)


def next_quarter(day: date) -> date:
    """Return the first day of the quarter after."""
    start = quarter_start(day)
    return date(start.year + (start.month == 10), (start.month + 2) % 12 + 1, 1)
