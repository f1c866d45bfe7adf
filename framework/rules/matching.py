"""Whether words by reference fit the edition that they are for: what is named is there, and is named once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from framework.rules.document import EditionDocument, EditionFiles, KeyOutputDocument, LevelDocument, PhaseDocument
from framework.rules.faults import Fault
from framework.rules.fitting import NO_NOTE, REFERENCE, texts_in
from framework.rules.guidance import (
    AreaDocument,
    BlockDocument,
    ComponentDocument,
    LinkageDocument,
    NoteDocument,
    RecommendationDocument,
    StarterActionDocument,
    TermDocument,
)
from framework.rules.instrument import CriterionDocument, GroupDocument, InstrumentDocument, SubgroupDocument
from framework.rules.messages import _
from framework.rules.rewording import Things, things_in
from framework.rules.shapes import Document, Place
from framework.rules.wording import Said

UNKNOWN = {
    "scales": _("there is no scale “%(name)s” in the edition that is worded here"),
    "levels": _("there is no level “%(name)s” in the edition that is worded here"),
    "phases": _("there is no phase “%(name)s” in the edition that is worded here"),
    "outputs": _("there is no key output “%(name)s” in the edition that is worded here"),
    "components": _("there is no component “%(name)s” in the edition that is worded here"),
    "areas": _("there is no area “%(name)s” in the edition that is worded here"),
    "instruments": _("there is no instrument “%(name)s” in the edition that is worded here"),
    "groups": _("there is no group “%(name)s” in the edition that is worded here"),
    "criteria": _("there is no criterion “%(name)s” in the edition that is worded here"),
    "notes": _("there is no guidance note “%(name)s” in the edition that is worded here"),
    "linkages": _("there is no linkage to “%(name)s” in the edition that is worded here"),
    "glossary": _("there is no term “%(name)s” in the edition that is worded here"),
    "starter-actions": _("there is no starter action “%(name)s” in the edition that is worded here"),
}
"""What to say of a thing that is not there, by the key under which it stands."""

GONE = {
    "list": _("the list with the key “%(key)s” is missing; other parts of the portal look for it"),
    "table": _("the table with the key “%(key)s” is missing; other parts of the portal look for it"),
}

PARTS: dict[type[Document], tuple[str, ...]] = {
    EditionDocument: ("name", "version", "notice"),
    LevelDocument: ("label", "descriptor"),
    PhaseDocument: ("name", "purpose"),
    KeyOutputDocument: ("name", "what"),
    ComponentDocument: ("name", "summary"),
    AreaDocument: ("name", "summary"),
    InstrumentDocument: ("name", "part", "parts", "summary"),
    GroupDocument: ("name", "summary"),
    SubgroupDocument: ("name", "summary"),
    CriterionDocument: ("title", "statement", "help", "anchors"),
    NoteDocument: ("name", "context", "need", "discussion", "recommendations", "further"),
    LinkageDocument: ("why",),
    TermDocument: ("term", "definition"),
    StarterActionDocument: ("title", "what", "owner"),
}
"""The parts of each thing that a translation gives where the edition has them."""


def matching_faults(files: EditionFiles, said: Sequence[Said], *, whole: bool) -> Iterator[Fault]:
    """Name words for what the edition has not, and what is worded twice; with `whole`, what is worded by half."""
    things = things_in(files)
    yield from unknown_things(things, said)
    known = [one for one in said if one.place in things]
    yield from worded_twice(known)
    levels = {scale.key: [level.value for level in scale.levels] for scale in files.scales}
    scales = {instrument.key: levels[instrument.scale] for instrument in files.instruments}
    for one in known:
        thing = things[one.place]
        if isinstance(thing, CriterionDocument):
            yield from anchors_that_fail(one, scales[one.place[1]])
        if isinstance(thing, NoteDocument):
            yield from note_that_fails(thing, one)
        yield from references_that_fail(files, one)
        if whole and one.given:
            yield from parts_left_out(thing, one)


def unknown_things(things: Things, said: Iterable[Said]) -> Iterator[Fault]:
    """Name each thing that is not there once, at the uppermost place."""
    named: set[Place] = set()
    for one in said:
        lengths = (1,) if len(one.place) == 1 else (2, len(one.place))
        missing = next((one.place[:length] for length in lengths if one.place[:length] not in things), None)
        if missing and missing not in named:
            named.add(missing)
            kind = missing[-2] if len(missing) % 2 == 0 else "levels"  # which stand right below their scale
            place = one.source.place(*one.steps[: len(missing)])
            yield replace(place, message=UNKNOWN[kind].filled(name=missing[-1]))


def worded_twice(said: Iterable[Said]) -> Iterator[Fault]:
    first: dict[Place, Fault] = {}
    for one in said:
        if one.given:
            place = one.at()
            before = first.setdefault(one.place, place)
            if before is not place:
                words = _("this is worded already in %(file)s, line %(line)s", file=before.file, line=str(before.line))
                yield replace(place, message=words)


def anchors_that_fail(said: Said, levels: Sequence[int]) -> Iterator[Fault]:
    for value in said.given.get("anchors", {}):
        if value not in levels:
            yield replace(said.at("anchors", value), message=_("the scale has no level %(level)s", level=value))


def note_that_fails(note: NoteDocument, said: Said) -> Iterator[Fault]:
    """Name advice that the note has not, and what must not go from its discussion."""
    refs = set(refs_of(note.recommendations.items))
    for ref in items_given(said):
        if ref not in refs:
            place = said.at("recommendations", "items", ref)
            yield replace(place, message=_("there is no recommendation “%(ref)s” in this note", ref=ref))
    gone = keyed(note.discussion) - keyed(said.given.get("discussion", note.discussion))
    for kind, key in sorted(gone):
        yield replace(said.at("discussion"), message=GONE[kind].filled(key=key))


def references_that_fail(files: EditionFiles, said: Said) -> Iterator[Fault]:
    """Name notes that a text leads to and that are not there."""
    notes = {note.ref for note in files.notes}
    for name, value in said.given.items():
        shown = [part.model_dump() for part in value] if isinstance(value, tuple) and name != "also" else value
        shown = shown.model_dump() if isinstance(shown, Document) else shown
        for steps, text in texts_in(shown, (name,)):
            for ref in REFERENCE.findall(text):
                if ref not in notes:
                    yield replace(said.at(*steps), message=NO_NOTE.filled(name=ref))


def parts_left_out(thing: Document, said: Said) -> Iterator[Fault]:
    """Name what a translation leaves out: a text is shown in one language, so it is translated whole."""
    parts = [path for name in PARTS[type(thing)] if getattr(thing, name) for path in left_out(thing, name, said.given)]
    if parts:
        listed = ", ".join(f"“{part}”" for part in parts)
        message = _("what is translated is translated whole; missing: %(parts)s", parts=listed)
        yield replace(said.at(), message=message)


def left_out(thing: Any, name: str, given: Mapping[str, Any]) -> Iterator[str]:
    """Yield the paths of what `thing` has in the part `name` and is not given."""
    old, new = getattr(thing, name), given.get(name)
    if name == "help":
        fields = new.model_fields_set if new else set()
        yield from (f"help.{part}" for part, words in old if words and part not in fields)
    elif name == "anchors":
        yield from (f"anchors.{value}" for value in old if value not in (new or {}))
    elif name == "recommendations":
        if old.lead and not (new and "lead" in new.model_fields_set):
            yield "recommendations.lead"
        items = new.items if new else {}
        yield from (f"recommendations.items.{ref}" for ref in refs_of(old.items) if ref not in items)
    elif name not in given:
        yield name


def refs_of(items: Iterable[RecommendationDocument]) -> Iterator[str]:
    """Yield the references of advice at every depth."""
    for item in items:
        yield item.ref
        yield from refs_of(item.items)


def items_given(said: Said) -> Mapping[str, str]:
    words = said.given.get("recommendations")
    return words.items if words else {}


def keyed(discussion: Iterable[BlockDocument]) -> set[tuple[str, str]]:
    """Return the lists and tables that other parts of the portal find by their key."""
    parts = [("list", block.list) if block.list else ("table", block.table) for block in discussion]
    return {(kind, part.key) for kind, part in parts if part and part.key}
