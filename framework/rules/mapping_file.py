"""The shape of `mapping.yaml`: what became of the criteria of the edition that this one replaces.

Only what is not *same* has to be said: a reference that stands in both editions with the same statement is the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from framework.rules.faults import Steps
from framework.rules.mapping import Kind
from framework.rules.shapes import Document, Key, Ref

Refs = Annotated[tuple[Ref, ...], Field(min_length=2, max_length=200)]


class Moved(Document):
    """One criterion that is one criterion still, under the same reference or another."""

    old: Ref
    """Its reference in the edition before."""
    new: Ref
    """Its reference in this edition."""


class Split(Document):
    """One criterion that became several."""

    old: Ref
    """Its reference in the edition before."""
    new: Refs
    """The references of its parts in this edition."""


class Merged(Document):
    """Several criteria that became one."""

    old: Refs
    """Their references in the edition before."""
    new: Ref
    """The reference of the one in this edition."""


class InstrumentMapping(Document):
    """What became of the criteria of one instrument."""

    same: tuple[Moved, ...] = ()
    """Those that only have another reference now."""
    reworded: tuple[Moved, ...] = ()
    """Those with another statement that asks the same."""
    split: tuple[Split, ...] = ()
    """Those that became several."""
    merged: tuple[Merged, ...] = ()
    """Those that became one with others."""
    dropped: tuple[Ref, ...] = ()
    """References, in the edition before, of those that are gone."""
    new: tuple[Ref, ...] = ()
    """References, in this edition, of those that were not there before."""


class MappingDocument(Document):
    """What became of the criteria of the edition that this one replaces: `mapping.yaml`."""

    replaces: Key
    """The key of the edition before, which is published."""
    instruments: dict[Key, InstrumentMapping] = {}
    """By the key of the instrument. What has the same reference and statement in both need not be said."""


@dataclass(frozen=True, slots=True)
class Said:
    """An entry of the file in one form: the references of both sides, each with the steps that lead to it."""

    kind: Kind
    old: tuple[tuple[str, Steps], ...] = ()
    new: tuple[tuple[str, Steps], ...] = ()

    @property
    def is_one(self) -> bool:
        """Whether one criterion stays one."""
        return self.kind in (Kind.SAME, Kind.REWORDED)

    @property
    def keeps_ref(self) -> bool:
        return self.is_one and self.old[0][0] == self.new[0][0]


def entries(mapping: InstrumentMapping) -> Iterator[Said]:
    """Yield the entries of an instrument, in the order of the kinds."""
    for kind, moved in ((Kind.SAME, mapping.same), (Kind.REWORDED, mapping.reworded)):
        for at, one in enumerate(moved):
            yield Said(kind, ((one.old, (kind, at, "old")),), ((one.new, (kind, at, "new")),))
    for at, split in enumerate(mapping.split):
        yield Said(Kind.SPLIT, ((split.old, ("split", at, "old")),), numbered(split.new, ("split", at, "new")))
    for at, merged in enumerate(mapping.merged):
        yield Said(Kind.MERGED, numbered(merged.old, ("merged", at, "old")), ((merged.new, ("merged", at, "new")),))
    for at, ref in enumerate(mapping.dropped):
        yield Said(Kind.DROPPED, old=((ref, ("dropped", at)),))
    for at, ref in enumerate(mapping.new):
        yield Said(Kind.NEW, new=((ref, ("new", at)),))


def numbered(refs: tuple[str, ...], steps: Steps) -> tuple[tuple[str, Steps], ...]:
    return tuple((ref, (*steps, at)) for at, ref in enumerate(refs))
