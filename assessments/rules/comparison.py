"""Two revealed rounds beside each other, their editions the same or not. Pure, and the one place of what compares.

Only criteria that are the same, or the same in other words, have a change. Every figure is one that the results of its
own round show already: what is withheld there is not in it, and no change is given where either side is missing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from assessments.rules.frozen import FrozenRound
from assessments.rules.results import Results
from charts.rules.text import points_between
from framework.rules.mapping import COMPARABLE, Change, Fate, Kind, fates, origins
from framework.rules.outline import CriterionOutline, InstrumentOutline

V = TypeVar("V")


def translated(frozen: FrozenRound, changes: Iterable[Change]) -> FrozenRound:
    """Return a round under the references of a later edition, with what can be compared there and nothing else."""
    kept = {(change.instrument, change.old): change.new for change in changes if change.kind in COMPARABLE}

    def renamed(found: Mapping[str, Mapping[str, V]]) -> dict[str, dict[str, V]]:
        return {
            key: {kept[key, ref]: value for ref, value in by_ref.items() if (key, ref) in kept}
            for key, by_ref in found.items()
        }

    return replace(
        frozen,
        answers=renamed(frozen.answers),
        comments=renamed(frozen.comments),
        agreed=renamed(frozen.agreed),
        by_round=renamed(frozen.by_round),
    )


@dataclass(frozen=True, slots=True)
class Side:
    """A criterion in one of the rounds, by the agreed level where there is one.

    `score` is None where it is withheld, where nobody rated it, or where it was agreed that it does not apply. The
    coverage is that of the answers, where there is a score for it to stand beside.
    """

    outline: CriterionOutline
    score: float | None
    is_withheld: bool
    coverage: float | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A criterion of now with what it came from, or one of before that leads to nothing asked now.

    An empty side was not asked then; with *new* and *dropped* it was not there.
    """

    kind: Kind
    before: tuple[Side, ...]
    now: Side | None

    @property
    def is_comparable(self) -> bool:
        return self.kind in COMPARABLE and bool(self.before) and self.now is not None

    @property
    def change(self) -> int | None:
        """Points of score since before, between the figures as they are written: both stand beside it.

        None where there is nothing to compare.
        """
        if not self.is_comparable or self.now is None or self.now.score is None or self.before[0].score is None:
            return None
        return points_between(self.before[0].score, self.now.score)

    @property
    def is_change(self) -> bool:
        """Whether anything changed: the figure as it is written, or the statement itself."""
        if self.kind != Kind.SAME or not self.is_comparable:
            return True
        return bool(self.change)


@dataclass(frozen=True, slots=True)
class Moved:
    """How many criteria got better, got worse, stayed as they were; the rest cannot be compared."""

    better: int
    worse: int
    unchanged: int
    not_comparable: int


def moved(rows: Iterable[Row]) -> Moved:
    """Count rows by their change as it is written."""
    changes = [row.change for row in rows]
    known = [change for change in changes if change is not None]
    return Moved(
        better=sum(change > 0 for change in known),
        worse=sum(change < 0 for change in known),
        unchanged=sum(change == 0 for change in known),
        not_comparable=len(changes) - len(known),
    )


@dataclass(frozen=True, slots=True)
class Told:
    """One instrument of a round in words and figures."""

    outline: InstrumentOutline
    results: Results

    @property
    def sides(self) -> dict[str, Side]:
        by_ref = {item.key: item for item in self.results.all_criteria}
        return {
            item.ref: Side(
                item,
                found.score,
                found.figures is None and found.agreed is None,
                found.figures.coverage if found.figures and found.score is not None else None,
            )
            for item in self.outline.all_criteria
            for found in (by_ref[item.ref],)
        }


def compare(before: Told | None, now: Told | None, changes: Iterable[Change] | None) -> tuple[Row, ...]:
    """Return the rows of one instrument, in the order of now, then what is not asked any more in its own.

    `changes` are the mapping from the edition of before to that of now; None where both are the same edition.
    """
    earlier, later = before.sides if before else {}, now.sides if now else {}
    key = (now or before).outline.key if now or before else ""  # type: ignore[union-attr]  # one is there
    found = list(changes) if changes is not None else unchanged(key, [*earlier, *later])
    became, came = fates(found), origins(found)
    rows = [row_of(side, came.get((key, ref), Fate(Kind.NEW)), earlier) for ref, side in later.items()]
    shown = {side.outline.ref for row in rows for side in row.before}
    rest = [(became.get((key, ref), Fate(Kind.DROPPED)).kind, side) for ref, side in earlier.items()]
    return (*rows, *(Row(kind, (side,), None) for kind, side in rest if side.outline.ref not in shown))


def unchanged(key: str, refs: Sequence[str]) -> list[Change]:
    return [Change(key, ref, ref, Kind.SAME) for ref in dict.fromkeys(refs)]


def row_of(now: Side, fate: Fate, earlier: Mapping[str, Side]) -> Row:
    return Row(fate.kind, tuple(earlier[ref] for ref in fate.refs if ref in earlier), now)
