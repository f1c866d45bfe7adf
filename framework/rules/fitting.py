"""What the parts of an edition must be to one another: names given once, and what they point at is there."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from framework.rules.document import (
    CriterionDocument,
    GroupDocument,
    InstrumentDocument,
    PhasesDocument,
    ScalesDocument,
    SubgroupDocument,
)
from framework.rules.faults import D, Fault, Source, Steps
from framework.rules.guidance import ComponentsDocument, GlossaryDocument, NoteDocument, StarterActionsDocument
from framework.rules.messages import _

MOST_INSTRUMENTS = 30
MOST_NOTES = 200
MOST_CRITERIA = 2_000  # in all instruments; the shipped edition has 139

Use = tuple[str, Fault]  # a name, and the place where it is given
REFERENCE = re.compile(r"\[([A-Z][0-9]{0,2})\]")
"""A guidance note named in a text, such as `[B1]`."""

NO_NOTE = _("there is no guidance note “%(name)s” in this edition")
NO_COMPONENT = _("there is no component “%(name)s” in this edition")
NO_PHASE = _("there is no phase “%(name)s” in this edition")
TOO_MANY_INSTRUMENTS = _("there are %(number)s instruments here; an edition may have at most %(most)s")
TOO_MANY_CRITERIA = _("there are %(number)s criteria here; an edition may have at most %(most)s")
TOO_MANY_NOTES = _("there are %(number)s guidance notes here; an edition may have at most %(most)s")

TWICE = {
    "scale": _("scale “%(name)s” stands already in %(file)s, line %(line)s"),
    "phase": _("phase “%(name)s” stands already in %(file)s, line %(line)s"),
    "output": _("key output “%(name)s” stands already in %(file)s, line %(line)s"),
    "component": _("component “%(name)s” stands already in %(file)s, line %(line)s"),
    "area": _("area “%(name)s” stands already in %(file)s, line %(line)s"),
    "term": _("term “%(name)s” stands already in %(file)s, line %(line)s"),
    "action": _("starter action “%(name)s” stands already in %(file)s, line %(line)s"),
    "instrument": _("instrument “%(name)s” stands already in %(file)s, line %(line)s"),
    "group": _("group “%(name)s” stands already in %(file)s, line %(line)s"),
    "criterion": _("criterion “%(name)s” stands already in %(file)s, line %(line)s"),
    "note": _("guidance note “%(name)s” stands already in %(file)s, line %(line)s"),
    "linkage": _("linkage to “%(name)s” stands already in %(file)s, line %(line)s"),
}
"""What to say of a name that is given a second time, by what bears it."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The files as read. One that is missing or could not be read is None or left out; `unread` names the latter."""

    scales: Source[ScalesDocument] | None
    phases: Source[PhasesDocument] | None
    instruments: Sequence[Source[InstrumentDocument]]
    components: Source[ComponentsDocument] | None
    notes: Sequence[Source[NoteDocument]]
    glossary: Source[GlossaryDocument] | None
    starters: Source[StarterActionsDocument] | None
    unread: frozenset[str] = frozenset()

    @property
    def note_refs(self) -> frozenset[str]:
        """The notes that are there; one that could not be read is there by the name of its file."""
        unread = [name[len("notes/") : -len(".yaml")] for name in self.unread if name.startswith("notes/")]
        return frozenset([*(source.document.ref for source in self.notes), *unread])

    @property
    def sources(self) -> Iterator[Source[Any]]:
        """Every file that can name guidance notes."""
        yield from self.instruments
        yield from self.notes
        yield from filter(None, (self.phases, self.components, self.glossary, self.starters))

    @property
    def criteria(self) -> Iterator[tuple[Source[InstrumentDocument], Steps, CriterionDocument]]:
        """Every criterion with the file and the steps that lead to it."""
        for source in self.instruments:
            for steps, group in groups_of(source.document):
                for at, criterion in enumerate(group.criteria):
                    yield source, (*steps, "criteria", at), criterion


def fitting_faults(parts: Parts) -> Iterator[Fault]:
    """Name what is wrong between the parts."""
    yield from masses_that_fail(parts)
    yield from names_once(parts)
    yield from scales_that_fail(parts)
    for missing, known, uses in (
        (NO_NOTE, parts.note_refs, notes_used(parts)),
        (NO_COMPONENT, component_refs(parts), components_used(parts)),
        (NO_PHASE, phase_keys(parts), phases_used(parts)),
    ):
        for name, place in uses:
            if name not in known:
                yield replace(place, message=missing.filled(name=name))
    yield from areas_that_fail(parts)
    for source in parts.notes:
        for at, linkage in enumerate(source.document.linkages):
            if linkage.to == source.document.ref:
                yield replace(source.place("linkages", at, "to"), message=_("a note cannot lead to itself"))


def masses_that_fail(parts: Parts) -> Iterator[Fault]:
    """Name what there is too much of, all files together."""
    for folder, found, most, words in (
        ("instruments", parts.instruments, MOST_INSTRUMENTS, TOO_MANY_INSTRUMENTS),
        ("instruments", parts.criteria, MOST_CRITERIA, TOO_MANY_CRITERIA),
        ("notes", parts.notes, MOST_NOTES, TOO_MANY_NOTES),
    ):
        if (number := sum(1 for _one in found)) > most:
            yield Fault(folder, 1, "", words.filled(number=number, most=most))


def names_once(parts: Parts) -> Iterator[Fault]:
    """Name what is given a second time where once is meant."""
    if parts.scales:
        yield from repeated("scale", in_list(parts.scales, "scales", "key"))
    if parts.phases:
        yield from repeated("phase", in_list(parts.phases, "phases", "key"))
        for at, phase in enumerate(parts.phases.document.phases):
            places = [parts.phases.place("phases", at, "outputs", place, "key") for place in range(len(phase.outputs))]
            yield from repeated("output", zip([output.key for output in phase.outputs], places, strict=True))
    if parts.components:
        yield from repeated("component", in_list(parts.components, "components", "ref"))
        for at, component in enumerate(parts.components.document.components):
            places = [
                parts.components.place("components", at, "areas", place, "key") for place in range(len(component.areas))
            ]
            yield from repeated("area", zip([area.key for area in component.areas], places, strict=True))
    if parts.glossary:
        yield from repeated("term", in_list(parts.glossary, "terms", "key"))
    if parts.starters:
        yield from repeated("action", in_list(parts.starters, "actions", "key"))
    yield from repeated("instrument", [(source.document.key, source.place("key")) for source in parts.instruments])
    for source in parts.instruments:
        groups = groups_of(source.document)
        yield from repeated("group", [(group.ref, source.place(*steps, "ref")) for steps, group in groups])
        own = [(item.ref, source.place(*steps, "ref")) for at, steps, item in parts.criteria if at is source]
        yield from repeated("criterion", own)
    yield from repeated("note", [(source.document.ref, source.place("ref")) for source in parts.notes])
    for note in parts.notes:
        yield from repeated("linkage", in_list(note, "linkages", "to"))


def scales_that_fail(parts: Parts) -> Iterator[Fault]:
    """Name scales that are not there, and anchors of levels that a scale does not have."""
    if not parts.scales:
        return
    values = {scale.key: [level.value for level in scale.levels] for scale in parts.scales.document.scales}
    for source in parts.instruments:
        if source.document.scale not in values:
            named = source.document.scale
            message = _("there is no scale “%(name)s” in %(file)s", name=named, file=parts.scales.file)
            yield replace(source.place("scale"), message=message)
    for source, steps, criterion in parts.criteria:
        levels = values.get(source.document.scale)
        for value in criterion.anchors:
            if levels and value not in levels:
                message = _("the scale “%(name)s” has no level %(level)s", name=source.document.scale, level=value)
                yield replace(source.place(*steps, "anchors", value), message=message)


def notes_used(parts: Parts) -> Iterator[Use]:
    """Yield every guidance note that is named somewhere: in a list of notes, by a linkage, in brackets in a text."""
    for source in parts.sources:
        for steps, value in texts_in(source.document.model_dump()):
            if steps[-1] in ("to", "note") or (len(steps) > 1 and steps[-2] == "notes"):
                yield value, source.place(*steps)
            elif steps[-1] != "source":
                place = source.place(*steps)
                yield from ((ref, place) for ref in dict.fromkeys(REFERENCE.findall(value)))


def texts_in(value: object, steps: Steps = ()) -> Iterator[tuple[Steps, str]]:
    """Yield every text in a document with the steps that lead to it."""
    if isinstance(value, str):
        yield steps, value
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from texts_in(part, (*steps, key))
    elif isinstance(value, list | tuple):
        for at, part in enumerate(value):
            yield from texts_in(part, (*steps, at))


def components_used(parts: Parts) -> list[Use]:
    if "components.yaml" in parts.unread:
        return []
    return [(source.document.component, source.place("component")) for source in parts.notes]


def component_refs(parts: Parts) -> list[str]:
    return [component.ref for component in parts.components.document.components] if parts.components else []


def phase_keys(parts: Parts) -> list[str]:
    return [phase.key for phase in parts.phases.document.phases] if parts.phases else []


def phases_used(parts: Parts) -> Iterator[Use]:
    if parts.starters and parts.phases:
        for at, action in enumerate(parts.starters.document.actions):
            yield action.phase, parts.starters.place("actions", at, "phase")


def areas_that_fail(parts: Parts) -> Iterator[Fault]:
    """Name areas that the note's component does not have."""
    components = parts.components.document.components if parts.components else ()
    areas = {component.ref: [area.key for area in component.areas] for component in components}
    for source in parts.notes:
        note = source.document
        if note.area and note.component in areas and note.area not in areas[note.component]:
            message = _("the component “%(name)s” has no area “%(area)s”", name=note.component, area=note.area)
            yield replace(source.place("area"), message=message)


def groups_of(instrument: InstrumentDocument) -> Iterator[tuple[Steps, GroupDocument | SubgroupDocument]]:
    """Yield every group, at both depths, with the steps that lead to it."""
    for at, top in enumerate(instrument.groups):
        yield ("groups", at), top
        for below, sub in enumerate(top.groups):
            yield ("groups", at, "groups", below), sub


def in_list(source: Source[D], name: str, key: str) -> list[Use]:
    """Return what stands under `key` in each part of the list `name`, with its place."""
    return [(getattr(item, key), source.place(name, at, key)) for at, item in enumerate(getattr(source.document, name))]


def repeated(what: str, uses: Iterable[Use]) -> Iterator[Fault]:
    """Name each later use of a name, and where it was given first; `what` bears it, as `TWICE` says."""
    first: dict[str, Fault] = {}
    for name, place in uses:
        given = first.setdefault(name, place)
        if given is not place:
            message = TWICE[what].filled(name=name, file=given.file, line=str(given.line))
            yield replace(place, message=message)
