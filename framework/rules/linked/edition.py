"""The whole graph of an edition: what it is, then its components, notes, instruments, glossary and phases."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, Graph, Literal, URIRef

from framework.rules.guide import Guide
from framework.rules.linked.drawing import Drawing
from framework.rules.linked.instruments import AnnotatedInstrument, draw_instrument
from framework.rules.linked.naming import Names
from framework.rules.linked.notes import draw_note
from framework.rules.linked.vocabulary import new_graph


@dataclass(frozen=True, slots=True)
class EditionFacts:
    """What a guide does not hold: the edition's own language, and the editions before and after it, by address."""

    language: str
    replaces: str = ""
    replaced_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Telling:
    """An edition told in one language; where it has no words in it, they are in its own."""

    language: str
    guide: Guide
    instruments: tuple[AnnotatedInstrument, ...]


def edition_graph(facts: EditionFacts, tellings: Sequence[Telling], names: Names) -> Graph:
    """Return what an edition holds in all its languages; `tellings` begin with the one in its own."""
    graph = new_graph(names.vocabulary)
    draw_facts(graph, facts, names)
    for telling in tellings:
        drawing = Drawing(graph, names, facts.language, telling.language)
        draw_edition(drawing, telling.guide)
        draw_components(drawing, telling.guide)
        for position, note in enumerate(telling.guide.notes, 1):
            draw_note(drawing, telling.guide, note, position)
        for instrument in telling.instruments:
            draw_instrument(drawing, instrument)
        draw_glossary(drawing, telling.guide)
        draw_phases(drawing, telling.guide)
        draw_actions(drawing, telling.guide)
    return graph


def draw_facts(graph: Graph, facts: EditionFacts, names: Names) -> None:
    graph.add((names.edition, DCTERMS.conformsTo, URIRef(names.vocabulary)))
    if facts.replaces:
        graph.add((names.edition, DCTERMS.replaces, URIRef(facts.replaces)))
    for address in facts.replaced_by:
        graph.add((names.edition, DCTERMS.isReplacedBy, URIRef(address)))


def draw_edition(drawing: Drawing, guide: Guide) -> None:
    edition = drawing.names.edition
    drawing.kind(edition, "Edition", "ConceptScheme")
    drawing.plain(edition, DCTERMS.identifier, guide.edition)
    drawing.plain(edition, DCTERMS.source, guide.source)
    drawing.plain(edition, drawing.names.terms["status"], guide.status)
    drawing.word(edition, DCTERMS.title, guide.name, guide.language)
    drawing.word(edition, OWL.versionInfo, guide.version, guide.language)
    drawing.word(edition, DCTERMS.rights, guide.notice, guide.language)
    drawing.plain(edition, DCTERMS.language, drawing.told)


def draw_components(drawing: Drawing, guide: Guide) -> None:
    names = drawing.names
    for component in guide.components:
        whole = names.component(component.ref)
        drawing.kind(whole, "Component", "Concept")
        drawing.plain(whole, DCTERMS.identifier, component.ref)
        drawing.word(whole, SKOS.prefLabel, component.name, component.language)
        drawing.word(whole, SKOS.definition, component.summary, component.language)
        drawing.in_scheme(whole)
        for area in component.areas:
            part = names.area(area.key)
            drawing.kind(part, "Area", "Concept")
            drawing.plain(part, DCTERMS.identifier, area.key)
            drawing.word(part, SKOS.prefLabel, area.name, area.language)
            drawing.word(part, SKOS.definition, area.summary, area.language)
            drawing.in_scheme(part, broader=whole)


def draw_glossary(drawing: Drawing, guide: Guide) -> None:
    """The glossary is a scheme of its own: a term may be called as a note is."""
    glossary = drawing.names.glossary
    if not guide.terms:
        return
    drawing.add(glossary, RDF.type, SKOS.ConceptScheme)
    drawing.part_of_edition(glossary)
    drawing.graph.add((glossary, RDFS.label, Literal("Glossary", lang="en")))
    for term in guide.terms:
        entry = drawing.names.term(term.key)
        drawing.kind(entry, "Term", "Concept")
        drawing.plain(entry, DCTERMS.identifier, term.key)
        drawing.word(entry, SKOS.prefLabel, term.name, term.language)
        drawing.word(entry, SKOS.definition, term.definition, term.language)
        for form in term.also:
            drawing.word(entry, SKOS.altLabel, form, term.language)
        drawing.in_scheme(entry, scheme=glossary)
        draw_notes_of(drawing, entry, term.notes)


def draw_phases(drawing: Drawing, guide: Guide) -> None:
    names = drawing.names
    for place, phase in enumerate(guide.phases, 1):
        step = names.phase(phase.key)
        drawing.kind(step, "Phase", "Concept")
        drawing.plain(step, DCTERMS.identifier, phase.key)
        drawing.number(step, "position", place)
        drawing.word(step, SKOS.prefLabel, phase.name, phase.language)
        drawing.word(step, names.terms["purpose"], phase.purpose, phase.language)
        drawing.listed(step)
        for at, output in enumerate(phase.outputs, 1):
            result = names.output(phase.key, output.key)
            drawing.kind(result, "KeyOutput", "Concept")
            drawing.plain(result, DCTERMS.identifier, output.key)
            drawing.number(result, "position", at)
            drawing.word(result, SKOS.prefLabel, output.name, output.language)
            drawing.word(result, SKOS.definition, output.what, output.language)
            drawing.listed(result)
            drawing.add(step, names.terms["keyOutput"], result)
            draw_notes_of(drawing, result, output.notes)


def draw_actions(drawing: Drawing, guide: Guide) -> None:
    names = drawing.names
    for place, action in enumerate(guide.starter_actions, 1):
        start = names.action(action.key)
        drawing.kind(start, "StarterAction", "Concept")
        drawing.plain(start, DCTERMS.identifier, action.key)
        drawing.number(start, "position", place)
        drawing.word(start, SKOS.prefLabel, action.title, action.language)
        drawing.word(start, SKOS.definition, action.what, action.language)
        drawing.word(start, names.terms["owner"], action.owner, action.language)
        drawing.add(start, names.terms["phase"], names.phase(action.phase))
        drawing.listed(start)
        draw_notes_of(drawing, start, (action.note,))


def draw_notes_of(drawing: Drawing, thing: URIRef, refs: Iterable[str]) -> None:
    for ref in refs:
        drawing.add(thing, drawing.names.terms["belongsTo"], drawing.names.note(ref))
