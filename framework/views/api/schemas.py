"""What the API answers. The descriptions stand in the OpenAPI document, for developers, in English."""

from typing import Annotated, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from framework.rules.guidance import BlockDocument, FurtherDocument, RecommendationsDocument

T = TypeVar("T")

Name = Annotated[str, Field(description="Its name for good: the address where people read it.")]
Address = Annotated[str, Field(description="Where the API tells more of it.")]
Language = Annotated[str, Field(description="The language of the words, as in BCP 47; empty where it is not said.")]
NoteRefs = Annotated[list[str], Field(description="References of guidance notes, such as `B4`.")]


class Answer(BaseModel):
    model_config = ConfigDict(frozen=True)


class Refusal(Answer):
    """Why there is no answer, in words."""

    detail: str


class Page(Answer, Generic[T]):
    """Some of many."""

    count: Annotated[int, Field(description="How many there are in all.")]
    limit: Annotated[int, Field(description="How many were asked for at most.")]
    offset: Annotated[int, Field(description="How many stand before these.")]
    next: Annotated[str | None, Field(description="Where those after these are; null where there are none.")]
    items: list[T]


class Area(Answer):
    id: Name
    key: str
    name: str
    summary: str
    notes: NoteRefs
    language: Language


class Component(Answer):
    id: Name
    ref: str
    name: str
    summary: str
    areas: list[Area]
    notes: Annotated[list[str], Field(description="References of the notes that stand in no area.")]
    language: Language


class EditionSummary(Answer):
    """One state of the framework."""

    id: Name
    url: Address
    key: str
    name: str
    version: str
    status: Annotated[str, Field(description="`draft`, `published` (it stays as it is) or `superseded`.")]
    source: str
    notice: Annotated[str, Field(description="What to say wherever scores or words of the edition are shown.")]
    turtle: Annotated[str, Field(description="The whole edition as Turtle.")]
    json_ld: Annotated[str, Field(description="The whole edition as JSON-LD.")]
    language: Language


class Counts(Answer):
    notes: int
    linkages: int
    instruments: int
    criteria: int
    terms: int
    phases: int


class EditionDetail(EditionSummary):
    replaces: Annotated[str | None, Field(description="Key of the shared edition before it.")]
    replaced_by: Annotated[list[str], Field(description="Keys of the shared editions after it.")]
    counts: Counts
    components: list[Component]


class NoteFacts(Answer):
    id: Name
    url: Address
    ref: str
    name: str
    component: str
    area: Annotated[str | None, Field(description="Key of the area, where the component has areas.")] = None
    need: Annotated[str, Field(description="The headline need that it answers.")]
    language: Language


class NoteSummary(NoteFacts):
    """A guidance note."""

    links_to: NoteRefs


class Linkage(Answer):
    """An edge between this note and another."""

    ref: Annotated[str, Field(description="The note at the other end.")]
    name: str
    why: Annotated[str, Field(description="Why who reads the one needs the other.")]
    url: Address
    language: Language


class CriterionName(Answer):
    """Enough of a criterion to find it."""

    id: Name
    url: Address
    instrument: str
    ref: str
    title: str
    statement: str
    language: Language


class NoteDetail(NoteFacts):
    """A guidance note with all its parts."""

    source: str
    context: Annotated[str, Field(description="The situation in which a city reads it.")]
    discussion: Annotated[
        list[BlockDocument], Field(description="Headings, paragraphs, lists and tables, in order: one of them each.")
    ]
    discussion_text: Annotated[str, Field(description="The same as plain text.")]
    recommendations: Annotated[
        RecommendationsDocument,
        Field(description="One without `items` is scored as the criterion of its `ref` in `recommendations`."),
    ]
    links_to: Annotated[list[Linkage], Field(description="The linkages that start here.")]
    linked_from: Annotated[list[Linkage], Field(description="The linkages of other notes that lead here.")]
    criteria: Annotated[list[CriterionName], Field(description="The criteria that belong to it, of all instruments.")]
    further: Annotated[list[FurtherDocument], Field(description="Documents outside the framework.")]


class Level(Answer):
    """A step of a scale."""

    value: int
    label: str
    descriptor: str


class InstrumentSummary(Answer):
    """A set of criteria that are scored on one scale."""

    id: Name
    url: Address
    key: str
    name: str
    summary: str
    source: str
    criteria: Annotated[int, Field(description="How many criteria it has.")]
    levels: Annotated[list[Level], Field(description="Its scale, lowest first.")]


class Group(Answer):
    """A part of an instrument: criteria of its own, groups below it, or both."""

    id: Name
    ref: str
    name: str
    summary: str
    source: str
    criteria: Annotated[list[str], Field(description="References of its own criteria, in order.")]
    groups: list["Group"]


class InstrumentDetail(InstrumentSummary):
    part: Annotated[str, Field(description="What one of its top groups is called.")]
    parts: Annotated[str, Field(description="What several of them are called.")]
    groups: list[Group]


class Anchor(Answer):
    """What one level looks like for one criterion."""

    value: int
    text: str


class Criterion(CriterionName):
    """One thing that is scored. The key of its instrument and its reference name it in every edition."""

    group: Annotated[str, Field(description="Reference of the group that holds it.")]
    meaning: str
    evidence: Annotated[str, Field(description="What good evidence looks like; may be empty.")]
    question: Annotated[str, Field(description="A question to ask in the room; may be empty.")]
    anchors: list[Anchor]
    notes: NoteRefs
    weight: float
    source: str


class Term(Answer):
    """An entry of the glossary."""

    id: Name
    key: str
    name: str
    also: Annotated[list[str], Field(description="Other forms in which texts use it.")]
    definition: str
    notes: NoteRefs
    language: Language


class KeyOutput(Answer):
    """What a phase should bring about."""

    id: Name
    key: str
    name: str
    what: str
    notes: NoteRefs
    language: Language


class StarterAction(Answer):
    """Something a city can begin with."""

    id: Name
    key: str
    title: str
    what: str
    owner: Annotated[str, Field(description="Who typically owns it.")]
    note: Annotated[str, Field(description="The note that it is taken from.")]
    language: Language


class Phase(Answer):
    """A phase of a roadmap."""

    id: Name
    key: str
    name: str
    purpose: str
    outputs: list[KeyOutput]
    starter_actions: list[StarterAction]
    language: Language
