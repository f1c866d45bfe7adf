"""The words of each document as the rows of its table of words hold them."""

from typing import Any

from framework.rules.document import EditionDocument, KeyOutputDocument, LevelDocument, PhaseDocument
from framework.rules.guidance import (
    AreaDocument,
    ComponentDocument,
    LinkageDocument,
    NoteDocument,
    StarterActionDocument,
    TermDocument,
)
from framework.rules.instrument import CriterionDocument, GroupDocument, InstrumentDocument, SubgroupDocument

Words = dict[str, Any]


def edition_words(document: EditionDocument) -> Words:
    return {"name": document.name, "version": document.version, "notice": document.notice}


def level_words(document: LevelDocument) -> Words:
    return {"label": document.label, "descriptor": document.descriptor}


def phase_words(document: PhaseDocument) -> Words:
    return {"name": document.name, "purpose": document.purpose}


def output_words(document: KeyOutputDocument) -> Words:
    return {"name": document.name, "what": document.what}


def summary_words(document: ComponentDocument | AreaDocument | GroupDocument | SubgroupDocument) -> Words:
    return {"name": document.name, "summary": document.summary}


def instrument_words(document: InstrumentDocument) -> Words:
    return {"name": document.name, "summary": document.summary, "part": document.part, "parts": document.parts}


def criterion_words(document: CriterionDocument) -> Words:
    return {
        "title": document.title,
        "statement": document.statement,
        "meaning": document.help.meaning,
        "evidence": document.help.evidence,
        "question": document.help.question,
        "anchors": {str(value): anchor for value, anchor in document.anchors.items()},
    }


def note_words(document: NoteDocument) -> Words:
    parts = document.model_dump(exclude_defaults=True, mode="json")
    return {
        "name": document.name,
        "context": document.context,
        "need": document.need,
        "discussion": parts["discussion"],
        "recommendations": parts["recommendations"],
        "further": parts.get("further", []),
    }


def linkage_words(document: LinkageDocument) -> Words:
    return {"why": document.why}


def term_words(document: TermDocument) -> Words:
    return {"name": document.term, "also": list(document.also), "definition": document.definition}


def starter_words(document: StarterActionDocument) -> Words:
    return {"title": document.title, "what": document.what, "owner": document.owner}
