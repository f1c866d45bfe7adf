"""Whether a mapping fits both editions, with every fault in it; and the whole of it with what goes without saying."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from framework.rules.faults import NO_WORDS, Fault, Source, Steps
from framework.rules.fitting import repeated
from framework.rules.mapping import Change, Kind
from framework.rules.mapping_file import InstrumentMapping, MappingDocument, Said, entries
from framework.rules.messages import Message, _


@dataclass(frozen=True, slots=True)
class Wording:
    """What of an instrument a mapping is held against: its statements by reference, and the values of its scale."""

    statements: Mapping[str, str]
    lowest: int
    highest: int


Wordings: TypeAlias = Mapping[str, Wording]
"""An edition's instruments by key."""

NOTHING = Wording({}, 0, 0)

NO_CRITERION_BEFORE = _("there is no criterion “%(ref)s” in the edition before")
NO_CRITERION = _("there is no criterion “%(ref)s” in this edition")
USED_AGAIN = _("“%(ref)s” stands in both editions; a reference is never used for another criterion")
ANOTHER_STATEMENT = _("its statement is another one now: list it under “%(key)s”", key=Kind.REWORDED.value)
# Translators: in brackets stand keys of the file
GONE = _("“%(ref)s” is gone: say what became of it (%(keys)s)")
KEYS_OF_GONE = ", ".join((Kind.SAME, Kind.REWORDED, Kind.SPLIT, Kind.MERGED, Kind.DROPPED))
CHANGED = _("“%(ref)s” has another statement now: say what became of it (%(key)s)")
UNHEARD_OF = _("“%(ref)s” was not there before: say where it comes from, or list it under “%(key)s”")


def start_fault(source: Source[MappingDocument], key: str, status: str | None, before: tuple[str, ...]) -> Fault | None:
    """Say why a mapping cannot start where it says; None where it can.

    `key` is the edition's own, `status` that of the edition replaced (None: not there), `before` what that one
    replaces in turn, all the way.
    """
    replaced = source.document.replaces
    reasons = (
        (replaced == key, _("an edition cannot replace itself")),
        (key in before, _("“%(old)s” itself comes after “%(new)s”: editions cannot replace each other in a circle")),
        (status is None, _("there is no edition “%(old)s” here; load it first")),
        (status == "draft", _("“%(old)s” is a draft and may still change; publish it first")),
    )
    message = next((words.filled(old=replaced, new=key) for applies, words in reasons if applies), None)
    return replace(source.place("replaces"), message=message) if message else None


def mapping_faults(source: Source[MappingDocument], old: Wordings, new: Wordings) -> Iterator[Fault]:
    """Name what a mapping says wrongly, or leaves unsaid."""
    for key in sorted({*old, *new, *source.document.instruments}):
        if key not in old and key not in new:
            message = _("there is no instrument “%(key)s”, in this edition or the one before", key=key)
            yield replace(source.place("instruments", key), message=message)
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

    def fault(self, steps: Steps, message: Message = NO_WORDS) -> Fault:
        return replace(self.source.place("instruments", self.key, *steps), message=message)

    def faults(self) -> Iterator[Fault]:
        """Name everything that is wrong with this instrument."""
        scales = ((self.old.lowest, self.old.highest), (self.new.lowest, self.new.highest))
        if self.old.statements and self.new.statements and scales[0] != scales[1]:
            message = _("its scale has other levels than in the edition before; give the instrument another key")
            yield self.fault((), message)
        olds = [use for said in self.said for use in said.old]
        news = [use for said in self.said for use in said.new]
        yield from self.unknown(olds, self.old, NO_CRITERION_BEFORE)
        yield from self.unknown(news, self.new, NO_CRITERION)
        for uses in (olds, news):
            yield from repeated("criterion", [(ref, self.fault(steps)) for ref, steps in uses])
        yield from self.used_again()
        for said in self.said:
            if said.kind == Kind.SAME and self.differs(said.old[0][0], said.new[0][0]):
                yield self.fault(said.new[0][1], ANOTHER_STATEMENT)
        yield from self.unsaid({ref for ref, _steps in olds}, {ref for ref, _steps in news})

    def unknown(self, uses: list[tuple[str, Steps]], wording: Wording, missing: Message) -> Iterator[Fault]:
        for ref, steps in uses:
            if ref not in wording.statements:
                yield self.fault(steps, missing.filled(ref=ref))

    def used_again(self) -> Iterator[Fault]:
        """Name references that stood for one criterion and stand for another now: answers hang on them."""
        named: set[str] = set()
        for said in self.said:
            for ref, steps in () if said.keeps_ref else (*said.old, *said.new):
                if ref in self.old.statements and ref in self.new.statements and ref not in named:
                    named.add(ref)
                    yield self.fault(steps, USED_AGAIN.filled(ref=ref))

    def differs(self, old: str, new: str) -> bool:
        return self.old.statements.get(old) != self.new.statements.get(new)

    def unsaid(self, olds: set[str], news: set[str]) -> Iterator[Fault]:
        """Name criteria of which nothing is said and that are not plainly the same."""
        for ref in self.old.statements:
            if ref not in self.new.statements and ref not in olds:
                yield self.fault((), GONE.filled(ref=ref, keys=KEYS_OF_GONE))
            elif ref in self.new.statements and not {ref} & (olds | news) and self.differs(ref, ref):
                yield self.fault((), CHANGED.filled(ref=ref, key=Kind.REWORDED.value))
        for ref in self.new.statements:
            if ref not in self.old.statements and ref not in news:
                yield self.fault((), UNHEARD_OF.filled(ref=ref, key=Kind.NEW.value))


def changes_of(document: MappingDocument, old: Wordings, new: Wordings) -> tuple[Change, ...]:
    """Return the whole mapping, what goes without saying included. The document must have no faults."""
    found = []
    for key in sorted({*old, *new}):
        said = tuple(entries(document.instruments.get(key, InstrumentMapping())))
        named = {ref for one in said for ref, _steps in one.old}
        both = [ref for ref in new.get(key, NOTHING).statements if ref in old.get(key, NOTHING).statements]
        found += [Change(key, ref, ref, Kind.SAME) for ref in both if ref not in named]
        found += [
            Change(key, before, after, one.kind)
            for one in said
            for before, _steps in one.old or (("", ()),)
            for after, _steps in one.new or (("", ()),)
        ]
    return tuple(found)
