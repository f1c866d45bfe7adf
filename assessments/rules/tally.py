"""The answers to one question as counts. Every statistic starts from here; nothing knows who answered."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tally:
    """How many people gave each answer. `levels[i]` is the number of ratings on level i, lowest first."""

    levels: tuple[int, ...]
    dont_know: int = 0
    not_applicable: int = 0
    not_answered: int = 0

    @classmethod
    def empty(cls, levels: int = 5) -> "Tally":
        """No answers yet on a scale of that many levels: where every sum starts."""
        return cls(levels=(0,) * levels)

    @property
    def rated(self) -> int:
        return sum(self.levels)

    @property
    def said(self) -> int:
        """People who gave any answer, with a level or without."""
        return self.rated + self.dont_know + self.not_applicable

    @property
    def people(self) -> int:
        """Everybody it was put to, whatever they answered."""
        return self.said + self.not_answered

    @property
    def asked(self) -> int:
        """People in the denominator: all but those to whom the criterion does not apply."""
        return self.rated + self.dont_know + self.not_answered

    @property
    def coverage(self) -> float | None:
        """Share of those asked who gave a rating, 0 to 1. None when nobody is asked."""
        return self.rated / self.asked if self.asked else None

    @classmethod
    def pooled(cls, tallies: Iterable["Tally"], levels: int = 5) -> "Tally":
        """Add up tallies on a scale of that many levels. ValueError for one of another length: it does not compare."""
        pool = tuple(tallies)
        for tally in pool:
            if len(tally.levels) != levels:
                raise ValueError(f"Cannot pool tallies of {len(tally.levels)} and {levels} levels.")
        if len(pool) < 2:
            return pool[0] if pool else cls.empty(levels)
        return cls(
            levels=tuple(map(sum, zip(*[tally.levels for tally in pool], strict=True))),
            dont_know=sum([tally.dont_know for tally in pool]),
            not_applicable=sum([tally.not_applicable for tally in pool]),
            not_answered=sum([tally.not_answered for tally in pool]),
        )
