"""Words by reference: what a file may word anew, for an edition that extends another and for a translation. Shapes.

Nothing of the structure can be said here: no reference, weight, order or scale. What a part is not given stays as it
was.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field

from framework.rules.faults import Fault, Source, Steps
from framework.rules.guidance import Discussion, Forms, Further
from framework.rules.shapes import Document, Key, Label, Line, MaybeProse, Noun, Place, Prose, Ref, Title

Value = Annotated[int, Field(ge=-100, le=100)]


class EditionWords(Document):
    """What the edition is called. For translations: an edition that extends another says it in `edition.yaml`."""

    name: Line = ""
    """What the edition is called on pages and in reports."""
    version: Title = ""
    """Which state of it this is, in words."""
    notice: Prose = ""
    """Stands with every result."""


class LevelWords(Document):
    """A step of a scale."""

    label: Label = ""
    """A few words: “largely in place”."""
    descriptor: Prose = ""
    """One sentence that says when to choose this level."""


class KeyOutputWords(Document):
    """What a phase should bring about."""

    name: Line = ""
    """What it is, in a few words."""
    what: Prose = ""
    """What there is when it is done."""


class PhaseWords(Document):
    """A phase of a roadmap."""

    name: Line = ""
    """What it is called."""
    purpose: Prose = ""
    """What the phase is for."""
    outputs: dict[Key, KeyOutputWords] = {}
    """Its key outputs, by key."""


class AreaWords(Document):
    """A part of a component."""

    name: Line = ""
    """What it is called."""
    summary: Prose = ""
    """What it is about."""


class ComponentWords(Document):
    """One of the parts that the guidance is made of."""

    name: Line = ""
    """What it is called."""
    summary: Prose = ""
    """What it is about."""
    areas: dict[Key, AreaWords] = {}
    """Its areas, by key."""


class HelpWords(Document):
    """What helps to answer."""

    meaning: Prose = ""
    """What the statement means."""
    evidence: MaybeProse = ""
    """What good evidence looks like."""
    question: MaybeProse = ""
    """A question to ask in the room."""


class CriterionWords(Document):
    """A criterion."""

    title: Title = ""
    """A few words, for lists and charts."""
    statement: Prose = ""
    """What is scored."""
    help: HelpWords = HelpWords()
    """What helps to answer, each part by itself."""
    anchors: dict[Value, Prose] = {}
    """What a level looks like here, by the value of the level, each by itself."""


class GroupWords(Document):
    """A group or subgroup of an instrument."""

    name: Line = ""
    """What it is called."""
    summary: MaybeProse = ""
    """What it is about, in a sentence."""


class InstrumentWords(Document):
    """An instrument."""

    name: Line = ""
    """What it is called."""
    part: Noun = ""
    """What one of its top groups is called: “factor”."""
    parts: Noun = ""
    """What several of them are called: “factors”."""
    summary: Prose = ""
    """What it is for, to choose it by."""
    groups: dict[Ref, GroupWords] = {}
    """Its groups at both depths, by reference."""
    criteria: dict[Ref, CriterionWords] = {}
    """Its criteria, by reference."""


class RecommendationsWords(Document):
    """The advice of a note."""

    lead: MaybeProse = ""
    """The words that lead in to it."""
    items: dict[Ref, Prose] = {}
    """The advice, by reference; what leads in to other advice has a reference too."""


class NoteWords(Document):
    """A guidance note."""

    name: Line = ""
    """What it is called."""
    context: Prose = ""
    """The situation that calls for it."""
    need: Prose = ""
    """The headline need."""
    discussion: Discussion = ()
    """The whole discussion. Lists and tables that have a key are in it with the same key."""
    recommendations: RecommendationsWords = RecommendationsWords()
    """The advice, each by itself."""
    linkages: dict[Ref, Line] = {}
    """The few words why, by the note that is led to."""
    further: Further = ()
    """All documents outside the framework."""


class TermWords(Document):
    """An entry of the glossary."""

    term: Title = ""
    """The term itself."""
    also: Forms = ()
    """All other forms in which texts use it."""
    definition: Prose = ""
    """What it means here."""


class StarterActionWords(Document):
    """Something a city can begin with."""

    title: Title = ""
    """What to do, in a few words."""
    what: Prose = ""
    """What to do, in a sentence or two."""
    owner: Line = ""
    """Who typically owns it."""


class WordingDocument(Document):
    """Words by reference: `wording/<name>.yaml`, `translations/<language>/<name>.yaml`. As many files as you like."""

    edition: EditionWords = EditionWords()
    """What the edition is called; in translations only."""
    scales: dict[Key, dict[Value, LevelWords]] = {}
    """Levels, by the key of the scale and their value."""
    phases: dict[Key, PhaseWords] = {}
    """Phases, by key."""
    components: dict[Ref, ComponentWords] = {}
    """Components, by reference."""
    instruments: dict[Key, InstrumentWords] = {}
    """Instruments, by key."""
    notes: dict[Ref, NoteWords] = {}
    """Guidance notes, by reference."""
    glossary: dict[Key, TermWords] = {}
    """Terms, by key."""
    starter_actions: Annotated[dict[Key, StarterActionWords], Field(alias="starter-actions")] = {}
    """Starter actions, by key."""


@dataclass(frozen=True)
class Said:
    """The words that a file gives to one thing, by the names of the parts; `steps` lead to it in the file."""

    source: Source[WordingDocument]
    steps: Steps
    given: dict[str, Any]

    @property
    def place(self) -> Place:
        return tuple(str(step) for step in self.steps)

    def at(self, *steps: int | str) -> Fault:
        """Return a fault, yet without words, of a part of it."""
        return self.source.place(*self.steps, *steps)


def said_in(source: Source[WordingDocument]) -> Iterator[Said]:
    """Yield everything that a file words, what holds something before what it holds."""
    return said_of(source, source.document, ())


def said_of(source: Source[WordingDocument], words: Any, steps: Steps) -> Iterator[Said]:
    """Yield one thing with its words, then what stands below it."""
    if isinstance(words, str):  # why a note leads to another
        yield Said(source, steps, {"why": words})
        return
    parts = given_in(words) if isinstance(words, Document) else words
    below = {name: part for name, part in parts.items() if is_below(words, name, part)}
    if steps and isinstance(words, Document):
        yield Said(source, steps, {name: part for name, part in parts.items() if name not in below})
    for name, part in below.items():
        yield from said_of(source, part, (*steps, name))


def given_in(words: Document) -> dict[str, Any]:
    """Return what is given of a document, by the names that the file uses, in the order of the shape."""
    fields = type(words).model_fields.items()
    return {field.alias or name: getattr(words, name) for name, field in fields if name in words.model_fields_set}


def is_below(words: Any, name: object, part: Any) -> bool:
    """Tell whether a part of `words` is a thing of its own, or holds some, rather than words."""
    return isinstance(words, dict) or isinstance(part, EditionWords) or (isinstance(part, dict) and name != "anchors")
