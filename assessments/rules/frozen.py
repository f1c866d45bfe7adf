"""What is known of a closed round, as counts without people: the one input of results pages and reports.

Frozen into JSON it is a snapshot. A change of the layout needs a new SCHEMA_VERSION; what older ones did not have is
empty when they are read.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from pydantic import TypeAdapter

from assessments.rules import RULE_VERSION
from assessments.rules.attention import Thresholds
from assessments.rules.frozen_reviews import FrozenReview
from assessments.rules.positions import Agreed
from assessments.rules.tally import Tally
from framework.rules.mapping import Change
from framework.rules.outline import InstrumentOutline

SCHEMA_VERSION: Literal[4] = 4


@dataclass(frozen=True, slots=True)
class EvidenceCount:
    """The evidence behind a criterion: how many pieces, the dates of the newest and the oldest that have one.

    `expired` should have been looked at again by the day of `FrozenRound.closed_on`.
    """

    number: int
    newest: date | None = None
    oldest: date | None = None
    expired: int = 0

    def plus(self, other: "EvidenceCount") -> "EvidenceCount":
        """Return the two together."""
        return EvidenceCount(
            self.number + other.number,
            max((day for day in (self.newest, other.newest) if day), default=None),
            min((day for day in (self.oldest, other.oldest) if day), default=None),
            self.expired + other.expired,
        )


@dataclass(frozen=True, slots=True)
class FrozenRound:
    """A closed round, with those before it of the same assessment: each criterion as it was asked last.

    `answers`, `comments` and `sizes` have the key of the instrument outermost; then `answers` has criterion ref and
    sector, `comments` the criterion ref, `sizes` the sector: people with at least one rated answer there.
    `invited` counts people by sector, `took_part` people who rated anything, where several instruments were asked.
    By instrument key and criterion ref: in `targets` how many named each level as target, lowest first; in
    `confidences` how many were not sure, fairly sure, sure; in `evidence` what is behind it; in `agreed` the position,
    where there is one; in `reviewed` the levels that reviewers gave, as index; in `by_round`, of what was asked more
    than once, the answers of everybody by the number of each round that may be shown. What was not asked for is empty.
    """

    title: str
    opened_on: date
    closed_on: date
    minimum_group: int
    thresholds: Thresholds
    invited: Mapping[str, int]
    answers: Mapping[str, Mapping[str, Mapping[str, Tally]]]
    sizes: Mapping[str, Mapping[str, int]]
    comments: Mapping[str, Mapping[str, tuple[str, ...]]]
    took_part: int | None = None
    is_named: bool = False
    rounds: int = 1
    asks_evidence: bool = False
    targets: Mapping[str, Mapping[str, tuple[int, ...]]] = field(default_factory=dict)
    confidences: Mapping[str, Mapping[str, tuple[int, int, int]]] = field(default_factory=dict)
    evidence: Mapping[str, Mapping[str, EvidenceCount]] = field(default_factory=dict)
    agreed: Mapping[str, Mapping[str, Agreed]] = field(default_factory=dict)
    reviewed: Mapping[str, Mapping[str, tuple[int, ...]]] = field(default_factory=dict)
    by_round: Mapping[str, Mapping[str, Mapping[int, Tally]]] = field(default_factory=dict)

    @property
    def people_who_took_part(self) -> int:
        """People with at least one rated answer; counted apart only where there are several instruments or rounds."""
        if self.took_part is not None:
            return self.took_part
        return sum(sum(by_sector.values()) for by_sector in self.sizes.values())


@dataclass(frozen=True, slots=True)
class Bridge:
    """The name of the edition that the round before asked, and of its criteria those that are not the same now."""

    edition: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class FrozenParts:
    """A breakdown as it may be shown, never as it was counted: what was merged into each part, and what they score.

    `dimension` is "sector", "role" or "organisation". `scores` are by the ref of each top group, in the order of
    `parts`, None where one is withheld; so are `coverages`, empty where they were not kept. Without parts it may not be
    shown at all.
    """

    dimension: str
    parts: tuple[tuple[str, ...], ...]
    scores: Mapping[str, tuple[float | None, ...]]
    coverages: Mapping[str, tuple[float | None, ...]] = field(default_factory=dict)

    def coverages_of(self, ref: str) -> tuple[float | None, ...]:
        """Return the coverage of each part of a top group, as far as it was kept."""
        return self.coverages.get(ref, (None,) * len(self.parts))


@dataclass(frozen=True, slots=True)
class FrozenResults:
    """A round and, where there is one, the round before it, with the words and weights of what was asked.

    Where the round before asked another edition there is a bridge, and `previous` stands under the references of now,
    with what can be compared. Only what is kept for print has `reviews`; `earlier`, where the city stood before, as
    level index by instrument key and criterion ref, where reviewers looked and no leaders were asked; and `breakdowns`
    by instrument key. Nothing else is needed to make every figure of a report again.
    """

    round: FrozenRound
    previous: FrozenRound | None
    instruments: tuple[InstrumentOutline, ...]
    bridge: Bridge | None = None
    reviews: tuple[FrozenReview, ...] = ()
    earlier: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    breakdowns: Mapping[str, tuple[FrozenParts, ...]] = field(default_factory=dict)
    rule_version: int = RULE_VERSION
    schema_version: Literal[1, 2, 3, 4] = SCHEMA_VERSION


_adapter = TypeAdapter(FrozenResults)


def to_json(results: FrozenResults) -> dict[str, Any]:
    """Write results as plain JSON data."""
    content: dict[str, Any] = _adapter.dump_python(results, mode="json")
    return content


def from_json(content: Mapping[str, Any]) -> FrozenResults:
    """Read what `to_json` wrote, now or under an older version. ValidationError for another layout."""
    return _adapter.validate_python(content)


def digest(content: Mapping[str, Any]) -> str:
    """Return a fingerprint of JSON data: equal content, equal fingerprint."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
