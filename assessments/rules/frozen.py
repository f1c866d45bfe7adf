"""What is known of a closed round, as counts without people: the one input of results pages and reports.

Frozen into JSON it is a snapshot. A change of the layout needs a new SCHEMA_VERSION.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from pydantic import TypeAdapter

from assessments.rules import RULE_VERSION
from assessments.rules.attention import Thresholds
from assessments.rules.tally import Tally
from framework.rules.outline import InstrumentOutline

SCHEMA_VERSION: Literal[1] = 1


@dataclass(frozen=True, slots=True)
class FrozenRound:
    """One closed round.

    `answers`, `comments` and `sizes` have the key of the instrument outermost; then `answers` has criterion ref and
    sector, `comments` the criterion ref, `sizes` the sector: people with at least one rated answer there.
    `invited` counts people by sector, `took_part` people who rated anything, where several instruments were asked.
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

    @property
    def people_who_took_part(self) -> int:
        """People with at least one rated answer to any instrument; counted apart only where there are several."""
        if self.took_part is not None:
            return self.took_part
        return sum(sum(by_sector.values()) for by_sector in self.sizes.values())


@dataclass(frozen=True, slots=True)
class FrozenResults:
    """A round and, where there is one, the round before it, with the words and weights of what was asked.

    Nothing else is needed to make every figure of a report again.
    """

    round: FrozenRound
    previous: FrozenRound | None
    instruments: tuple[InstrumentOutline, ...]
    rule_version: int = RULE_VERSION
    schema_version: Literal[1] = SCHEMA_VERSION


_adapter = TypeAdapter(FrozenResults)


def to_json(results: FrozenResults) -> dict[str, Any]:
    """Write results as plain JSON data."""
    content: dict[str, Any] = _adapter.dump_python(results, mode="json")
    return content


def from_json(content: Mapping[str, Any]) -> FrozenResults:
    """Read what `to_json` wrote. ValidationError for another layout than this one."""
    return _adapter.validate_python(content)


def digest(content: Mapping[str, Any]) -> str:
    """Return a fingerprint of JSON data: equal content, equal fingerprint."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
