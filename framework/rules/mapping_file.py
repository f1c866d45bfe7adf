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

Refs = Annotated[tuple[Ref, ...], Field(min_length=2)]


class Moved(Document):
    """One criterion that is one criterion still, under the same reference or another."""

    old: Ref
    new: Ref


class Split(Document):
    old: Ref
    new: Refs


class Merged(Document):
    old: Refs
    new: Ref


class InstrumentMapping(Document):
    """What became of the criteria of one instrument. `same` is for those that only have another reference now."""

    same: tuple[Moved, ...] = ()
    reworded: tuple[Moved, ...] = ()
    split: tuple[Split, ...] = ()
    merged: tuple[Merged, ...] = ()
    dropped: tuple[Ref, ...] = ()
    new: tuple[Ref, ...] = ()


class MappingDocument(Document):
    replaces: Key
    instruments: dict[Key, InstrumentMapping] = {}


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
