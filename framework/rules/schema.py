"""The shapes of an edition's files as JSON Schema, for the editors of those who write them."""

import json
from typing import Any

from framework.rules.document import EditionDocument, PhasesDocument, ScalesDocument
from framework.rules.guidance import ComponentsDocument, GlossaryDocument, NoteDocument, StarterActionsDocument
from framework.rules.instrument import InstrumentDocument
from framework.rules.mapping_file import MappingDocument
from framework.rules.shapes import Document
from framework.rules.wording import WordingDocument

SCHEMAS: dict[str, type[Document]] = {
    "edition": EditionDocument,
    "scales": ScalesDocument,
    "phases": PhasesDocument,
    "components": ComponentsDocument,
    "instrument": InstrumentDocument,
    "note": NoteDocument,
    "glossary": GlossaryDocument,
    "starter-actions": StarterActionsDocument,
    "wording": WordingDocument,
    "mapping": MappingDocument,
}
"""The shape of each kind of file, by the name of its schema."""

DRAFT = "https://json-schema.org/draft/2020-12/schema"


def schema_of(name: str) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a kind of file."""
    schema: dict[str, Any] = without_empty(SCHEMAS[name].model_json_schema())
    return {"$schema": DRAFT} | schema


def without_empty(part: Any) -> Any:
    """Leave out what is said of a part that is left out: nothing. An editor would write it into the file."""
    if isinstance(part, list):
        return [without_empty(item) for item in part]
    if isinstance(part, dict):
        return {key: without_empty(value) for key, value in part.items() if key != "default" or value}
    return part


def schema_text(name: str) -> str:
    """Return a schema as the text of its file."""
    return json.dumps(schema_of(name), indent=2, ensure_ascii=False) + "\n"
