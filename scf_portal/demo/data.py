"""The demo city as plain data: `fixtures/demo/city.yaml`, read and checked. No database and no clock."""

from collections.abc import Iterable
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
class SecondRound:
    """Which statements are asked again, and when, in days as in `PlannedAssessment`."""

    opens: int
    closes: int
    revealed: int
    refs: tuple[str, ...]


@dataclass(frozen=True, config=CHECKED)
class PlannedAssessment:
    """When an assessment opens, closes and is revealed, in days from the day the demo is set up.

    `revealed` is None for one that is not revealed. `people` are the handles of those who are asked; empty for every
    leader.
    """

    key: str
    name: str
    opens: int
    closes: int
    revealed: int | None = None
    kind: Literal["self", "workshop", "healthcheck", "survey"] = "self"
    asks: tuple[Literal["evidence", "confidence", "target"], ...] = ()
    people: tuple[str, ...] = ()
    again: SecondRound | None = None


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

    def asked_in(self, assessment: PlannedAssessment) -> tuple[Person, ...]:
        chosen = assessment.people
        return tuple(person for person in self.participants if not chosen or person.handle in chosen)

    @property
    def sign_in_people(self) -> tuple[Person, ...]:
        by_handle = {person.handle: person for person in self.people}
        return tuple(by_handle[handle] for handle in self.sign_in)


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
    for planned in city.assessments:
        leaders = (person.handle for person in city.participants)
        refuse_unknown(f"city.yaml, {planned.key}", planned.people, leaders)
    return city


def refuse_unknown(where: str, names: Iterable[str], known: Iterable[str]) -> None:
    """Raise a ValueError that lists the `names` not among the `known`."""
    if unknown := sorted(set(names) - set(known)):
        message = f"{where}: unknown {', '.join(unknown)}"
        raise ValueError(message)


def read(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return content
