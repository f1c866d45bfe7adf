"""Consensus among ordinal ratings, and whether they fall into two camps. Pure: counts in, figures out."""

from collections.abc import Sequence
from math import log2

MINIMUM_RATINGS = 3
MINIMUM_RATINGS_FOR_CAMPS = 4


def consensus(counts: Sequence[int]) -> float | None:
    """Agreement of K ordered levels, from 0 (half at each end) to 1 (all on one level).

    `counts[i]` is the number of ratings on level i, lowest first. None below three ratings: with one or two
    people the figure would flatter. Source: Tastle & Wierman 2007, with d = K − 1.
    """
    total = sum(counts)
    if total < MINIMUM_RATINGS:
        return None
    shares = [count / total for count in counts]
    mean = sum(level * share for level, share in enumerate(shares))
    width = len(counts) - 1
    return 1 + sum(share * log2(1 - abs(level - mean) / width) for level, share in enumerate(shares) if share)


def is_polarised(counts: Sequence[int]) -> bool:
    """Whether two camps stand against each other, with few people between them.

    With tails of ⌊0.4·K⌋ levels at each end and four ratings or more: each tail holds at least a quarter of
    the ratings, and the middle holds fewer than each tail.
    """
    total = sum(counts)
    tail = 2 * len(counts) // 5
    low, high = sum(counts[:tail]), sum(counts[len(counts) - tail :])
    smaller, middle = min(low, high), total - low - high
    return total >= MINIMUM_RATINGS_FOR_CAMPS and 4 * smaller >= total and middle < smaller
