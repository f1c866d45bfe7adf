"""What an edition's YAML files must hold, guidance aside. Shapes only; reading is `reading`, storing is `actions`."""

import hashlib
from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from framework.rules.guidance import (
    ComponentDocument,
    NoteDocument,
    StarterActionDocument,
    TermDocument,
)
from framework.rules.mapping_file import MappingDocument
from framework.rules.shapes import Document, Key, Label, Language, Line, MaybeProse, Noun, Prose, Ref, Title


class EditionDocument(Document):
    key: Key
    language: Language
    status: Literal["draft", "published"]
    name: Line
    version: Line
    source: Line
    notice: Prose


class LevelDocument(Document):
    value: Annotated[int, Field(strict=True, ge=-100, le=100)]
    label: Label
    descriptor: Prose


class ScaleDocument(Document):
    key: Key
    levels: Annotated[tuple[LevelDocument, ...], Field(min_length=2, max_length=7)]

    @model_validator(mode="after")
    def levels_rise_by_one(self) -> Self:
        """Refuse gaps and wrong order: a score is the share of the way from the lowest to the highest."""
        values = [level.value for level in self.levels]
        if values != list(range(values[0], values[0] + len(values))):
            message = f"levels must rise by one, lowest first; found {values}"
            raise ValueError(message)
        return self


class ScalesDocument(Document):
    scales: Annotated[tuple[ScaleDocument, ...], Field(min_length=1)]


class KeyOutputDocument(Document):
    """What a phase should bring about, and the guidance notes that say how."""

    key: Key
    name: Line
    what: Prose
    notes: tuple[Ref, ...] = ()


class PhaseDocument(Document):
    key: Key
    name: Line
    purpose: Prose
    outputs: tuple[KeyOutputDocument, ...] = ()


class PhasesDocument(Document):
    phases: Annotated[tuple[PhaseDocument, ...], Field(min_length=1)]


class HelpDocument(Document):
    """What a criterion means, what good evidence of it looks like, and a question to ask in the room."""

    meaning: Prose
    evidence: MaybeProse = ""
    question: MaybeProse = ""


class CriterionDocument(Document):
    """One thing that is scored.

    `anchors` say, by level, what that level looks like here; `notes` are the guidance notes it belongs to.
    """

    ref: Ref
    title: Title
    statement: Prose
    help: HelpDocument
    anchors: dict[Annotated[int, Field(ge=-100, le=100)], Prose] = {}
    notes: tuple[Ref, ...] = ()
    source: Line
    weight: Annotated[float, Field(ge=0.01, le=100)] = 1


class SubgroupDocument(Document):
    ref: Ref
    name: Line
    source: Line
    summary: MaybeProse = ""
    criteria: Annotated[tuple[CriterionDocument, ...], Field(min_length=1)]


class GroupDocument(Document):
    """A top group: criteria of its own, subgroups, or both."""

    ref: Ref
    name: Line
    source: Line
    summary: MaybeProse = ""
    groups: tuple[SubgroupDocument, ...] = ()
    criteria: tuple[CriterionDocument, ...] = ()

    @model_validator(mode="after")
    def holds_something(self) -> Self:
        """Refuse a group in which nothing can be scored."""
        if not self.groups and not self.criteria:
            message = "a group needs criteria or subgroups"
            raise ValueError(message)
        return self


class InstrumentDocument(Document):
    """`part` and `parts` are what its top groups are called, one and several: “factor”, “factors”."""

    key: Key
    name: Line
    part: Noun = "part"
    parts: Noun = "parts"
    summary: Prose
    source: Line
    scale: Key
    groups: Annotated[tuple[GroupDocument, ...], Field(min_length=1)]

    @property
    def holders(self) -> Iterator[GroupDocument | SubgroupDocument]:
        """Every group that may hold criteria, at both depths, in order."""
        for top in self.groups:
            yield top
            yield from top.groups


class EditionFiles(Document):
    """All files of one edition, each valid by itself and fitting the others; `sources` are their bytes by path."""

    edition: EditionDocument
    scales: tuple[ScaleDocument, ...]
    phases: tuple[PhaseDocument, ...]
    instruments: tuple[InstrumentDocument, ...]
    components: tuple[ComponentDocument, ...] = ()
    notes: tuple[NoteDocument, ...] = ()
    terms: tuple[TermDocument, ...] = ()
    starter_actions: tuple[StarterActionDocument, ...] = ()
    mapping: MappingDocument | None = None
    sources: dict[str, bytes]

    @property
    def digest(self) -> str:
        """A fingerprint of all the files; it changes when any of them does."""
        sha = hashlib.sha256()
        for path, content in sorted(self.sources.items()):
            sha.update(path.encode() + b"\0" + content + b"\0")
        return sha.hexdigest()
