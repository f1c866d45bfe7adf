"""The demo city as plain data: `fixtures/demo/*.yaml`, read and checked. No database and no clock."""

from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import ConfigDict, TypeAdapter
from pydantic.dataclasses import dataclass

FOLDER = Path(__file__).resolve().parents[2] / "fixtures" / "demo"
# A mistyped field is an error, never silently ignored.
CHECKED = ConfigDict(extra="forbid")

Sector = Literal["public", "private", "third", "academic", "community"]
Role = Literal["administrator", "programme_manager", "facilitator", "leader", "reviewer", "observer"]


@dataclass(frozen=True, config=CHECKED)
class Organisation:
    """`key` is a short name, used inside the demo's files alone."""

    key: str
    name: str
    sector: Sector


@dataclass(frozen=True, config=CHECKED)
class Person:
    """A member of the demo city. `temper`, in levels, moves every score: kind above 0, severe below."""

    name: str
    job: str
    organisation: Organisation
    roles: tuple[Role, ...] = ("leader",)
    temper: float = 0.0
    knows_technology: bool = False

    @property
    def handle(self) -> str:
        """How the demo's files call this person: `first.last`."""
        return self.name.lower().replace(" ", ".")

    @property
    def email(self) -> str:
        return f"{self.handle}@demo.example"

    @property
    def takes_part(self) -> bool:
        """Leaders answer assessments; those who only run, review or watch the programme do not."""
        return "leader" in self.roles

    def is_of(self, audience: str) -> bool:
        """`audience` is a sector or the key of an organisation."""
        return audience in (self.organisation.key, self.organisation.sector)


@dataclass(frozen=True, config=CHECKED)
class PlannedAssessment:
    """When an assessment opens, closes and is revealed, in days from the day the demo is set up.

    `revealed` is None for one that is not revealed. `{year}` in `name` stands for the year of closing.
    """

    key: str
    name: str
    opens: int
    closes: int
    revealed: int | None = None

    def name_on(self, today: date) -> str:
        return self.name.format(year=self.closes_on(today).year)

    def opens_on(self, today: date) -> date:
        return today + timedelta(days=self.opens)

    def closes_on(self, today: date) -> date:
        return today + timedelta(days=self.closes)

    def revealed_on(self, today: date) -> date | None:
        return None if self.revealed is None else today + timedelta(days=self.revealed)


@dataclass(frozen=True, config=CHECKED)
class City:
    """`password` is everybody's; `sign_in` holds the handles of the people printed at start."""

    slug: str
    name: str
    language: str
    country: str
    time_zone: str
    currency: str
    paper: str
    password: str
    sign_in: tuple[str, ...]
    assessments: tuple[PlannedAssessment, ...]
    organisations: tuple[Organisation, ...]
    people: tuple[Person, ...]

    @property
    def participants(self) -> tuple[Person, ...]:
        return tuple(person for person in self.people if person.takes_part)

    @property
    def sign_in_people(self) -> tuple[Person, ...]:
        by_handle = {person.handle: person for person in self.people}
        return tuple(by_handle[handle] for handle in self.sign_in)


@dataclass(frozen=True, config=CHECKED)
class Opinion:
    """What the leaders think of one statement, in levels from 0 to 4.

    `mean` is what most say and `spread` how far they scatter around it (a standard deviation). `others` are
    camps: an organisation or a sector that says something else; an organisation goes before its sector.
    `dont_know` is the share of people who cannot tell: of all, or when `technical`, of those who do not know
    technology. `not_applicable` lists the organisations and sectors the statement does not concern.
    """

    mean: float
    spread: float = 0.6
    others: Mapping[str, float] = field(default_factory=dict)
    dont_know: float = 0.04
    technical: bool = False
    not_applicable: tuple[str, ...] = ()

    def middle(self, organisation: Organisation) -> float:
        """What this organisation says, before the temper of its people."""
        return self.others.get(organisation.key, self.others.get(organisation.sector, self.mean))

    def moved(self, by: float) -> "Opinion":
        return replace(self, mean=self.mean + by, others={who: middle + by for who, middle in self.others.items()})


@dataclass(frozen=True, config=CHECKED)
class Comment:
    """A comment that `who` leaves on `ref`. It fixes the answer it goes with: a level, or a state."""

    who: str
    ref: str
    answer: Literal[0, 1, 2, 3, 4, "dont_know", "not_applicable"]
    says: str


@dataclass(frozen=True, config=CHECKED)
class AssessmentVoice:
    """What the leaders say in one assessment. People are named by handle.

    `statements` holds what they think as a rule, by ref; `change` moves that, in levels, for a whole factor
    (ref "5"); `instead` replaces it for single statements. Those in `stopped_after` have answered so many
    statements, in order. Whoever is neither there nor in `never_started` has finished, but for what they
    `skipped`.
    """

    key: str
    sector_temper: Mapping[Sector, float]
    statements: Mapping[str, Opinion]
    never_started: tuple[str, ...]
    stopped_after: Mapping[str, int]
    change: Mapping[str, float] = field(default_factory=dict)
    instead: Mapping[str, Opinion] = field(default_factory=dict)
    skipped: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    comments: tuple[Comment, ...] = ()

    def opinion(self, ref: str) -> Opinion:
        if ref in self.instead:
            return self.instead[ref]
        factor = ref.split(".")[0]
        return self.statements[ref].moved(self.change.get(factor, 0.0))

    def has_finished(self, person: Person) -> bool:
        return person.handle not in self.never_started and person.handle not in self.stopped_after


def load_city(folder: Path = FOLDER) -> City:
    """Read `city.yaml`; people stand under their organisation there.

    Raises pydantic's ValidationError for a wrong, missing or unknown field, ValueError for an unknown name.
    """
    raw = read(folder / "city.yaml")
    raw["people"] = []
    for organisation in raw["organisations"]:
        for person in organisation.pop("people", ()):
            raw["people"].append({**person, "organisation": organisation})
    city = TypeAdapter(City).validate_python(raw)
    refuse_unknown("city.yaml, sign_in", city.sign_in, (person.handle for person in city.people))
    return city


def load_voices(city: City, folder: Path = FOLDER) -> dict[str, AssessmentVoice]:
    """Read `voices.yaml`: a voice for each assessment of `city`, by its key. Raises what `load_city` does."""
    raw = read(folder / "voices.yaml")
    everywhere = {"sector_temper": raw["sector_temper"], "statements": raw["statements"]}
    voices = {
        key: TypeAdapter(AssessmentVoice).validate_python({"key": key, **everywhere, **own})
        for key, own in raw["assessments"].items()
    }
    refuse_unknown("voices.yaml, assessments", voices, (planned.key for planned in city.assessments))
    for voice in voices.values():
        check_names(voice, city)
    return voices


def check_names(voice: AssessmentVoice, city: City) -> None:
    """Refuse, with a ValueError, people, organisations and statements that do not exist."""
    where = f"voices.yaml, {voice.key}"
    commenting = [comment.who for comment in voice.comments]
    people = [*voice.never_started, *voice.stopped_after, *voice.skipped, *commenting]
    refuse_unknown(where, people, (person.handle for person in city.participants))

    refs = {*voice.instead, *(comment.ref for comment in voice.comments)}.union(*voice.skipped.values())
    refuse_unknown(where, refs, voice.statements)

    refuse_unknown(where, voice.change, (ref.split(".")[0] for ref in voice.statements))

    opinions = (*voice.statements.values(), *voice.instead.values())
    audiences = (name for opinion in opinions for name in (*opinion.others, *opinion.not_applicable))
    known = {name for found in city.organisations for name in (found.key, found.sector)}
    refuse_unknown(where, audiences, known)


def refuse_unknown(where: str, names: Iterable[str], known: Iterable[str]) -> None:
    """Raise a ValueError that lists the `names` not among the `known`."""
    if unknown := sorted(set(names) - set(known)):
        message = f"{where}: unknown {', '.join(unknown)}"
        raise ValueError(message)


def read(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return content
