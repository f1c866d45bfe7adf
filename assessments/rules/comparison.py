"""Two revealed rounds beside each other, their editions the same or not. Pure, and the one place of what compares.

Only criteria that are the same, or the same in other words, have a change. Every figure is one that the results of its
own round show already: what is withheld there is not in it, and no change is given where either side is missing.
"""

from collections import Counter
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
    is_agreed: bool
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
    def agreed(self) -> tuple[bool, bool] | None:
        """Whether before and now are agreed levels, not means of answers; None where there is no change."""
        if self.change is None or self.now is None:
            return None
        return self.before[0].is_agreed, self.now.is_agreed

    @property
    def is_unlike(self) -> bool:
        """Whether an agreed level is held against a mean of answers: higher is not better then."""
        return self.agreed is not None and self.agreed[0] != self.agreed[1]

    @property
    def is_change(self) -> bool:
        """Whether anything changed: the figure as it is written, or the statement itself."""
        if self.kind != Kind.SAME or not self.is_comparable:
            return True
        return bool(self.change)


@dataclass(frozen=True, slots=True)
class Moved:
    """How many criteria got better, got worse, stayed as they were; the rest cannot be compared.

    Where an agreed level is held against a mean of answers, one is higher or lower than before, not better or worse.
    """

    better: int
    worse: int
    unchanged: int
    not_comparable: int
    higher: int = 0
    lower: int = 0


def moved(rows: Iterable[Row]) -> Moved:
    """Count rows by their change as it is written."""
    changes = [(row.change, row.is_unlike) for row in rows]
    known = [(change, is_unlike) for change, is_unlike in changes if change is not None]
    return Moved(
        better=sum(change > 0 and not is_unlike for change, is_unlike in known),
        worse=sum(change < 0 and not is_unlike for change, is_unlike in known),
        unchanged=sum(change == 0 for change, _is_unlike in known),
        not_comparable=len(changes) - len(known),
        higher=sum(change > 0 and is_unlike for change, is_unlike in known),
        lower=sum(change < 0 and is_unlike for change, is_unlike in known),
    )


@dataclass(frozen=True, slots=True)
class Unlike:
    """Of how many criteria the one side alone is agreed, the other a mean of answers; `number` have both sides."""

    agreed_before: int
    agreed_now: int
    number: int

    def __bool__(self) -> bool:
        return bool(self.agreed_before or self.agreed_now)

    @property
    def is_mixed(self) -> bool:
        """Whether it is not the same of all of them."""
        return bool(self) and self.number not in (self.agreed_before, self.agreed_now)


def unlike(pairs: Iterable[tuple[bool, bool]]) -> Unlike:
    """Count what is not alike: of each criterion with two sides, whether before and now are agreed."""
    counted = Counter(pairs)
    return Unlike(counted[True, False], counted[False, True], counted.total())


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
                is_withheld=found.figures is None and found.agreed is None,
                is_agreed=found.agreed is not None,
                coverage=found.figures.coverage if found.figures and found.score is not None else None,
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
