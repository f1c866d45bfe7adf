"""What an independent reviewer says, frozen beside the results of what they looked at. Plain data.

`about` is the instrument key and the ref of a top group; None stands for the whole.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

About = tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class FrozenConfidence:
    """How sure the reviewer is of delivery, as the slug of a band, and why."""

    about: About
    band: str
    reason: str


@dataclass(frozen=True, slots=True)
class FrozenRemark:
    """A finding; `kind` is one of `models.Finding.Kind`."""

    about: About
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class FrozenAdvice:
    """A recommendation as it stood then; `priority` and `status` are those of `models.Recommendation`."""

    about: About
    priority: str
    status: str
    text: str
    owner: str = ""
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class FrozenFollowUp:
    """What the reviewer found had become of an earlier recommendation."""

    text: str
    status: str
    note: str


@dataclass(frozen=True, slots=True)
class FrozenReview:
    """All that one reviewer submitted.

    `levels` (as index, 0 the lowest) and `comments` are by instrument key and criterion ref. `is_before_answers`:
    submitted before any of the leaders' answers were revealed; None where there are none, or nobody noted it.
    """

    reviewer: str
    organisation: str
    submitted_on: date
    summary: str
    levels: Mapping[str, Mapping[str, int]]
    comments: Mapping[str, Mapping[str, str]]
    confidences: tuple[FrozenConfidence, ...]
    findings: tuple[FrozenRemark, ...]
    recommendations: tuple[FrozenAdvice, ...]
    follow_ups: tuple[FrozenFollowUp, ...] = ()
    is_before_answers: bool | None = None

    @property
    def overall(self) -> FrozenConfidence | None:
        """How sure the reviewer is of the whole."""
        return next((item for item in self.confidences if item.about is None), None)

    def confidence(self, about: About) -> FrozenConfidence | None:
        """Return how sure the reviewer is of one top group."""
        return next((item for item in self.confidences if item.about == about), None)
