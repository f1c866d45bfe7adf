"""What the demo city’s leaders think, as plain data: `fixtures/demo/voices.yaml`, read and checked."""

from collections.abc import Mapping
from dataclasses import field, replace
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter
from pydantic.dataclasses import dataclass

from scf_portal.demo.data import (
    CHECKED,
    FOLDER,
    City,
    Organisation,
    Person,
    PlannedAssessment,
    Sector,
    read,
    refuse_unknown,
)

AGAIN = "-again"
"""What the key of a second round ends with."""


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
    """What the leaders say in one round of an assessment. People are named by handle.

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


def load_voices(city: City, folder: Path = FOLDER) -> dict[str, AssessmentVoice]:
    """Read `voices.yaml`: a voice for each round of `city`’s assessments, by key. Raises what `load_city` does."""
    raw = read(folder / "voices.yaml")
    everywhere = {"sector_temper": raw["sector_temper"], "statements": raw["statements"]}
    voices = {
        key: TypeAdapter(AssessmentVoice).validate_python({"key": key, **everywhere, **own})
        for key, own in raw["assessments"].items()
    }
    refuse_unknown(
        "voices.yaml, assessments", voices, [key for planned in city.assessments for key in keys_of(planned)]
    )
    for voice in voices.values():
        check_names(voice, city)
    return voices


def keys_of(planned: PlannedAssessment) -> list[str]:
    """Name the rounds of an assessment."""
    return [planned.key, f"{planned.key}{AGAIN}"] if planned.again else [planned.key]


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
