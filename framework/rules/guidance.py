"""What the files of the guidance must hold: components, guidance notes, glossary, starter actions. Shapes only.

The parts of a note follow the pattern language of the source (PAS 181 draft, Annex C): name, context, need,
discussion, recommendations, linkages. In every text, `[B1]` leads to that note.
"""

from collections.abc import Iterator
from typing import Annotated, Self

from pydantic import Field, model_validator

from framework.rules.shapes import Document, Key, Line, MaybeProse, Prose, Ref, Title

Mark = Annotated[str, Field(pattern=r"^[a-z0-9]{1,3}$")]
"""The letter or number of a point in a list, such as `a` or `1`."""


class PointDocument(Document):
    """One point of a list; `term` is its name, where it has one."""

    ref: Mark | None = None
    term: Title | None = None
    text: Prose
    items: tuple["PointDocument", ...] = ()


class ListDocument(Document):
    """A list of points. `key` is the name by which other parts of the portal find it."""

    key: Key | None = None
    lead: MaybeProse = ""
    items: Annotated[tuple[PointDocument, ...], Field(min_length=1)]


class TableDocument(Document):
    """A table; the first column heads its row. `key` is the name by which other parts of the portal find it."""

    key: Key | None = None
    caption: Line
    columns: Annotated[tuple[Line, ...], Field(min_length=2, max_length=6)]
    rows: Annotated[tuple[tuple[Prose, ...], ...], Field(min_length=1)]

    @model_validator(mode="after")
    def rows_are_full(self) -> Self:
        """Refuse a row with more or fewer cells than there are columns."""
        for at, row in enumerate(self.rows, 1):
            if len(row) != len(self.columns):
                message = f"row {at} has {len(row)} cells, and there are {len(self.columns)} columns"
                raise ValueError(message)
        return self


class BlockDocument(Document):
    """One piece of a discussion: a heading, a paragraph, a list or a table."""

    heading: Title | None = None
    text: Prose | None = None
    list: ListDocument | None = None
    table: TableDocument | None = None

    @model_validator(mode="after")
    def is_one_thing(self) -> Self:
        """Refuse a block that is nothing, or several things at once."""
        if sum(part is not None for part in (self.heading, self.text, self.list, self.table)) != 1:
            message = "a block is one of heading, text, list or table"
            raise ValueError(message)
        return self


class RecommendationDocument(Document):
    """Advice. One that has `items` only leads in to them; each of the others is scored as the criterion of its ref."""

    ref: Ref
    text: Prose
    items: tuple["RecommendationDocument", ...] = ()

    @property
    def leaves(self) -> Iterator["RecommendationDocument"]:
        """What is advised, without what leads in to it."""
        if self.items:
            for item in self.items:
                yield from item.leaves
        else:
            yield self


class RecommendationsDocument(Document):
    lead: MaybeProse = ""
    items: Annotated[tuple[RecommendationDocument, ...], Field(min_length=1)]

    @property
    def leaves(self) -> Iterator[RecommendationDocument]:
        return (leaf for item in self.items for leaf in item.leaves)


class LinkageDocument(Document):
    """An edge to another note, with a few words why."""

    to: Ref
    why: Line


class FurtherDocument(Document):
    """A document outside the framework, and what it is good for."""

    name: Line
    why: Line


class NoteDocument(Document):
    """A guidance note. It stands in a component, and in one of its areas where the component has areas."""

    ref: Ref
    name: Line
    component: Ref
    area: Key | None = None
    source: Line
    context: Prose
    need: Prose
    discussion: Annotated[tuple[BlockDocument, ...], Field(min_length=1)]
    recommendations: RecommendationsDocument
    linkages: tuple[LinkageDocument, ...] = ()
    further: tuple[FurtherDocument, ...] = ()


class AreaDocument(Document):
    key: Key
    name: Line
    summary: Prose


class ComponentDocument(Document):
    ref: Ref
    name: Line
    summary: Prose
    areas: tuple[AreaDocument, ...] = ()


class ComponentsDocument(Document):
    components: Annotated[tuple[ComponentDocument, ...], Field(min_length=1)]


class TermDocument(Document):
    """A term, the other forms in which texts use it (plural, abbreviation), and what it means.

    One that is an everyday word besides, such as “level”, is not `marked` in texts.
    """

    key: Key
    term: Title
    also: tuple[Title, ...] = ()
    marked: bool = True
    definition: Prose
    notes: tuple[Ref, ...] = ()


class GlossaryDocument(Document):
    terms: Annotated[tuple[TermDocument, ...], Field(min_length=1)]


class StarterActionDocument(Document):
    """Something a city can begin with: from which note, in which phase, and who typically owns it."""

    key: Key
    title: Title
    what: Prose
    note: Ref
    phase: Key
    owner: Line


class StarterActionsDocument(Document):
    actions: Annotated[tuple[StarterActionDocument, ...], Field(min_length=1)]
