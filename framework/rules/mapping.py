"""What became of the criteria of one edition in a later one. Pure: rows in, rows out, over any number of editions."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from typing import TypeAlias

Key: TypeAlias = tuple[str, str]
"""A criterion across editions: key of the instrument, reference."""


class Kind(StrEnum):
    """What became of a criterion. Answers to *same* and *reworded* ones can be compared, and no others."""

    SAME = "same"
    REWORDED = "reworded"
    SPLIT = "split"
    MERGED = "merged"
    DROPPED = "dropped"
    NEW = "new"


ORDER = (Kind.SAME, Kind.REWORDED, Kind.SPLIT, Kind.MERGED)
COMPARABLE = frozenset({Kind.SAME, Kind.REWORDED})
BACKWARDS = {Kind.SPLIT: Kind.MERGED, Kind.MERGED: Kind.SPLIT, Kind.DROPPED: Kind.NEW, Kind.NEW: Kind.DROPPED}


@dataclass(frozen=True, slots=True)
class Change:
    """One step of one criterion. Split: one a child. Merged: one an original. Dropped and new leave a side empty."""

    instrument: str
    old: str
    new: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one criterion, or, looking back, what it came from: the references on the other side."""

    kind: Kind
    refs: tuple[str, ...] = ()


def compose(first: Iterable[Change], second: Iterable[Change]) -> tuple[Change, ...]:
    """Join the mapping of two steps, from the first edition to the last.

    Of two kinds the one that keeps less counts: a part of a split one that was merged later is merged.
    """
    onward: dict[Key, list[Change]] = defaultdict(list)
    later = list(second)
    for change in later:
        onward[change.instrument, change.old].append(change)
    found: dict[tuple[str, str, str], Kind] = {}
    for change in first:
        for step in onward[change.instrument, change.new] if change.new else [change]:
            kind = joined(change.kind, step.kind)
            ends = (change.instrument, change.old, step.new)
            if change.old or step.new:
                found[ends] = max(kind, found.get(ends, kind), key=list(Kind).index)
    for change in later:
        if change.kind == Kind.NEW:
            found[change.instrument, "", change.new] = Kind.NEW
    return settled(found)


def joined(first: Kind, second: Kind) -> Kind:
    """Return what two steps of one criterion come to."""
    if Kind.DROPPED in (first, second):
        return Kind.DROPPED
    return Kind.NEW if first == Kind.NEW else max(first, second, key=ORDER.index)


def settled(found: Mapping[tuple[str, str, str], Kind]) -> tuple[Change, ...]:
    """Return changes in order: nothing is dropped of which a part is left, nor new what came from something."""
    left = {(instrument, old) for instrument, old, new in found if new}
    begun = {(instrument, new) for instrument, old, new in found if old}
    return tuple(
        Change(instrument, old, new, kind)
        for (instrument, old, new), kind in sorted(found.items())
        if (new or (instrument, old) not in left) and (old or (instrument, new) not in begun)
    )


def compose_all(steps: Iterable[Iterable[Change]]) -> tuple[Change, ...]:
    """Join the mappings of any number of steps, the earliest first; of one it is that step itself."""
    return tuple(reduce(compose, steps))


def reverse(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Return the way back: what was split is merged, what was dropped is new."""
    return tuple(
        Change(change.instrument, change.new, change.old, BACKWARDS.get(change.kind, change.kind)) for change in changes
    )


def fork(old: Mapping[Key, str], new: Mapping[Key, str]) -> tuple[Change, ...]:
    """Return the mapping to an edition that keeps the references of another; the values are statements."""
    return tuple(
        Change(instrument, ref, "", Kind.DROPPED)
        if (instrument, ref) not in new
        else Change(instrument, "", ref, Kind.NEW)
        if (instrument, ref) not in old
        else Change(instrument, ref, ref, Kind.SAME if old[instrument, ref] == new[instrument, ref] else Kind.REWORDED)
        for instrument, ref in sorted({*old, *new})
    )


def fates(changes: Iterable[Change]) -> dict[Key, Fate]:
    """Return what became of each criterion of the earlier edition."""
    found: dict[Key, Fate] = {}
    for change in changes:
        if change.old:
            key = (change.instrument, change.old)
            before = found.get(key, Fate(change.kind))
            kind = max(before.kind, change.kind, key=list(Kind).index)
            found[key] = Fate(kind, (*before.refs, change.new) if change.new else before.refs)
    return found


def origins(changes: Iterable[Change]) -> dict[Key, Fate]:
    """Return where each criterion of the later edition comes from; a part of a split one is *split*."""
    back = fates(reverse(changes))
    return {key: Fate(BACKWARDS.get(fate.kind, fate.kind), fate.refs) for key, fate in back.items()}
