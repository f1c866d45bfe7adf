"""Score, median, modes and quartiles of ordinal ratings. Pure: counts in, figures out.

`counts[i]` is the number of ratings on level i, lowest first; levels come back as index 0 to K − 1.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction


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

    Computed in fractions: with rounding on the way the order of the values could change the last digit, and
    the band with it.
    """
    weighted, weights = Fraction(), Fraction()
    for value, weight in values:
        weighted += Fraction(value) * Fraction(weight)
        weights += Fraction(weight)
    return float(weighted / weights) if weights else None


def modes(counts: Sequence[int]) -> tuple[int, ...]:
    """Every level with the highest count, lowest first. Empty without ratings."""
    highest = max(counts, default=0)
    return tuple(level for level, count in enumerate(counts) if count == highest and count)


def median(counts: Sequence[int]) -> float | None:
    """Middle rating; for an even number the mean of the two in the middle. None without ratings."""
    return _cut(counts, 2) if sum(counts) else None


def quartiles(counts: Sequence[int]) -> tuple[float, float] | None:
    """Lower and upper quartile by the inclusive method. None without ratings.

    Same values as Python's `statistics.quantiles(method="inclusive")` on the single ratings; where there is
    only one, it is both.
    """
    return (_cut(counts, 1), _cut(counts, 3)) if sum(counts) else None


def _cut(counts: Sequence[int], quarter: int) -> float:
    """Rating so many quarters of the way from the first to the last; between two, by the distance to each."""
    below, part = divmod(quarter * (sum(counts) - 1), 4)
    lower = _level_at(counts, below)
    upper = _level_at(counts, below + 1) if part else lower
    return (lower * (4 - part) + upper * part) / 4


def _level_at(counts: Sequence[int], position: int) -> int:
    """Level of the rating at that position, counted from 0, were all ratings laid out in ascending order."""
    level, passed = 0, counts[0]
    while passed <= position:
        level += 1
        passed += counts[level]
    return level
