"""What came of the demo city’s assessments, as plain data: agreements, reviews and evidence, read and checked.

Days count from the day the demo is set up, as in `city.yaml`. People are named by handle, statements and factors by
ref.
"""

from collections.abc import Iterator, Mapping
from dataclasses import field
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import TypeAdapter
from pydantic.dataclasses import dataclass

from scf_portal.demo.data import CHECKED, FOLDER, City, read, refuse_unknown

Kind = TypeVar("Kind")
Level = Literal[0, 1, 2, 3, 4]
Band = Literal["green", "amber-green", "amber", "amber-red", "red"]
Status = Literal["open", "under_way", "done", "not_taken_up"]


@dataclass(frozen=True, config=CHECKED)
class Offered:
    """A link, or a file of `fixtures/demo/files`, behind an answer or a reply. `dated` and `review_by` are days."""

    title: str
    url: str = ""
    file: str = ""
    dated: int | None = None
    review_by: int | None = None


@dataclass(frozen=True, config=CHECKED)
class Evidence(Offered):
    """What `who` puts behind the answer to `ref`."""

    who: str = ""
    ref: str = ""


@dataclass(frozen=True, config=CHECKED)
class Reply:
    """What the owner of a position did once it was sent, and, after a challenge, what was decided.

    Without `decision` a challenge still waits for one; `level` is the decided level, the agreed one where it is None.
    """

    answer: Literal["accepted", "challenged", "waits"]
    says: str = ""
    offers: Offered | None = None
    decision: str = ""
    level: Level | None = None


@dataclass(frozen=True, config=CHECKED)
class PlannedPosition:
    """What is agreed on a statement. Without a `reply` it was never sent to its owner."""

    level: Level | None
    target: Level | None = None
    by: int | None = None
    reason: str = ""
    dissent: str = ""
    owner: str = ""
    reply: Reply | None = None


@dataclass(frozen=True, config=CHECKED)
class Agreement:
    """The positions of one assessment. `owners` by factor, and `by`, hold where a position has none of its own.

    `locked` is None where replies are still awaited.
    """

    agreed: int
    reply_by: int
    by: int
    owners: Mapping[str, str]
    positions: Mapping[str, PlannedPosition]
    locked: int | None = None

    def owner_of(self, ref: str) -> str:
        return self.positions[ref].owner or self.owners[ref.split(".")[0]]


@dataclass(frozen=True, config=CHECKED)
class Judged:
    """A reviewer's level for one statement, with why; None where they have not seen it."""

    level: Level | None
    says: str = ""


@dataclass(frozen=True, config=CHECKED)
class Noted:
    """A finding, about a factor or, without one, the whole."""

    kind: Literal["strength", "concern", "opportunity"]
    says: str
    factor: str = ""


@dataclass(frozen=True, config=CHECKED)
class Step:
    """What the owner of a recommendation reported on a day."""

    day: int
    status: Status
    note: str


@dataclass(frozen=True, config=CHECKED)
class Advice:
    """A recommendation, under a `key` for the reviews that come after, and what became of it."""

    key: str
    priority: Literal["critical", "essential", "recommended"]
    says: str
    factor: str = ""
    owner: str = ""
    due: int | None = None
    then: tuple[Step, ...] = ()


@dataclass(frozen=True, config=CHECKED)
class Confidence:
    """How sure the reviewer is of delivery, and why."""

    band: Band
    why: str


@dataclass(frozen=True, config=CHECKED)
class Verdict:
    """What a later reviewer says of an earlier recommendation."""

    status: Status
    note: str


@dataclass(frozen=True, config=CHECKED)
class PlannedReview:
    """One review. `confidence` is by factor, under "" overall; `follows` by the key of an earlier recommendation."""

    reviewer: str
    asked: int
    submitted: int
    summary: str
    ratings: Mapping[str, Judged]
    findings: tuple[Noted, ...]
    recommendations: tuple[Advice, ...]
    confidence: Mapping[str, Confidence]
    follows: Mapping[str, Verdict] = field(default_factory=dict)


@dataclass(frozen=True, config=CHECKED)
class Outcomes:
    """All of it, by the key of the assessment; `evidence` also under the key of an assessment still open."""

    agreements: Mapping[str, Agreement]
    reviews: Mapping[str, PlannedReview]
    evidence: Mapping[str, tuple[Evidence, ...]]


def load_outcomes(city: City, folder: Path = FOLDER) -> Outcomes:
    """Read `agreements.yaml`, `reviews.yaml` and `evidence.yaml`. Raises what `load_city` does."""
    outcomes = Outcomes(
        agreements=by_key(city, folder, "agreements", Agreement),
        reviews=by_key(city, folder, "reviews", PlannedReview),
        evidence=by_key(city, folder, "evidence", tuple[Evidence, ...]),
    )
    refuse_unknown("agreements, reviews or evidence", people_in(outcomes), (person.handle for person in city.people))
    return outcomes


def by_key(city: City, folder: Path, name: str, kind: type[Kind]) -> dict[str, Kind]:
    """Read one file: something of that kind under the key of an assessment."""
    found = TypeAdapter(dict[str, kind]).validate_python(read(folder / f"{name}.yaml"))  # type: ignore[valid-type]  # a type made here
    refuse_unknown(f"{name}.yaml", found, (planned.key for planned in city.assessments))
    return found


def people_in(outcomes: Outcomes) -> Iterator[str]:
    """Name everybody who owns, reviews or offers something."""
    for agreement in outcomes.agreements.values():
        yield from agreement.owners.values()
        yield from (position.owner for position in agreement.positions.values() if position.owner)
    for review in outcomes.reviews.values():
        yield review.reviewer
        yield from (advice.owner for advice in review.recommendations if advice.owner)
    for offered in outcomes.evidence.values():
        yield from (piece.who for piece in offered)
