"""How far a reviewer's levels lie from the city's. Pure: levels in, signed differences out, ranked."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Divergence(Generic[K]):
    """One criterion. Levels are counted from 0 for the lowest; the city's may be a median between two.

    `city` is None where there is no level to compare with, and then so is the difference: missing is not agreement.
    """

    key: K
    reviewer: int
    city: float | None

    @property
    def difference(self) -> float | None:
        """Reviewer − city, in levels: negative where the reviewer is the stricter."""
        return None if self.city is None else self.reviewer - self.city


def ranked(reviewer: Mapping[K, int], city: Mapping[K, float]) -> tuple[Divergence[K], ...]:
    """Return every criterion that the reviewer gave a level, the widest apart first, whatever the sign.

    Ties keep the order of `reviewer`, which is the framework's. Those without a level of the city come last.
    """
    found = [Divergence(key, level, city.get(key)) for key, level in reviewer.items()]
    return tuple(sorted(found, key=distance, reverse=True))


def distance(item: Divergence[K]) -> float:
    return -1 if item.difference is None else abs(item.difference)
