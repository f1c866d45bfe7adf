"""The health check: what leaders say of each factor, as a document to print. A snapshot in, a PDF out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.template.loader import render_to_string

from assessments.models import Snapshot
from assessments.queries.captions import disputed_caption, median_words, sectors_caption, weakest_caption
from assessments.queries.figures import criterion_chart, profile_chart, sector_chart
from assessments.queries.findings import CriterionFinding, Findings, GroupFinding, findings_of
from assessments.rules.bands import Band
from assessments.rules.frozen import FrozenResults, FrozenRound, from_json
from charts.rules import COLUMN
from charts.rules.distribution import Distribution
from charts.rules.heatmap import Heatmap
from charts.rules.profile import Profile
from reports.kinds import captions
from reports.pdf import Pdf, Progress, collector_paused, render_pdf

RANKED = 10
TALKING_POINTS = 3
# in characters; a comment takes a line at least
COMMENTS_SHORT, COMMENT_LEAST = 1000, 100


@dataclass(frozen=True, slots=True)
class Statement:
    """One criterion as printed; `median` names a level and is empty where there is none."""

    finding: CriterionFinding
    chart: Distribution
    median: str

    @property
    def is_short(self) -> bool:
        """Whether it goes on one page with its comments without leaving a large hole before it."""
        return sum(len(comment) + COMMENT_LEAST for comment in self.finding.comments) <= COMMENTS_SHORT


@dataclass(frozen=True, slots=True)
class Section:
    """A sub-factor, or a factor's own statements."""

    group: GroupFinding
    statements: tuple[Statement, ...]


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
class Part:
    """A sector, or several that are shown as one; `people` rated something."""

    name: str
    people: int


@dataclass(frozen=True, slots=True)
class HealthcheckReport:
    """All that is printed. `invited` and `took_part` count people; `best` and `worst` are None without any score."""

    city: str
    paper: str
    frozen: FrozenResults
    taken_at: datetime
    taken_on: date
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
    disputed: tuple[Statement, ...]
    disputed_caption: str
    sectors: Heatmap | None
    sectors_caption: str
    parts: tuple[Part, ...]
    factors: tuple[Factor, ...]

    @property
    def round(self) -> FrozenRound:
        return self.frozen.round

    @property
    def levels(self) -> tuple[str, ...]:
        """The labels of the scale, lowest first."""
        return tuple(level.label for level in self.findings.outline.levels)

    @property
    def count_columns(self) -> int:
        """Columns of counts in the appendix: the levels and the three other states."""
        return len(self.levels) + 3

    @property
    def columns(self) -> int:
        return self.count_columns + 2

    @property
    def criteria(self) -> int:
        """How many there are."""
        return len(tuple(self.findings.all_criteria))

    @property
    def bands(self) -> tuple[tuple[Band, str], ...]:
        """Each rating band with the scores it stands for."""
        return tuple((band, captions.band_range(band)) for band in Band)


@collector_paused()
def render(snapshot: Snapshot, *, progress: Progress) -> Pdf:
    """Print a snapshot; the same snapshot gives the same bytes."""
    report = build(snapshot)
    html = render_to_string("reports/healthcheck/document.html", {"report": report})
    css = render_to_string("reports/healthcheck/document.css", {"report": report})
    progress(10)
    return render_pdf(html, css=css, progress=progress)


def build(snapshot: Snapshot) -> HealthcheckReport:
    """Read all that the document needs. The round asks one instrument."""
    frozen = from_json(snapshot.content)
    [outline] = frozen.instruments
    findings = findings_of(frozen, outline)
    weakest, disputed = findings.weakest(RANKED), findings.most_disputed(RANKED)
    ranked = sorted((group for group in findings.groups if group.figures.band), key=score_of)
    sizes = frozen.round.sizes.get(outline.key, {})
    return HealthcheckReport(
        city=snapshot.city.name,
        paper=snapshot.city.paper,
        frozen=frozen,
        taken_at=snapshot.taken_at,
        taken_on=snapshot.city.date_at(snapshot.taken_at),
        findings=findings,
        invited=sum(frozen.round.invited.values()),
        took_part=sum(sizes.values()),
        best=ranked[-1] if ranked else None,
        worst=ranked[0] if ranked else None,
        talking_points=talking_points(findings),
        profile=profile_chart(findings),
        changes=captions.changes(findings),
        weakest=statements(weakest, findings),
        weakest_caption=weakest_caption(weakest),
        disputed=statements(disputed, findings),
        disputed_caption=disputed_caption(disputed),
        sectors=sector_chart(findings, width=COLUMN),
        sectors_caption=sectors_caption(findings),
        parts=tuple(
            Part(name, sum(sizes[sector] for sector in sectors))
            for name, sectors in zip(findings.parts, findings.results.parts, strict=True)
        ),
        factors=tuple(
            Factor(
                group,
                tuple(Section(section, statements(section.criteria, findings)) for section in group.sections),
            )
            for group in findings.groups
        ),
    )


def score_of(group: GroupFinding) -> float:
    """Return the score to rank a group by."""
    return group.figures.score or 0


def statements(found: Iterable[CriterionFinding], findings: Findings) -> tuple[Statement, ...]:
    """Draw criteria and put their medians in words."""
    return tuple(
        Statement(
            finding,
            criterion_chart(finding, findings),
            median_words(finding.figures.median if finding.figures else None, findings.outline.levels),
        )
        for finding in found
    )


def talking_points(findings: Findings) -> tuple[TalkingPoint, ...]:
    """Return the criteria most worth discussing: of those with a reason, the ones with the least consensus."""
    found = sorted(findings.to_discuss, key=consensus_of)[:TALKING_POINTS]
    return tuple(
        TalkingPoint(
            statement,
            captions.talking_caption(statement.finding),
            captions.talking_words(statement.finding, findings.outline.levels),
        )
        for statement in statements(found, findings)
    )


def consensus_of(finding: CriterionFinding) -> float:
    """Return the consensus to rank a criterion by; those with too few ratings for one come last."""
    consensus = finding.figures.consensus if finding.figures else None
    return 1 if consensus is None else consensus
