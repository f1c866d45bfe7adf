"""What the guide prints, as plain data for its templates. Texts are marked: what leads on in them is told apart."""

from dataclasses import dataclass

from framework.rules.marking import Marked


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a list; `mark` is its letter or number and `term` its name, where it has one."""

    mark: str
    term: str
    text: Marked
    items: tuple["Point", ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table; the first cell of a row heads it."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Marked, ...], ...]


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a discussion: a heading, a paragraph, a table, or a list that `text` leads in to."""

    heading: str = ""
    text: Marked = ()
    items: tuple[Point, ...] = ()
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class NoteName:
    """A note, to lead to it; `is_printed` where it stands in the same document."""

    ref: str
    name: str
    language: str
    is_printed: bool


@dataclass(frozen=True, slots=True)
class Linkage:
    """An edge between a note and `other`; `language` is that of the words why."""

    other: NoteName
    why: Marked
    language: str


@dataclass(frozen=True, slots=True)
class PrintedNote:
    """A guidance note in the parts of the pattern (PAS 181 draft, Annex C).

    `level` is that of its heading, `terms` are the keys of those that are marked in it.
    """

    name: NoteName
    level: int
    context: Marked
    need: Marked
    discussion: tuple[Block, ...]
    lead: Marked
    recommendations: tuple[Point, ...]
    linkages: tuple[Linkage, ...]
    linked_from: tuple[Linkage, ...]
    further: tuple[tuple[str, Marked], ...]
    terms: frozenset[str]

    @property
    def ref(self) -> str:
        return self.name.ref

    @property
    def language(self) -> str:
        return self.name.language


@dataclass(frozen=True, slots=True)
class PrintedArea:
    key: str
    name: str
    summary: Marked
    language: str
    notes: tuple[PrintedNote, ...]


@dataclass(frozen=True, slots=True)
class PrintedComponent:
    """`notes` are those that stand in no area."""

    ref: str
    name: str
    summary: Marked
    language: str
    notes: tuple[PrintedNote, ...]
    areas: tuple[PrintedArea, ...]


@dataclass(frozen=True, slots=True)
class PrintedTerm:
    key: str
    name: str
    also: str
    definition: Marked
    notes: tuple[NoteName, ...]
    language: str


@dataclass(frozen=True, slots=True)
class KeyOutput:
    name: str
    what: Marked
    notes: tuple[NoteName, ...]
    language: str


@dataclass(frozen=True, slots=True)
class StarterAction:
    title: str
    what: Marked
    owner: str
    note: NoteName
    language: str


@dataclass(frozen=True, slots=True)
class PrintedPhase:
    key: str
    name: str
    purpose: Marked
    outputs: tuple[KeyOutput, ...]
    actions: tuple[StarterAction, ...]
    language: str


@dataclass(frozen=True, slots=True)
class GuideReport:
    """All that is printed: the whole guide, or `note` alone with the `terms` that are marked in it.

    `logo` is a data address, or empty; `instruments` are names with how many statements each holds.
    """

    city: str
    paper: str
    accent: str
    logo: str
    edition: str
    version: str
    source: str
    notice: str
    language: str
    note: PrintedNote | None
    components: tuple[PrintedComponent, ...]
    phases: tuple[PrintedPhase, ...]
    terms: tuple[PrintedTerm, ...]
    instruments: tuple[tuple[str, int], ...]

    @property
    def notes(self) -> int:
        """How many there are."""
        return sum(len(part.notes) + sum(len(area.notes) for area in part.areas) for part in self.components)
