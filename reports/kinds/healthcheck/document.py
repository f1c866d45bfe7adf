"""What the health check prints, as plain data for its templates."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from assessments.queries.findings import Findings, GroupFinding
from assessments.queries.statements import CriterionFinding
from assessments.rules.attention import Reason
from assessments.rules.bands import Band
from assessments.rules.frozen import FrozenResults, FrozenRound
from charts.rules.distribution import Distribution
from charts.rules.heatmap import SHADES, Heatmap
from charts.rules.palette import Tone
from charts.rules.profile import Profile
from framework.rules.outline import InstrumentOutline, LevelOutline
from reports.kinds import captions
from reports.kinds.healthcheck.agreement import AgreedGroup, Gaps
from reports.kinds.healthcheck.movement import Moved
from reports.kinds.healthcheck.parts import BrokenDown
from reports.kinds.healthcheck.reviewer import ReviewerView

# in characters; a comment takes a line at least
COMMENTS_SHORT, COMMENT_LEAST = 1000, 100
MOST_COMMENTS = 20
"""Printed of one statement: a city of five hundred leaders would have a document of two thousand pages."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One criterion as printed; `median` names a level and is empty where there is none."""

    finding: CriterionFinding
    chart: Distribution
    median: str

    @property
    def comments(self) -> tuple[str, ...]:
        """The comments printed: of very many so many, from all over their order, which is that of their text."""
        said = self.finding.comments
        most = min(len(said), MOST_COMMENTS)
        return tuple(said[place * len(said) // most] for place in range(most))

    @property
    def more_comments(self) -> int:
        """How many comments are not printed."""
        return len(self.finding.comments) - len(self.comments)

    @property
    def is_short(self) -> bool:
        """Whether it goes on one page with its comments without leaving a large hole before it."""
        return sum(len(comment) + COMMENT_LEAST for comment in self.comments) <= COMMENTS_SHORT


@dataclass(frozen=True, slots=True)
class Section:
    """A sub-factor, or a factor's own statements; `statement_level` is that of their headings."""

    group: GroupFinding
    statements: tuple[Statement, ...]
    statement_level: int


@dataclass(frozen=True, slots=True)
class Factor:
    group: GroupFinding
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class TalkingPoint:
    """A statement to discuss: `caption` says why in a few words, `words` in people."""

    statement: Statement
    caption: str
    words: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter: `name` is that of its template and of its anchor."""

    name: str
    title: str


@dataclass(frozen=True, slots=True)
class Part:
    """A sector, or several that are shown as one; `people` rated something."""

    name: str
    people: int


@dataclass(frozen=True, slots=True)
class InstrumentReport:
    """All that is printed of one instrument. `best` and `worst` are None without any score.

    `prefix` and `suffix` tell its anchors and headings from those of the others; both are empty where it is alone.
    """

    frozen: FrozenResults
    prefix: str
    suffix: str
    findings: Findings
    invited: int
    took_part: int
    best: GroupFinding | None
    worst: GroupFinding | None
    talking_points: tuple[TalkingPoint, ...]
    profile: Profile
    changes: tuple[str, ...]
    weakest: tuple[Statement, ...]
    weakest_caption: str
    unknown: tuple[Statement, ...]
    unknown_caption: str
    disputed: tuple[Statement, ...]
    disputed_caption: str
    asked_again: tuple[CriterionFinding, ...]
    asked_again_caption: str
    thinnest: tuple[CriterionFinding, ...]
    thinnest_caption: str
    reasons: tuple[tuple[Reason, int], ...]
    agreed: tuple[AgreedGroup, ...]
    gaps: Gaps
    moved: Moved
    sectors: Heatmap | None
    sectors_caption: str
    parts: tuple[Part, ...]
    by_role: BrokenDown | None
    by_organisation: BrokenDown | None
    factors: tuple[Factor, ...]

    @property
    def round(self) -> FrozenRound:
        return self.frozen.round

    @property
    def was_asked(self) -> bool:
        """Whether leaders were asked: else levels were agreed without answers, or only a reviewer looked."""
        return self.invited > 0

    @property
    def chapters(self) -> tuple[Chapter, ...]:
        """What is printed of the instrument, in order: what there is nothing to say of is left out."""
        asked, scored = self.was_asked, self.findings.figures.band is not None
        found: tuple[tuple[object, str, str], ...] = (
            (True, "summary", _("Summary")),
            (asked or scored, "glance", _("The %(parts)s at a glance") % {"parts": self.findings.outline.parts}),
            (asked or scored, "weakest", _("Where we are weakest")),
            (asked, "unknown", _("Where we know least")),
            (asked, "disputed", _("Where we disagree most")),
            (asked, "sectors", _("By sector")),
            (self.by_role, "roles", _("By role")),
            (self.by_organisation, "organisations", _("By organisation")),
            (self.thinnest, "evidence", _("Where evidence is thin or old")),
            (self.agreed, "agreed", _("What we agreed")),
            (self.gaps, "gaps", _("Gaps to target")),
            (self.moved, "moved", _("What has changed")),
            (asked or scored, "factors", self.by_part),
        )
        return tuple(Chapter(name, title) for has_words, name, title in found if has_words)

    @property
    def levels(self) -> tuple[str, ...]:
        """The labels of the scale, lowest first."""
        return tuple(level.label for level in self.findings.outline.levels)

    @property
    def by_part(self) -> str:
        """The heading of the chapter that goes through the parts one by one."""
        part = self.findings.outline.part
        return _("%(Part)s by %(part)s") % {"Part": capfirst(part), "part": part}

    @property
    def count_columns(self) -> int:
        """Columns of counts in the appendix: the levels and the three other states."""
        return len(self.levels) + 3

    @property
    def columns(self) -> int:
        """Columns of the appendix."""
        return 2 + self.was_asked * self.count_columns + self.shows_agreed

    @property
    def shows_agreed(self) -> bool:
        """Whether the appendix says what was agreed; without answers it says nothing else."""
        return bool(self.agreed) or not self.was_asked

    @property
    def appendix(self) -> str:
        """The heading of the appendix."""
        return _("All answers in numbers") if self.was_asked else _("All statements")

    @property
    def criteria(self) -> int:
        """How many there are."""
        return len(tuple(self.findings.all_criteria))

    @property
    def bands(self) -> tuple[tuple[Band, str], ...]:
        """Each rating band with the scores it stands for."""
        return tuple((band, captions.band_range(band, self.round.thresholds.bands)) for band in Band)


@dataclass(frozen=True, slots=True)
class Scale:
    """The levels that some instruments share; `names` of those instruments, empty where all share them."""

    names: str
    levels: tuple[LevelOutline, ...]


@dataclass(frozen=True, slots=True)
class HealthcheckReport:
    """All that is printed. `invited` and `took_part` count people; `logo` is a data address, or empty."""

    city: str
    paper: str
    accent: str
    logo: str
    frozen: FrozenResults
    taken_at: datetime
    taken_on: date
    invited: int
    took_part: int
    instruments: tuple[InstrumentReport, ...]
    reviews: tuple[ReviewerView, ...]

    @property
    def was_asked(self) -> bool:
        """Whether leaders were asked."""
        return self.invited > 0

    @property
    def agreed(self) -> int:
        """How many statements have an agreed level."""
        return sum(part.findings.agreed for part in self.instruments)

    @property
    def has_targets(self) -> bool:
        """Whether any statement has a target."""
        return any(part.gaps for part in self.instruments)

    @property
    def round(self) -> FrozenRound:
        return self.frozen.round

    @property
    def outline(self) -> InstrumentOutline:
        """The first instrument: all are of one edition, whose words they carry."""
        return self.frozen.instruments[0]

    @property
    def bands(self) -> tuple[tuple[Band, str], ...]:
        return self.instruments[0].bands

    @property
    def shades(self) -> tuple[Tone, ...]:
        """The colours of scores in tables, from low to high."""
        return SHADES

    @property
    def scales(self) -> tuple[Scale, ...]:
        """The scales in use, each once."""
        names: dict[tuple[LevelOutline, ...], list[str]] = {}
        for outline in self.frozen.instruments:
            names.setdefault(outline.levels, []).append(outline.name)
        return tuple(Scale(", ".join(users) if len(names) > 1 else "", levels) for levels, users in names.items())
