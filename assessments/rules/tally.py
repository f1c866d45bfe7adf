"""The answers to one question as counts. Every statistic starts from here; nothing knows who answered."""

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
        """No answers yet on a scale of that many levels: the start of every sum."""
        return cls(levels=(0,) * levels)

    @property
    def rated(self) -> int:
        return sum(self.levels)

    @property
    def said(self) -> int:
        """People who gave any answer, with a level or without."""
        return self.rated + self.dont_know + self.not_applicable

    @property
    def asked(self) -> int:
        """People in the denominator: all but those to whom the criterion does not apply."""
        return self.rated + self.dont_know + self.not_answered

    @property
    def coverage(self) -> float | None:
        """Share of those asked who gave a rating, 0 to 1. None when nobody is asked."""
        return self.rated / self.asked if self.asked else None

    def __add__(self, other: "Tally") -> "Tally":
        """Pool two tallies. ValueError when their scales differ in length: their levels do not compare."""
        if len(self.levels) != len(other.levels):
            raise ValueError(f"Cannot pool tallies of {len(self.levels)} and {len(other.levels)} levels.")
        return Tally(
            levels=tuple(mine + theirs for mine, theirs in zip(self.levels, other.levels, strict=True)),
            dont_know=self.dont_know + other.dont_know,
            not_applicable=self.not_applicable + other.not_applicable,
            not_answered=self.not_answered + other.not_answered,
        )
