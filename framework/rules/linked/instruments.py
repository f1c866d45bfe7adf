"""An instrument in the graph: its scale, its groups and its criteria with their help."""

from collections.abc import Mapping
from typing import Protocol

from rdflib import DCTERMS, SKOS, XSD, BNode, Literal, URIRef

from framework.rules.linked.drawing import Drawing
from framework.rules.outline import CriterionHelp, CriterionOutline, GroupOutline, InstrumentOutline, LevelOutline


class AnnotatedInstrument(Protocol):
    """An instrument with the help of its criteria by reference."""

    @property
    def outline(self) -> InstrumentOutline: ...

    @property
    def helps(self) -> Mapping[str, CriterionHelp]: ...


def draw_instrument(drawing: Drawing, instrument: AnnotatedInstrument) -> None:
    names, outline = drawing.names, instrument.outline
    whole = names.instrument(outline.key)
    drawing.kind(whole, "Instrument", "OrderedCollection")
    drawing.plain(whole, DCTERMS.identifier, outline.key)
    drawing.plain(whole, DCTERMS.source, outline.source)
    drawing.word(whole, SKOS.prefLabel, outline.name)
    drawing.word(whole, SKOS.definition, outline.summary)
    drawing.part_of_edition(whole)
    draw_scale(drawing, outline.key, outline.levels)
    groups = [draw_group(drawing, instrument, group, place) for place, group in enumerate(outline.groups, 1)]
    drawing.members(whole, groups)


def draw_scale(drawing: Drawing, instrument: str, levels: tuple[LevelOutline, ...]) -> None:
    names, scale = drawing.names, drawing.names.scale(instrument)
    drawing.kind(scale, "Scale", "OrderedCollection")
    drawing.add(names.instrument(instrument), names.terms["scale"], scale)
    for level in levels:
        step = names.level(instrument, level.value)
        drawing.kind(step, "Level", "Concept")
        drawing.number(step, "value", level.value)
        drawing.word(step, SKOS.prefLabel, level.label)
        drawing.word(step, SKOS.definition, level.descriptor)
        drawing.listed(step)
    drawing.members(scale, [names.level(instrument, level.value) for level in levels])


def draw_group(drawing: Drawing, instrument: AnnotatedInstrument, group: GroupOutline, place: int) -> URIRef:
    """Draw a group with all that it holds: its own criteria, then the groups below it. Return its name."""
    part = drawing.names.group(instrument.outline.key, group.ref)
    drawing.kind(part, "Group", "OrderedCollection")
    drawing.plain(part, DCTERMS.identifier, group.ref)
    drawing.plain(part, DCTERMS.source, group.source)
    drawing.number(part, "position", place)
    drawing.word(part, SKOS.prefLabel, group.name)
    drawing.word(part, SKOS.definition, group.summary)
    held = [draw_criterion(drawing, instrument, criterion, at) for at, criterion in enumerate(group.criteria, 1)]
    held += [draw_group(drawing, instrument, below, at) for at, below in enumerate(group.groups, 1)]
    drawing.members(part, held)
    return part


def draw_criterion(
    drawing: Drawing, instrument: AnnotatedInstrument, criterion: CriterionOutline, place: int
) -> URIRef:
    key, scf = instrument.outline.key, drawing.names.terms
    concept, found = drawing.names.criterion(key, criterion.ref), instrument.helps[criterion.ref]
    drawing.kind(concept, "Criterion", "Concept")
    drawing.plain(concept, SKOS.notation, criterion.ref)
    drawing.plain(concept, DCTERMS.source, criterion.source)
    drawing.number(concept, "position", place)
    drawing.add(concept, scf["weight"], Literal(str(criterion.weight), datatype=XSD.decimal))
    drawing.word(concept, SKOS.prefLabel, criterion.title, criterion.language)
    drawing.word(concept, scf["statement"], criterion.statement, criterion.language)
    drawing.word(concept, scf["meaning"], found.meaning, criterion.language)
    drawing.word(concept, scf["evidence"], found.evidence, criterion.language)
    drawing.word(concept, scf["question"], found.question, criterion.language)
    drawing.listed(concept)
    for note in found.notes:
        drawing.add(concept, scf["belongsTo"], drawing.names.note(note.ref))
    draw_anchors(drawing, concept, key, criterion.language, found)
    return concept


def draw_anchors(drawing: Drawing, concept: URIRef, instrument: str, language: str, found: CriterionHelp) -> None:
    for value, text in found.anchors.items():
        anchor = BNode(f"{concept} anchor {value}")
        drawing.kind(anchor, "Anchor")
        drawing.add(anchor, drawing.names.terms["level"], drawing.names.level(instrument, value))
        drawing.word(anchor, drawing.names.terms["text"], text, language)
        drawing.add(concept, drawing.names.terms["anchor"], anchor)
