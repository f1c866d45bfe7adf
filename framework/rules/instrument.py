"""What the file of an instrument must hold. Shapes only."""

from collections.abc import Iterator
from typing import Annotated, Self

from pydantic import Field, model_validator

from framework.rules.messages import _
from framework.rules.shapes import Document, Key, Line, MaybeProse, NoteRefs, Noun, Prose, Ref, Title


class HelpDocument(Document):
    """What a criterion means, what good evidence of it looks like, and a question to ask in the room."""

    meaning: Prose
    """What the statement means, for somebody who reads it for the first time."""
    evidence: MaybeProse = ""
    """What good evidence looks like."""
    question: MaybeProse = ""
    """A question to ask in the room."""


class CriterionDocument(Document):
    """One thing that is scored."""

    ref: Ref
    """Its reference, once in the instrument and never used for anything else: ratings hang on it. Put it in quotes."""
    title: Title
    """A few words, for lists and charts."""
    statement: Prose
    """What is scored, framed positively: “We make our vision together with our stakeholders.”"""
    help: HelpDocument
    """What helps to answer."""
    anchors: dict[Annotated[int, Field(ge=-100, le=100)], Prose] = {}
    """What a level looks like here, in one line, by the value of the level. Bottom, middle and top are enough."""
    notes: NoteRefs = ()
    """References of the guidance notes it belongs to."""
    source: Line
    """Where it comes from, as a reference."""
    weight: Annotated[float, Field(ge=0.01, le=100)] = 1
    """How much it counts in the score of its group, against the others there."""


class SubgroupDocument(Document):
    """A group inside a group."""

    ref: Ref
    """Its reference, once in the instrument. Put it in quotes."""
    name: Line
    """What it is called."""
    source: Line
    """Where it comes from, as a reference."""
    summary: MaybeProse = ""
    """What it is about, in a sentence."""
    criteria: Annotated[tuple[CriterionDocument, ...], Field(min_length=1, max_length=200)]
    """What is scored."""


class GroupDocument(Document):
    """A top group: criteria of its own, subgroups, or both."""

    ref: Ref
    """Its reference, once in the instrument. Put it in quotes."""
    name: Line
    """What it is called."""
    source: Line
    """Where it comes from, as a reference."""
    summary: MaybeProse = ""
    """What it is about, in a sentence."""
    groups: Annotated[tuple[SubgroupDocument, ...], Field(max_length=100)] = ()
    """Groups inside it, with criteria of their own. There is no third depth."""
    criteria: Annotated[tuple[CriterionDocument, ...], Field(max_length=200)] = ()
    """What is scored in the group itself."""

    @model_validator(mode="after")
    def holds_something(self) -> Self:
        """Refuse a group in which nothing can be scored."""
        if not self.groups and not self.criteria:
            message = _("a group needs criteria or subgroups")
            raise ValueError(message)
        return self

    @property
    def all_refs(self) -> Iterator[str]:
        """The references of all criteria in it, those of its subgroups too."""
        holders: tuple[GroupDocument | SubgroupDocument, ...] = (self, *self.groups)
        return (criterion.ref for holder in holders for criterion in holder.criteria)


class InstrumentDocument(Document):
    """A set of criteria that is scored on one scale: `instruments/<name>.yaml`."""

    key: Key
    """The name of the instrument in addresses; a criterion is known by it and its own reference."""
    name: Line
    """What it is called."""
    part: Noun = "part"
    """What one of its top groups is called: “factor”."""
    parts: Noun = "parts"
    """What several of them are called: “factors”."""
    summary: Prose
    """What it is for, to choose it by."""
    source: Line
    """Where it comes from, as a reference."""
    scale: Key
    """The key of the scale, which stands in `scales.yaml`."""
    groups: Annotated[tuple[GroupDocument, ...], Field(min_length=1, max_length=100)]
    """Its groups, in order."""

    @property
    def holders(self) -> Iterator[GroupDocument | SubgroupDocument]:
        """Every group that may hold criteria, at both depths, in order."""
        for top in self.groups:
            yield top
            yield from top.groups
