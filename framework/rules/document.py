"""What an edition's YAML files must hold. Shapes only; reading is `reading`, storing is `actions`."""

from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Noun = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
Prose = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=50)]
Ref = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]+(\.[A-Za-z0-9]+)*$", max_length=20)]


class Document(BaseModel):
    """A part of the files: unknown keys are refused, so that a misspelt one is found."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class EditionDocument(Document):
    key: Key
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(-[a-z]{2,4})?$")]
    status: Literal["draft", "published"]
    name: Line
    version: Line
    source: Line
    notice: Prose


class LevelDocument(Document):
    value: Annotated[int, Field(strict=True, ge=-100, le=100)]
    label: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
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


class PhaseDocument(Document):
    key: Key
    name: Line
    purpose: Prose


class PhasesDocument(Document):
    phases: Annotated[tuple[PhaseDocument, ...], Field(min_length=1)]


class CriterionDocument(Document):
    ref: Ref
    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
    statement: Prose
    help: Prose
    source: Line
    weight: Annotated[float, Field(ge=0.01, le=100)] = 1


class SubgroupDocument(Document):
    ref: Ref
    name: Line
    source: Line
    summary: Annotated[str, StringConstraints(strip_whitespace=True)] = ""
    criteria: Annotated[tuple[CriterionDocument, ...], Field(min_length=1)]


class GroupDocument(Document):
    """A top group: criteria of its own, subgroups, or both."""

    ref: Ref
    name: Line
    source: Line
    summary: Annotated[str, StringConstraints(strip_whitespace=True)] = ""
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
    """All files of one edition, each valid by itself and fitting the others."""

    edition: EditionDocument
    scales: tuple[ScaleDocument, ...]
    phases: tuple[PhaseDocument, ...]
    instruments: tuple[InstrumentDocument, ...]
    digest: str
