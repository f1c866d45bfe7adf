"""Score, median, modes and quartiles of ordinal ratings. Pure: counts in, figures out.

`counts[i]` is the number of ratings on level i, lowest first; levels come back as index 0 to K − 1.
"""

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from functools import partial
from typing import TypeVar

V = TypeVar("V", float, Fraction)


def score(counts: Sequence[int]) -> float | None:
    """Mean of (level − lowest) ÷ (highest − lowest), × 100: all top is 100, all bottom is 0.

    None without ratings. The scale needs at least two levels.
    """
    total = sum(counts)
    if not total:
        return None
    return 100 * sum(level * count for level, count in enumerate(counts)) / (total * (len(counts) - 1))


def weighted_mean(values: Iterable[tuple[float, float]]) -> float | None:
    """Mean of (value, weight) pairs; weights are 0 or more. None when there is no weight at all.

    Computed in whole numbers, every float being a fraction of two: with rounding on the way the order of the values
    could change the last digit, and the band with it.
    """
    pairs = [(value.as_integer_ratio(), weight.as_integer_ratio()) for value, weight in values]
    parts, weight_parts = (max((pair[side][1] for pair in pairs), default=1) for side in (0, 1))
    weighted = weights = 0
    for (value, part), (weight, weight_part) in pairs:
        share = weight * (weight_parts // weight_part)
        weights += share
        weighted += value * (parts // part) * share
    return weighted / (weights * parts) if weights else None


def modes(counts: Sequence[int]) -> tuple[int, ...]:
    """Every level with the highest count, lowest first. Empty without ratings."""
    highest = max(counts, default=0)
    return tuple(level for level, count in enumerate(counts) if count == highest and count)


def median(counts: Sequence[int]) -> float | None:
    """Middle rating; for an even number the mean of the two in the middle. None without ratings."""
    return _rating_at(counts, 2) if sum(counts) else None


def quartiles(counts: Sequence[int]) -> tuple[float, float] | None:
    """Lower and upper quartile by the inclusive method. None without ratings.

    Same values as Python's `statistics.quantiles(method="inclusive")` on the single ratings; where there is
    only one, it is both.
    """
    return (_rating_at(counts, 1), _rating_at(counts, 3)) if sum(counts) else None


def cut(number: int, at: Callable[[int], V], quarter: int) -> V:
    """Value so many quarters of the way from the first of `number` to the last; between two, by the distance to each.

    `at` gives the value at a position, counted from 0, in ascending order.
    """
    below, part = divmod(quarter * (number - 1), 4)
    lower = at(below)
    upper = at(below + 1) if part else lower
    return (lower * (4 - part) + upper * part) / 4


def _rating_at(counts: Sequence[int], quarter: int) -> float:
    return cut(sum(counts), partial(_level_at, counts), quarter)


def _level_at(counts: Sequence[int], position: int) -> float:
    """Level of the rating at that position, counted from 0, were all ratings laid out in ascending order."""
    level, passed = 0, counts[0]
    while passed <= position:
        level += 1
        passed += counts[level]
    return level
