"""An edition's guidance as people read it: plain, in one language, in the framework's order, without database keys."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from framework.rules.guidance import BlockDocument, FurtherDocument, RecommendationsDocument


@dataclass(frozen=True)
class LinkageOutline:
    """An edge between two notes; `language` is that of the words why."""

    start: str
    end: str
    why: str
    language: str


@dataclass(frozen=True)
class NoteOutline:
    """A guidance note with the parts of the pattern (PAS 181 draft, Annex C); linkages stand in the guide."""

    ref: str
    name: str
    component: str
    area: str
    source: str
    context: str
    need: str
    discussion: tuple[BlockDocument, ...]
    recommendations: RecommendationsDocument
    further: tuple[FurtherDocument, ...]
    language: str

    @property
    def headings(self) -> list[tuple[int, str]]:
        """The headings of the discussion, each with the place of its block, counted from 1."""
        return [(place, block.heading) for place, block in enumerate(self.discussion, 1) if block.heading]


@dataclass(frozen=True)
class AreaOutline:
    key: str
    name: str
    summary: str
    notes: tuple[NoteOutline, ...]
    language: str = ""


@dataclass(frozen=True)
class ComponentOutline:
    """`notes` are those that stand in no area."""

    ref: str
    name: str
    summary: str
    areas: tuple[AreaOutline, ...]
    notes: tuple[NoteOutline, ...]
    language: str = ""


@dataclass(frozen=True)
class TermOutline:
    """`also` are other forms of the term; one that is an everyday word besides is not `marked` in texts."""

    key: str
    name: str
    also: tuple[str, ...]
    definition: str
    notes: tuple[str, ...]
    marked: bool
    language: str


@dataclass(frozen=True)
class KeyOutputOutline:
    key: str
    name: str
    what: str
    notes: tuple[str, ...]
    language: str = ""


@dataclass(frozen=True)
class PhaseOutline:
    key: str
    name: str
    purpose: str
    outputs: tuple[KeyOutputOutline, ...]
    language: str = ""


@dataclass(frozen=True)
class StarterActionOutline:
    key: str
    title: str
    what: str
    owner: str
    note: str
    phase: str
    language: str = ""


@dataclass(frozen=True)
class NoteCriterion:
    """A criterion as a note names it: enough to lead to it."""

    instrument: str
    instrument_name: str
    group: str
    ref: str
    title: str
    statement: str
    notes: tuple[str, ...]
    language: str


@dataclass(frozen=True, eq=False)
class Guide:
    """The whole guidance of one edition. It is equal to itself alone, so that what is drawn from it can be kept."""

    edition: str
    name: str
    version: str
    notice: str
    source: str
    status: str
    language: str
    components: tuple[ComponentOutline, ...]
    notes: tuple[NoteOutline, ...]
    linkages: tuple[LinkageOutline, ...]
    terms: tuple[TermOutline, ...]
    phases: tuple[PhaseOutline, ...]
    starter_actions: tuple[StarterActionOutline, ...]
    criteria: tuple[NoteCriterion, ...]

    @cached_property
    def by_ref(self) -> Mapping[str, NoteOutline]:
        """The notes by reference."""
        return {note.ref: note for note in self.notes}

    def leading_from(self, ref: str) -> tuple[LinkageOutline, ...]:
        """Return the edges that lead from a note, in its order."""
        return tuple(linkage for linkage in self.linkages if linkage.start == ref)

    def leading_to(self, ref: str) -> tuple[LinkageOutline, ...]:
        """Return the edges that lead to a note."""
        return tuple(linkage for linkage in self.linkages if linkage.end == ref)

    def neighbours(self, ref: str) -> tuple[NoteOutline | None, NoteOutline | None]:
        """Return the notes before and after."""
        place = self.notes.index(self.by_ref[ref])
        before = self.notes[place - 1] if place else None
        after = self.notes[place + 1] if place + 1 < len(self.notes) else None
        return before, after

    def criteria_of(self, ref: str) -> Iterator[NoteCriterion]:
        """Yield the criteria that belong to a note."""
        return (criterion for criterion in self.criteria if ref in criterion.notes)

    def notes_by_criterion(self, instrument: str) -> Mapping[str, tuple[NoteOutline, ...]]:
        """Return the notes that the criteria of an instrument belong to, by the criterion's reference."""
        mine = (criterion for criterion in self.criteria if criterion.instrument == instrument)
        return {criterion.ref: tuple(self.by_ref[ref] for ref in criterion.notes) for criterion in mine}

    def component_of(self, note: NoteOutline) -> ComponentOutline:
        """Return the component in which a note stands."""
        return next(component for component in self.components if component.ref == note.component)

    def area_of(self, note: NoteOutline) -> AreaOutline | None:
        """Return the area in which a note stands, where its component has areas."""
        return next((area for area in self.component_of(note).areas if area.key == note.area), None)

    def actions_of(self, ref: str) -> tuple[StarterActionOutline, ...]:
        """Return the starter actions taken from a note."""
        return tuple(action for action in self.starter_actions if action.note == ref)

    def actions_in(self, phase: str) -> tuple[StarterActionOutline, ...]:
        """Return the starter actions of a phase."""
        return tuple(action for action in self.starter_actions if action.phase == phase)

    def outputs_of(self, ref: str) -> tuple[tuple[PhaseOutline, KeyOutputOutline], ...]:
        """Return the key outputs that a note helps to bring about, each with its phase."""
        return tuple((phase, output) for phase in self.phases for output in phase.outputs if ref in output.notes)

    @cached_property
    def terms_by_key(self) -> Mapping[str, TermOutline]:
        """The entries of the glossary by key."""
        return {term.key: term for term in self.terms}

    @cached_property
    def phase_names(self) -> Mapping[str, str]:
        """The names of the phases by key."""
        return {phase.key: phase.name for phase in self.phases}
