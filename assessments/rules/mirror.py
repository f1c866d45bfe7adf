"""Where one person's levels differ from the room's. Pure; only ever shown to that person."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Difference:
    """Own level and the median of everybody, as level index; `levels` is own − median."""

    key: str
    own: int
    median: float

    @property
    def levels(self) -> float:
        return self.own - self.median


def differences(own: Mapping[str, int], medians: Mapping[str, float]) -> tuple[Difference, ...]:
    """Return the criteria rated by this person of which a median is shown, the largest difference first.

    Ties keep the order of `own`.
    """
    found = [Difference(key, level, medians[key]) for key, level in own.items() if key in medians]
    return tuple(sorted(found, key=lambda item: -abs(item.levels)))
