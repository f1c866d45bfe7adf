"""The health check: what leaders say of each factor, as a document to print. A snapshot in, a PDF out."""

from base64 import b64encode
from collections.abc import Iterable, Mapping

from django.core.files.storage import default_storage
from django.template.loader import render_to_string

from assessments.models import Snapshot
from assessments.queries.captions import disputed_caption, median_words, sectors_caption, weakest_caption
from assessments.queries.figures import criterion_chart, profile_chart, sector_chart
from assessments.queries.findings import CriterionFinding, Findings, GroupFinding, findings_of
from assessments.rules.frozen import FrozenResults, from_json
from charts.rules import COLUMN
from cities.models import City
from cities.rules.accent import OURS
from framework.rules.outline import InstrumentOutline
from reports.kinds import captions
from reports.kinds.healthcheck.document import (
    Factor,
    HealthcheckReport,
    InstrumentReport,
    Part,
    Section,
    Statement,
    TalkingPoint,
)
from reports.pdf import Pdf, Progress, collector_paused, render_pdf

RANKED = 10
TALKING_POINTS = 3


@collector_paused()
def render(snapshot: Snapshot, *, progress: Progress) -> Pdf:
    """Print a snapshot; the same snapshot gives the same bytes."""
    report = build(snapshot)
    html = render_to_string("reports/healthcheck/document.html", {"report": report})
    css = render_to_string("reports/healthcheck/document.css", {"report": report})
    progress(10)
    return render_pdf(html, css=css, progress=progress)


def build(snapshot: Snapshot) -> HealthcheckReport:
    """Read all that the document needs."""
    frozen = from_json(snapshot.content)
    return HealthcheckReport(
        city=snapshot.city.name,
        paper=snapshot.city.paper,
        accent=snapshot.city.accent or OURS,
        logo=logo_of(snapshot.city),
        frozen=frozen,
        taken_at=snapshot.taken_at,
        taken_on=snapshot.city.date_at(snapshot.taken_at),
        invited=sum(frozen.round.invited.values()),
        took_part=frozen.round.people_who_took_part,
        instruments=tuple(instrument_report(frozen, outline) for outline in frozen.instruments),
    )


def logo_of(city: City) -> str:
    """Return the city's logo as a data address; empty without one, or where its file has gone."""
    if not city.logo:
        return ""
    try:
        with default_storage.open(city.logo) as file:
            return f"data:image/png;base64,{b64encode(file.read()).decode()}"
    except OSError:
        return ""


def instrument_report(frozen: FrozenResults, outline: InstrumentOutline) -> InstrumentReport:
    """Put together what is printed of one instrument."""
    is_alone = len(frozen.instruments) == 1
    findings = findings_of(frozen, outline)
    weakest, disputed = findings.weakest(RANKED), findings.most_disputed(RANKED)
    ranked = sorted((group for group in findings.groups if group.figures.band), key=score_of)
    return InstrumentReport(
        frozen=frozen,
        prefix="" if is_alone else f"{outline.key}-",
        suffix="" if is_alone else f" – {outline.name}",
        findings=findings,
        invited=findings.invited,
        took_part=findings.took_part,
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
        parts=parts_of(findings, frozen.round.sizes.get(outline.key, {})),
        factors=factors_of(findings),
    )


def parts_of(findings: Findings, sizes: Mapping[str, int]) -> tuple[Part, ...]:
    """Return the shown parts of the breakdown with how many people stand behind each."""
    return tuple(
        Part(name, sum(sizes[sector] for sector in sectors))
        for name, sectors in zip(findings.parts, findings.results.parts, strict=True)
    )


def factors_of(findings: Findings) -> tuple[Factor, ...]:
    """Return the top groups with all their statements drawn."""
    return tuple(
        Factor(
            group,
            tuple(
                Section(section, statements(section.criteria, findings), 4 if section is group else 5)
                for section in group.sections
            ),
        )
        for group in findings.groups
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
