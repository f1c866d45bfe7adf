"""From an edition's guidance to what is printed of it: each note's texts marked in reading order. No queries."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from framework.rules.guidance import BlockDocument, PointDocument, RecommendationDocument
from framework.rules.guide import (
    AreaOutline,
    ComponentOutline,
    Guide,
    NoteOutline,
    PhaseOutline,
    StarterActionOutline,
    TermOutline,
)
from framework.rules.marking import Marked, Marker, Vocabulary, vocabulary
from reports.kinds.guide.document import (
    Block,
    KeyOutput,
    Linkage,
    NoteName,
    Point,
    PrintedArea,
    PrintedComponent,
    PrintedNote,
    PrintedPhase,
    PrintedTerm,
    StarterAction,
    Table,
)

# heading levels of a note: alone, in a component, in one of its areas
ALONE, IN_COMPONENT, IN_AREA = 1, 3, 4


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes the parts of a guide. References lead to notes that are `printed`, terms to the glossary."""

    guide: Guide
    words: Vocabulary
    printed: frozenset[str]

    def name(self, ref: str) -> NoteName:
        note = self.guide.by_ref[ref]
        return NoteName(ref, note.name, note.language, ref in self.printed)

    def names(self, refs: Iterable[str]) -> tuple[NoteName, ...]:
        return tuple(self.name(ref) for ref in refs)

    def text(self, text: str) -> Marked:
        """Mark the references of a text that stands in no note; terms are marked in notes alone."""
        return Marker(self.words, set(self.words.keys.values())).mark(text)

    def components(self) -> tuple[PrintedComponent, ...]:
        return tuple(self.component(component) for component in self.guide.components)

    def component(self, component: ComponentOutline) -> PrintedComponent:
        return PrintedComponent(
            ref=component.ref,
            name=component.name,
            summary=self.text(component.summary),
            language=component.language,
            notes=tuple(self.note(note, IN_COMPONENT) for note in component.notes),
            areas=tuple(self.area(area) for area in component.areas),
        )

    def area(self, area: AreaOutline) -> PrintedArea:
        notes = tuple(self.note(note, IN_AREA) for note in area.notes)
        return PrintedArea(area.key, area.name, self.text(area.summary), area.language, notes)

    def note(self, note: NoteOutline, level: int) -> PrintedNote:
        """Write a note from its beginning to its end: a term is marked where it stands first."""
        # a note does not lead to itself
        marker = Marker(replace(self.words, refs=self.words.refs - {note.ref}))
        advice = note.recommendations
        return PrintedNote(
            name=self.name(note.ref),
            level=level,
            context=marker.mark(note.context),
            need=marker.mark(note.need),
            discussion=tuple(block_of(block, marker) for block in note.discussion),
            lead=marker.mark(advice.lead),
            recommendations=tuple(advice_of(item, marker) for item in advice.items),
            linkages=tuple(
                Linkage(self.name(linkage.end), marker.mark(linkage.why), linkage.language)
                for linkage in self.guide.leading_from(note.ref)
            ),
            linked_from=tuple(
                Linkage(self.name(linkage.start), marker.mark(linkage.why), linkage.language)
                for linkage in self.guide.leading_to(note.ref)
            ),
            further=tuple((item.name, marker.mark(item.why)) for item in note.further),
            terms=frozenset(marker.seen),
        )

    def phases(self) -> tuple[PrintedPhase, ...]:
        return tuple(self.phase(phase) for phase in self.guide.phases)

    def phase(self, phase: PhaseOutline) -> PrintedPhase:
        return PrintedPhase(
            key=phase.key,
            name=phase.name,
            purpose=self.text(phase.purpose),
            language=phase.language,
            outputs=tuple(
                KeyOutput(output.name, self.text(output.what), self.names(output.notes), output.language)
                for output in phase.outputs
            ),
            actions=tuple(
                self.starter_action(action) for action in self.guide.starter_actions if action.phase == phase.key
            ),
        )

    def starter_action(self, action: StarterActionOutline) -> StarterAction:
        note = self.name(action.note)
        return StarterAction(action.title, self.text(action.what), action.owner, note, action.language)

    def term(self, term: TermOutline) -> PrintedTerm:
        return PrintedTerm(
            key=term.key,
            name=term.name,
            also=", ".join(other_names(term)),
            definition=self.text(term.definition),
            notes=self.names(term.notes),
            language=term.language,
        )

    def instruments(self) -> tuple[tuple[str, int], ...]:
        """Return the names of the instruments with how many statements each holds."""
        return tuple(Counter(criterion.instrument_name for criterion in self.guide.criteria).items())


def writer_of(guide: Guide, alone: str) -> Writer:
    """Return who writes the whole guide, or where `alone` names one, a note by itself: references lead nowhere then."""
    words = vocabulary(guide)
    printed = frozenset({alone}) if alone else words.refs
    return Writer(guide, replace(words, refs=printed), printed)


def other_names(term: TermOutline) -> list[str]:
    """Return by what other names a term goes: more than one of them, which texts are searched for, is no other name."""
    names = (term.name, *term.also)
    plurals = {plural for name in names for plural in (f"{name}s", f"{name}es", f"{name.removesuffix('y')}ies")}
    return [form for form in term.also if form not in plurals and term.name != f"{form}s"]


def block_of(block: BlockDocument, marker: Marker) -> Block:
    """Write one piece of a discussion."""
    if block.table:
        rows = tuple(tuple(marker.mark(cell) for cell in row) for row in block.table.rows)
        return Block(table=Table(block.table.caption, block.table.columns, rows))
    if block.list:
        lead = marker.mark(block.list.lead)
        return Block(text=lead, items=tuple(point_of(item, marker) for item in block.list.items))
    return Block(heading=block.heading or "", text=marker.mark(block.text or ""))


def point_of(point: PointDocument, marker: Marker) -> Point:
    text = marker.mark(point.text)
    return Point(point.ref or "", point.term or "", text, tuple(point_of(item, marker) for item in point.items))


def advice_of(advice: RecommendationDocument, marker: Marker) -> Point:
    text = marker.mark(advice.text)
    return Point(advice.ref, "", text, tuple(advice_of(item, marker) for item in advice.items))
