"""What the files of the guidance must hold: components, guidance notes, glossary, starter actions. Shapes only.

The parts of a note follow the pattern language of the source (PAS 181 draft, Annex C): name, context, need,
discussion, recommendations, linkages. In every text, `[B1]` leads to that note.
"""

from collections.abc import Iterator
from typing import Annotated, Self

from pydantic import Field, model_validator

from framework.rules.messages import _, ngettext
from framework.rules.shapes import Document, Key, Line, Mark, MaybeProse, NoteRefs, Prose, Ref, Title


class PointDocument(Document):
    """One point of a list; `term` is its name, where it has one."""

    ref: Mark | None = None
    """Its letter or number, where the source has one. Put it in quotes."""
    term: Title | None = None
    """The name of the point, where it has one."""
    text: Prose
    """What it says."""
    items: Annotated[tuple["PointDocument", ...], Field(max_length=200)] = ()
    """Points below it."""


class ListDocument(Document):
    """A list of points. `key` is the name by which other parts of the portal find it."""

    key: Key | None = None
    """The name by which other parts of the portal find the list."""
    lead: MaybeProse = ""
    """The words that lead in to it."""
    items: Annotated[tuple[PointDocument, ...], Field(min_length=1, max_length=200)]
    """Its points, in order."""


class TableDocument(Document):
    """A table; the first column heads its row. `key` is the name by which other parts of the portal find it."""

    key: Key | None = None
    """The name by which other parts of the portal find the table."""
    caption: Line
    """What the table shows."""
    columns: Annotated[tuple[Line, ...], Field(min_length=2, max_length=6)]
    """The heads of the columns."""
    rows: Annotated[tuple[tuple[Prose, ...], ...], Field(min_length=1, max_length=200)]
    """The rows, each with a cell for every column; the first cell heads its row."""

    @model_validator(mode="after")
    def rows_are_full(self) -> Self:
        """Refuse a row with more or fewer cells than there are columns."""
        for at, row in enumerate(self.rows, 1):
            if len(row) != len(self.columns):
                cells = ngettext("%(count)s cell", "%(count)s cells", count=len(row))
                columns = ngettext("%(count)s column", "%(count)s columns", count=len(self.columns))
                words = _("row %(row)s has %(cells)s, and there are %(columns)s", row=at, cells=cells, columns=columns)
                raise ValueError(words)
        return self


class BlockDocument(Document):
    """One piece of a discussion: a heading, a paragraph, a list or a table."""

    heading: Title | None = None
    """A heading between paragraphs."""
    text: Prose | None = None
    """A paragraph. `[B1]` in it leads to that note."""
    list: ListDocument | None = None
    """A list of points."""
    table: TableDocument | None = None
    """A table."""

    @model_validator(mode="after")
    def is_one_thing(self) -> Self:
        """Refuse a block that is nothing, or several things at once."""
        if sum(part is not None for part in (self.heading, self.text, self.list, self.table)) != 1:
            keys = {"one": "heading", "two": "text", "three": "list", "four": "table"}
            message = _("a block is one of %(one)s, %(two)s, %(three)s or %(four)s", **keys)
            raise ValueError(message)
        return self


Discussion = Annotated[tuple[BlockDocument, ...], Field(min_length=1, max_length=200)]


class RecommendationDocument(Document):
    """Advice. One that has `items` only leads in to them; each of the others is scored as the criterion of its ref."""

    ref: Ref
    """Its reference; one without `items` is scored as the criterion of that reference. Put it in quotes."""
    text: Prose
    """The advice, or the words that lead in to its items."""
    items: Annotated[tuple["RecommendationDocument", ...], Field(max_length=100)] = ()
    """What it is made of."""

    @property
    def leaves(self) -> Iterator["RecommendationDocument"]:
        """What is advised, without what leads in to it."""
        if self.items:
            for item in self.items:
                yield from item.leaves
        else:
            yield self


class RecommendationsDocument(Document):
    """All the advice of a note."""

    lead: MaybeProse = ""
    """The words that lead in to the advice."""
    items: Annotated[tuple[RecommendationDocument, ...], Field(min_length=1, max_length=100)]
    """The advice, in order."""

    @property
    def leaves(self) -> Iterator[RecommendationDocument]:
        return (leaf for item in self.items for leaf in item.leaves)


class LinkageDocument(Document):
    """An edge to another note, with a few words why."""

    to: Ref
    """The reference of the note it leads to."""
    why: Line
    """A few words why."""


class FurtherDocument(Document):
    """A document outside the framework, and what it is good for."""

    name: Line
    """What the document is called."""
    why: Line
    """What it is good for."""


Further = Annotated[tuple[FurtherDocument, ...], Field(max_length=100)]


class NoteDocument(Document):
    """A guidance note: `notes/<ref>.yaml`. It stands in a component, and in one of its areas where there are some."""

    ref: Ref
    """Its reference, once in the edition. Put it in quotes."""
    name: Line
    """What it is called."""
    component: Ref
    """The reference of the component it stands in."""
    area: Key | None = None
    """The key of the area it stands in, where the component has areas."""
    source: Line
    """Where it comes from, as a reference."""
    context: Prose
    """The situation that calls for it."""
    need: Prose
    """The headline need, in a sentence or two."""
    discussion: Discussion
    """Headings, paragraphs, lists and tables, in order."""
    recommendations: RecommendationsDocument
    """The advice."""
    linkages: Annotated[tuple[LinkageDocument, ...], Field(max_length=100)] = ()
    """The notes that this one leads to."""
    further: Further = ()
    """Documents outside the framework."""


class AreaDocument(Document):
    """A part of a component."""

    key: Key
    """The name by which notes find the area; once in its component."""
    name: Line
    """What it is called."""
    summary: Prose
    """What it is about."""


class ComponentDocument(Document):
    """One of the parts that the guidance is made of."""

    ref: Ref
    """Its reference, once in the edition. Put it in quotes."""
    name: Line
    """What it is called."""
    summary: Prose
    """What it is about."""
    areas: Annotated[tuple[AreaDocument, ...], Field(max_length=50)] = ()
    """Its parts, where it has some."""


class ComponentsDocument(Document):
    """What the guidance is made of: `components.yaml`."""

    components: Annotated[tuple[ComponentDocument, ...], Field(min_length=1, max_length=50)]
    """One or several components, in order."""


Forms = Annotated[tuple[Title, ...], Field(max_length=20)]


class TermDocument(Document):
    """A term and what it means."""

    key: Key
    """The name by which the portal finds the term."""
    term: Title
    """The term itself."""
    also: Forms = ()
    """Other forms in which texts use it: plural, abbreviation."""
    marked: bool = True
    """Whether texts mark the term and lead to its meaning; not for an everyday word such as “level”."""
    definition: Prose
    """What it means here."""
    notes: NoteRefs = ()
    """References of the guidance notes that use it most."""


class GlossaryDocument(Document):
    """The glossary: `glossary.yaml`."""

    terms: Annotated[tuple[TermDocument, ...], Field(min_length=1, max_length=1000)]
    """One or several terms."""


class StarterActionDocument(Document):
    """Something a city can begin with."""

    key: Key
    """The name by which the portal finds it."""
    title: Title
    """What to do, in a few words."""
    what: Prose
    """What to do, in a sentence or two."""
    note: Ref
    """The reference of the guidance note it comes from."""
    phase: Key
    """The key of the phase of the roadmap it belongs to."""
    owner: Line
    """Who typically owns it."""


class StarterActionsDocument(Document):
    """What a city can begin with: `starter-actions.yaml`."""

    actions: Annotated[tuple[StarterActionDocument, ...], Field(min_length=1, max_length=300)]
    """One or several actions."""
