"""A guidance note in the graph: its parts, its recommendations, its linkages, and the lists and tables with a key."""

from collections.abc import Sequence

from rdflib import DCTERMS, SKOS, BNode, Literal, URIRef

from framework.rules.guidance import ListDocument, PointDocument, RecommendationDocument, TableDocument
from framework.rules.guide import Guide, NoteOutline
from framework.rules.linked.drawing import Drawing
from framework.rules.linked.plain import plain_discussion

ADVICE = "recommendations"
"""The key of the instrument whose criteria are the recommendations."""


def draw_note(drawing: Drawing, guide: Guide, note: NoteOutline, position: int) -> None:
    names, scf = drawing.names, drawing.names.terms
    concept = names.note(note.ref)
    drawing.kind(concept, "Note", "Concept")
    drawing.plain(concept, SKOS.notation, note.ref)
    drawing.plain(concept, DCTERMS.source, note.source)
    drawing.number(concept, "position", position)
    drawing.word(concept, SKOS.prefLabel, note.name, note.language)
    drawing.word(concept, scf["context"], note.context, note.language)
    drawing.word(concept, scf["need"], note.need, note.language)
    drawing.word(concept, scf["discussion"], plain_discussion(note.discussion), note.language)
    drawing.word(concept, scf["leadIn"], note.recommendations.lead, note.language)
    drawing.in_scheme(concept, broader=names.area(note.area) if note.area else names.component(note.component))
    scored = {criterion.ref for criterion in guide.criteria if criterion.instrument == ADVICE}
    for advice in draw_advice(drawing, note, note.recommendations.items, scored):
        drawing.add(concept, scf["recommendation"], advice)
    draw_linkages(drawing, guide, note)
    draw_further(drawing, note)
    draw_blocks(drawing, note)


def draw_advice(
    drawing: Drawing, note: NoteOutline, items: Sequence[RecommendationDocument], scored: set[str]
) -> list[URIRef]:
    """Draw recommendations with those below them; return their names."""
    names, scf = drawing.names, drawing.names.terms
    drawn = []
    for place, item in enumerate(items, 1):
        advice = names.recommendation(note.ref, item.ref)
        drawing.kind(advice, "Recommendation")
        drawing.plain(advice, DCTERMS.identifier, item.ref)
        drawing.number(advice, "position", place)
        drawing.word(advice, scf["text"], item.text, note.language)
        if item.ref in scored and not item.items:
            drawing.add(advice, scf["isScoredAs"], names.criterion(ADVICE, item.ref))
        for part in draw_advice(drawing, note, item.items, scored):
            drawing.add(advice, scf["part"], part)
        drawn.append(advice)
    return drawn


def draw_linkages(drawing: Drawing, guide: Guide, note: NoteOutline) -> None:
    """Each linkage twice: as an edge, and as a thing of its own, which has the reason."""
    names, scf = drawing.names, drawing.names.terms
    for linkage in guide.leading_from(note.ref):
        start, end, edge = names.note(note.ref), names.note(linkage.end), names.linkage(note.ref, linkage.end)
        drawing.add(start, scf["linksTo"], end)
        drawing.kind(edge, "Linkage")
        drawing.add(start, scf["linkage"], edge)
        drawing.add(edge, scf["from"], start)
        drawing.add(edge, scf["to"], end)
        drawing.word(edge, scf["why"], linkage.why, linkage.language)


def draw_further(drawing: Drawing, note: NoteOutline) -> None:
    concept, scf = drawing.names.note(note.ref), drawing.names.terms
    for place, found in enumerate(note.further, 1):
        document = BNode(f"{concept} further {place}")
        drawing.kind(document, "Document")
        drawing.word(document, DCTERMS.title, found.name, note.language)
        drawing.word(document, scf["why"], found.why, note.language)
        drawing.add(concept, scf["further"], document)


def draw_blocks(drawing: Drawing, note: NoteOutline) -> None:
    for block in note.discussion:
        if block.list is not None and block.list.key:
            draw_list(drawing, note, block.list, block.list.key)
        if block.table is not None and block.table.key:
            draw_table(drawing, note, block.table, block.table.key)


def draw_list(drawing: Drawing, note: NoteOutline, found: ListDocument, key: str) -> None:
    names, scf = drawing.names, drawing.names.terms
    whole = names.block(note.ref, key)
    drawing.kind(whole, "List", "OrderedCollection")
    drawing.plain(whole, DCTERMS.identifier, key)
    drawing.word(whole, scf["leadIn"], found.lead, note.language)
    drawing.add(names.note(note.ref), scf["list"], whole)
    drawing.members(whole, draw_points(drawing, note, key, found.items))


def draw_points(
    drawing: Drawing, note: NoteOutline, key: str, points: Sequence[PointDocument], before: str = ""
) -> list[URIRef]:
    """Draw points with those below them; return their names."""
    names, scf = drawing.names, drawing.names.terms
    drawn = []
    for place, point in enumerate(points, 1):
        number = f"{before}{place}"
        entry = names.entry(note.ref, key, number)
        drawing.kind(entry, "Point", "Concept")
        drawing.plain(entry, DCTERMS.identifier, point.ref or "")
        drawing.number(entry, "position", place)
        drawing.word(entry, SKOS.prefLabel, point.term or "", note.language)
        drawing.word(entry, scf["text"], point.text, note.language)
        for part in draw_points(drawing, note, key, point.items, f"{number}."):
            drawing.add(entry, SKOS.narrower, part)
        drawn.append(entry)
    return drawn


def draw_table(drawing: Drawing, note: NoteOutline, found: TableDocument, key: str) -> None:
    names, scf = drawing.names, drawing.names.terms
    whole = names.block(note.ref, key)
    drawing.kind(whole, "Table")
    drawing.plain(whole, DCTERMS.identifier, key)
    drawing.word(whole, DCTERMS.title, found.caption, note.language)
    drawing.add(names.note(note.ref), scf["table"], whole)
    heads = [Literal(head, lang=note.language) for head in found.columns]
    drawing.in_order(whole, scf["columns"], heads, note.language)
    for place, cells in enumerate(found.rows, 1):
        row = names.entry(note.ref, key, str(place))
        drawing.kind(row, "Row")
        drawing.number(row, "position", place)
        drawing.in_order(row, scf["cells"], [Literal(cell, lang=note.language) for cell in cells], note.language)
        drawing.add(whole, scf["row"], row)
