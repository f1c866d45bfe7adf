"""Whether a mapping fits both editions, with every fault in it; and the whole of it with what goes without saying."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from framework.rules.faults import Fault, Source, Steps
from framework.rules.fitting import repeated
from framework.rules.mapping import Change, Kind
from framework.rules.mapping_file import InstrumentMapping, MappingDocument, Said, entries


@dataclass(frozen=True, slots=True)
class Wording:
    """What of an instrument a mapping is held against: its statements by reference, and the values of its scale."""

    statements: Mapping[str, str]
    lowest: int
    highest: int


Wordings: TypeAlias = Mapping[str, Wording]
"""An edition's instruments by key."""

NOTHING = Wording({}, 0, 0)


def start_fault(source: Source[MappingDocument], key: str, status: str | None, before: tuple[str, ...]) -> Fault | None:
    """Say why a mapping cannot start where it says; None where it can.

    `key` is the edition's own, `status` that of the edition replaced (None: not there), `before` what that one
    replaces in turn, all the way.
    """
    replaced = source.document.replaces
    reasons = (
        (replaced == key, "an edition cannot replace itself"),
        (key in before, f"“{replaced}” itself comes after “{key}”: editions cannot replace each other in a circle"),
        (status is None, f"there is no edition “{replaced}” here; load it first"),
        (status == "draft", f"“{replaced}” is a draft and may still change; publish it first"),
    )
    message = next((words for applies, words in reasons if applies), "")
    return replace(source.place("replaces"), message=message) if message else None


def mapping_faults(source: Source[MappingDocument], old: Wordings, new: Wordings) -> Iterator[Fault]:
    """Name what a mapping says wrongly, or leaves unsaid."""
    for key in sorted({*old, *new, *source.document.instruments}):
        if key not in old and key not in new:
            place = source.place("instruments", key)
            yield replace(place, message=f"there is no instrument “{key}”, in this edition or the one before")
            continue
        check = Check(source, key, old.get(key, NOTHING), new.get(key, NOTHING))
        yield from check.faults()


@dataclass(frozen=True, slots=True)
class Check:
    """One instrument of a mapping, held against its statements in both editions."""

    source: Source[MappingDocument]
    key: str
    old: Wording
    new: Wording

    @property
    def said(self) -> tuple[Said, ...]:
        return tuple(entries(self.source.document.instruments.get(self.key, InstrumentMapping())))

    def fault(self, steps: Steps, message: str) -> Fault:
        return replace(self.source.place("instruments", self.key, *steps), message=message)

    def faults(self) -> Iterator[Fault]:
        """Name everything that is wrong with this instrument."""
        scales = ((self.old.lowest, self.old.highest), (self.new.lowest, self.new.highest))
        if self.old.statements and self.new.statements and scales[0] != scales[1]:
            message = "its scale has other levels than in the edition before; give the instrument another key"
            yield self.fault((), message)
        olds = [use for said in self.said for use in said.old]
        news = [use for said in self.said for use in said.new]
        yield from self.unknown(olds, self.old, "the edition before")
        yield from self.unknown(news, self.new, "this edition")
        for uses in (olds, news):
            yield from repeated("criterion", [(ref, self.fault(steps, "")) for ref, steps in uses])
        yield from self.used_again()
        for said in self.said:
            if said.kind == Kind.SAME and self.differs(said.old[0][0], said.new[0][0]):
                yield self.fault(said.new[0][1], "its statement is another one now: list it under “reworded”")
        yield from self.unsaid({ref for ref, _ in olds}, {ref for ref, _ in news})

    def unknown(self, uses: list[tuple[str, Steps]], wording: Wording, where: str) -> Iterator[Fault]:
        for ref, steps in uses:
            if ref not in wording.statements:
                yield self.fault(steps, f"there is no criterion “{ref}” in {where}")

    def used_again(self) -> Iterator[Fault]:
        """Name references that stood for one criterion and stand for another now: answers hang on them."""
        named: set[str] = set()
        for said in self.said:
            for ref, steps in () if said.keeps_ref else (*said.old, *said.new):
                if ref in self.old.statements and ref in self.new.statements and ref not in named:
                    named.add(ref)
                    message = f"“{ref}” stands in both editions; a reference is never used for another criterion"
                    yield self.fault(steps, message)

    def differs(self, old: str, new: str) -> bool:
        return self.old.statements.get(old) != self.new.statements.get(new)

    def unsaid(self, olds: set[str], news: set[str]) -> Iterator[Fault]:
        """Name criteria of which nothing is said and that are not plainly the same."""
        for ref in self.old.statements:
            if ref not in self.new.statements and ref not in olds:
                yield self.fault((), f"“{ref}” is gone: say what became of it (same, reworded, split, merged, dropped)")
            elif ref in self.new.statements and not {ref} & (olds | news) and self.differs(ref, ref):
                yield self.fault((), f"“{ref}” has another statement now: say what became of it (reworded)")
        for ref in self.new.statements:
            if ref not in self.old.statements and ref not in news:
                yield self.fault((), f"“{ref}” was not there before: say where it comes from, or list it under “new”")


def changes_of(document: MappingDocument, old: Wordings, new: Wordings) -> tuple[Change, ...]:
    """Return the whole mapping, what goes without saying included. The document must have no faults."""
    found = []
    for key in sorted({*old, *new}):
        said = tuple(entries(document.instruments.get(key, InstrumentMapping())))
        named = {ref for one in said for ref, _ in one.old}
        both = [ref for ref in new.get(key, NOTHING).statements if ref in old.get(key, NOTHING).statements]
        found += [Change(key, ref, ref, Kind.SAME) for ref in both if ref not in named]
        found += [
            Change(key, before, after, one.kind)
            for one in said
            for before, _ in one.old or (("", ()),)
            for after, _ in one.new or (("", ()),)
        ]
    return tuple(found)
