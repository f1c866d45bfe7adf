"""The health check: what leaders say of each factor, as a document to print. It is bound to a snapshot."""

from collections.abc import Iterable, Mapping

from assessments.models import Snapshot
from assessments.queries.captions import (
    asked_again_caption,
    disputed_caption,
    evidence_caption,
    median_words,
    sectors_caption,
    unknown_caption,
    weakest_caption,
)
from assessments.queries.figures import criterion_chart, profile_chart, sector_chart
from assessments.queries.findings import Findings, GroupFinding, findings_of
from assessments.queries.statements import CriterionFinding
from assessments.rules.attention import Reason
from assessments.rules.frozen import FrozenResults, from_json
from charts.rules import COLUMN
from cities.permissions import Permission
from cities.rules.accent import OURS
from framework.rules.outline import InstrumentOutline
from reports.kinds import captions
from reports.kinds.healthcheck.agreement import agreed_groups, gaps_of
from reports.kinds.healthcheck.document import (
    Factor,
    HealthcheckReport,
    InstrumentReport,
    Part,
    Section,
    Statement,
    TalkingPoint,
)
from reports.kinds.healthcheck.movement import moved
from reports.kinds.healthcheck.parts import broken_down
from reports.kinds.healthcheck.reviewer import reviewer_views
from reports.kinds.kind import Kind
from reports.kinds.logo import logo_of
from reports.models import ReportJob

RANKED = 10
TALKING_POINTS = 3


def build(snapshot: Snapshot) -> HealthcheckReport:
    """Read all that the document needs."""
    frozen = from_json(snapshot.content)
    instruments = tuple(instrument_report(frozen, outline) for outline in frozen.instruments)
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
        instruments=instruments,
        reviews=reviewer_views(frozen, [part.findings for part in instruments]),
    )


def instrument_report(frozen: FrozenResults, outline: InstrumentOutline) -> InstrumentReport:
    """Put together what is printed of one instrument."""
    is_alone = len(frozen.instruments) == 1
    findings = findings_of(frozen, outline)
    weakest, unknown, disputed = (
        findings.weakest(RANKED),
        findings.least_known(RANKED),
        findings.most_disputed(RANKED),
    )
    asked_again, thinnest = findings.asked_again, findings.thinnest(RANKED)
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
        unknown=statements(unknown, findings),
        unknown_caption=unknown_caption(unknown),
        disputed=statements(disputed, findings),
        disputed_caption=disputed_caption(disputed),
        asked_again=tuple(asked_again[:RANKED]),
        asked_again_caption=asked_again_caption(asked_again),
        thinnest=tuple(thinnest),
        thinnest_caption=evidence_caption(thinnest),
        reasons=reasons_of(findings, is_reviewed=bool(frozen.reviews)),
        agreed=agreed_groups(findings),
        gaps=gaps_of(findings),
        moved=moved(frozen, findings),
        sectors=sector_chart(findings, width=COLUMN),
        sectors_caption=sectors_caption(findings),
        parts=parts_of(findings, frozen.round.sizes.get(outline.key, {})),
        by_role=broken_down(frozen, findings, "role"),
        by_organisation=broken_down(frozen, findings, "organisation"),
        factors=factors_of(findings),
    )


def reasons_of(findings: Findings, *, is_reviewed: bool) -> tuple[tuple[Reason, int], ...]:
    """Count for each reason the statements to discuss for it; one may have several."""
    counted = [reason for item in findings.to_discuss for reason in item.result.reasons]
    return tuple((reason, counted.count(reason)) for reason in Reason if is_reviewed or reason != Reason.DIVERGENCE)


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
            criterion_chart(finding, findings.outline.levels),
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


def snapshot_of(job: ReportJob) -> Snapshot:
    """Return what a health check prints; the database lets none be stored without."""
    if job.snapshot is None:
        raise Snapshot.DoesNotExist
    return job.snapshot


KIND = Kind(
    template_version=8,
    permission=Permission.REQUEST_REPORTS,
    title=lambda job: snapshot_of(job).round.assessment.title,
    digest=lambda job: "",
    build=lambda job: build(snapshot_of(job)),
)
