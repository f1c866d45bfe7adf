"""What can be found in an edition: its notes, criteria and terms as plain entries, in the reader's language."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from framework.queries.annotated import AnnotatedInstrument
from framework.rules.guidance import BlockDocument, ListDocument, PointDocument, RecommendationDocument, TableDocument
from framework.rules.guide import Guide, NoteCriterion, NoteOutline, TermOutline


class Kind(StrEnum):
    """What an entry is, in the order of what helps most."""

    NOTE = "note"
    CRITERION = "criterion"
    TERM = "term"


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of an entry's text, and which part of the entry it is from."""

    part: str
    text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """Something to find. `ref` is a term's key, `instrument` is empty but for criteria.

    `lead` says what the entry is about, `also` are other names of it; `notes` are the notes it belongs to.
    """

    kind: Kind
    instrument: str
    instrument_name: str
    group: str
    ref: str
    name: str
    also: tuple[str, ...]
    lead: Passage
    rest: tuple[Passage, ...]
    notes: tuple[str, ...]
    language: str

    @property
    def passages(self) -> tuple[Passage, ...]:
        """All its text but the name, the most telling first."""
        others = (Passage("also", ", ".join(self.also)),) if self.also else ()
        return (self.lead, *others, *self.rest)


def entries_of(guide: Guide, instruments: Iterable[AnnotatedInstrument]) -> tuple[Entry, ...]:
    """Return everything that can be found in an edition, in its order."""
    helps = help_passages(instruments)
    return (
        *(note_entry(guide, note) for note in guide.notes),
        *(criterion_entry(criterion, helps[criterion.instrument, criterion.ref]) for criterion in guide.criteria),
        *(term_entry(term) for term in guide.terms),
    )


def note_entry(guide: Guide, note: NoteOutline) -> Entry:
    names = {name.ref: name.name for name in guide.notes}
    rest = [Passage("context", note.context)]
    rest += [Passage("discussion", text) for block in note.discussion for text in texts_of(block)]
    rest += [Passage("recommendations", text) for text in advice(note.recommendations.items)]
    rest += [
        Passage("linkages", f"[{edge.end}] {names[edge.end]}: {edge.why}") for edge in guide.leading_from(note.ref)
    ]
    rest += [Passage("further", f"{item.name}: {item.why}") for item in note.further]
    lead = Passage("need", note.need)
    return Entry(Kind.NOTE, "", "", "", note.ref, note.name, (), lead, tuple(rest), (note.ref,), note.language)


def criterion_entry(criterion: NoteCriterion, rest: tuple[Passage, ...]) -> Entry:
    return Entry(
        kind=Kind.CRITERION,
        instrument=criterion.instrument,
        instrument_name=criterion.instrument_name,
        group=criterion.group,
        ref=criterion.ref,
        name=criterion.title,
        also=(),
        lead=Passage("statement", criterion.statement),
        rest=rest,
        notes=criterion.notes,
        language=criterion.language,
    )


def term_entry(term: TermOutline) -> Entry:
    lead = Passage("definition", term.definition)
    return Entry(Kind.TERM, "", "", "", term.key, term.name, term.also, lead, (), term.notes, term.language)


def help_passages(instruments: Iterable[AnnotatedInstrument]) -> dict[tuple[str, str], tuple[Passage, ...]]:
    """Return the help and the anchors of every criterion, by instrument and reference."""
    found = {}
    for instrument in instruments:
        for ref, help_ in instrument.helps.items():
            parts = (("meaning", help_.meaning), ("evidence", help_.evidence), ("question", help_.question))
            passages = [Passage(part, text) for part, text in parts if text]
            passages += [Passage("anchors", anchor) for anchor in help_.anchors.values()]
            found[instrument.outline.key, ref] = tuple(passages)
    return found


def texts_of(block: BlockDocument) -> Iterator[str]:
    """Yield the paragraphs, points and rows of a piece of a discussion."""
    if block.heading:
        yield block.heading
    if block.text:
        yield block.text
    if block.list:
        yield from texts_of_list(block.list)
    if block.table:
        yield from texts_of_table(block.table)


def texts_of_list(points: ListDocument) -> Iterator[str]:
    if points.lead:
        yield points.lead
    yield from texts_of_points(points.items)


def texts_of_points(points: Iterable[PointDocument]) -> Iterator[str]:
    for point in points:
        yield f"{point.term}: {point.text}" if point.term else point.text
        yield from texts_of_points(point.items)


def texts_of_table(table: TableDocument) -> Iterator[str]:
    yield table.caption
    yield from (" — ".join(row) for row in table.rows)


def advice(items: Iterable[RecommendationDocument]) -> Iterator[str]:
    """Yield the recommendations as a reader meets them, with what leads in to them."""
    for item in items:
        yield item.text
        yield from advice(item.items)
