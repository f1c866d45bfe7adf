"""What an edition's YAML files must hold: here what it is, its scales and phases, and all of its files together.

Shapes only; reading is `reading`, storing is `actions`.
"""

import hashlib
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from framework.rules.guidance import (
    ComponentDocument,
    NoteDocument,
    StarterActionDocument,
    TermDocument,
)
from framework.rules.instrument import (
    CriterionDocument,
    GroupDocument,
    HelpDocument,
    InstrumentDocument,
    SubgroupDocument,
)
from framework.rules.mapping_file import MappingDocument
from framework.rules.messages import _
from framework.rules.shapes import Document, Key, Label, Language, Line, NoteRefs, Place, Prose, Title

__all__ = [
    "CriterionDocument",
    "EditionDocument",
    "EditionFiles",
    "GroupDocument",
    "HelpDocument",
    "InstrumentDocument",
    "KeyOutputDocument",
    "LevelDocument",
    "PhaseDocument",
    "PhasesDocument",
    "ScaleDocument",
    "ScalesDocument",
    "SubgroupDocument",
]


TAKEN = ("vocabulary",)
"""Keys under which the library has a page of another kind."""


class EditionDocument(Document):
    """What the edition is: `edition.yaml`."""

    key: Key
    """The name of the edition in addresses. Never use one again for other content once it is published."""
    language: Language
    """The language that the files are written in, such as en."""
    status: Literal["draft", "published"]
    """A draft follows its files. What is published stays as it is: a change needs a new key."""
    name: Line
    """What the edition is called on pages and in reports."""
    version: Title
    """Which state of it this is, in words: “2013 draft, first wording”."""
    source: Line
    """Where the content comes from, as a reference."""
    notice: Prose
    """Stands with every result: what a score means, whose text this is, under which licence."""
    extends: Key | None = None
    """The key of the edition whose wording this one changes. It then has the files `wording/*.yaml` and no others
    besides `translations`; structure, references, weights and all that is not worded anew come from that edition."""

    @field_validator("key")
    @classmethod
    def key_is_free(cls, key: str) -> str:
        """Refuse a key whose address is taken."""
        if key in TAKEN:
            message = _("“%(key)s” is the address of another page of the library; choose another key", key=key)
            raise ValueError(message)
        return key


class LevelDocument(Document):
    """One step of a scale."""

    value: Annotated[int, Field(strict=True, ge=-100, le=100)]
    """The number that is reckoned with. Values rise by one."""
    label: Label
    """A few words: “largely in place”."""
    descriptor: Prose
    """One sentence that says when to choose this level."""


class ScaleDocument(Document):
    """Levels to choose from, lowest first."""

    key: Key
    """The name by which instruments find the scale."""
    levels: Annotated[tuple[LevelDocument, ...], Field(min_length=2, max_length=7)]
    """Two to seven levels, lowest first."""

    @model_validator(mode="after")
    def levels_rise_by_one(self) -> Self:
        """Refuse gaps and wrong order: a score is the share of the way from the lowest to the highest."""
        values = [level.value for level in self.levels]
        if values != list(range(values[0], values[0] + len(values))):
            message = _("levels must rise by one, lowest first; found %(values)s", values=str(values))
            raise ValueError(message)
        return self


class ScalesDocument(Document):
    """The scales that instruments are scored on: `scales.yaml`."""

    scales: Annotated[tuple[ScaleDocument, ...], Field(min_length=1, max_length=20)]
    """One or several scales."""


class KeyOutputDocument(Document):
    """What a phase should bring about, and the guidance notes that say how."""

    key: Key
    """The name by which the portal finds it; once in its phase."""
    name: Line
    """What it is, in a few words."""
    what: Prose
    """What there is when it is done."""
    notes: NoteRefs = ()
    """References of the guidance notes that say how."""


class PhaseDocument(Document):
    """One phase of a roadmap."""

    key: Key
    """The name by which the portal finds it."""
    name: Line
    """What it is called: “Plan”."""
    purpose: Prose
    """What the phase is for."""
    outputs: Annotated[tuple[KeyOutputDocument, ...], Field(max_length=50)] = ()
    """What it should bring about."""


class PhasesDocument(Document):
    """The phases of a roadmap, in order: `phases.yaml`."""

    phases: Annotated[tuple[PhaseDocument, ...], Field(min_length=1, max_length=20)]
    """One or several phases, first things first."""


class EditionFiles(Document):
    """All files of one edition, each valid by itself and fitting the others; `sources` are their bytes by path.

    Of an edition that extends another, what is not worded anew is the other's; `sources` are its own all the same.
    """

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
    base: "EditionFiles | None" = None
    """The edition that this one extends."""
    worded: int = 0
    """How many things it words anew."""
    translations: dict[str, dict[Place, Any]] = {}
    """By language: what is translated, each in the shape of its own document, by its place in a file of wording."""

    @property
    def digest(self) -> str:
        """A fingerprint of all the files; it changes when any of them does, or any of the edition it extends."""
        return digest_of(self.sources, self.base.digest if self.base else "")


def digest_of(sources: Mapping[str, bytes], before: str = "") -> str:
    """Return a fingerprint of files by path; neither holds a NUL, so that one stands between any two of them."""
    sha = hashlib.sha256(before.encode())
    for path, content in sorted(sources.items()):
        sha.update(path.encode() + b"\0" + content + b"\0")
    return sha.hexdigest()
