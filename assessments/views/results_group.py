"""One factor's results: each statement with its picture, what was said and offered beside it."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render

from assessments import access
from assessments.models import Evidence, Round
from assessments.queries.evidence import evidence_in, evidence_of_owners
from assessments.queries.figures import before_chart, criterion_chart, together_chart
from assessments.queries.findings import Findings, GroupFinding
from assessments.queries.statements import CriterionFinding
from assessments.queries.voices import Voice, hears_names, voices_of
from assessments.views.results import revealed_findings
from charts.rules.distribution import Distribution
from cities.access import CityRequest, city_view
from cities.permissions import Permission
from framework.queries.guide import guide_of
from framework.rules.guide import NoteOutline


@dataclass(frozen=True, slots=True)
class Shown:
    """A statement with its picture, the guidance notes it belongs to, its evidence, and who said what if that shows.

    `before` is the picture of the round before, where it was asked again; `offered` what its owner put behind a reply.
    """

    finding: CriterionFinding
    figure: Distribution
    before: Distribution | None
    notes: tuple[NoteOutline, ...]
    evidence: list[Evidence]
    offered: list[Evidence]
    voices: list[Voice]


@dataclass(frozen=True, slots=True)
class Section:
    """A sub-factor with all its answers drawn together, or a factor's own statements."""

    group: GroupFinding
    figure: Distribution | None
    statements: tuple[Shown, ...]


@city_view(Permission.VIEW_RESULTS)
def results_group(request: CityRequest, assessment_id: int, instrument: str, ref: str) -> HttpResponse:
    """One factor: its statements with distributions, comments and evidence."""
    round_ = access.load_revealed_round(request.membership, assessment_id)
    frozen, found = revealed_findings(round_, (instrument, ref))
    findings = next((item for item in found if item.outline.key == instrument), None)
    group = findings.group(ref) if findings else None
    if findings is None or group is None:
        raise Http404
    place = findings.groups.index(group)
    context = {
        "round": round_,
        "frozen": frozen,
        "findings": findings,
        "group": group,
        "together": together_chart(group.figures, findings, group.outline.name) if findings.is_asked else None,
        "sections": sections_of(group, findings, round_, hears=hears_names(request.membership, round_)),
        "labels": [level.label for level in findings.outline.levels],
        "before": findings.groups[place - 1] if place else None,
        "after": next(iter(findings.groups[place + 1 :]), None),
    }
    return render(request, "assessments/results_group.html", context)


def sections_of(group: GroupFinding, findings: Findings, round_: Round, *, hears: bool) -> list[Section]:
    """Draw the statements of a factor; three queries at most, for evidence, of owners too, and for names."""
    criteria = [item.outline.id for item in group.all_criteria]
    notes = guide_of(round_.assessment.edition).notes_by_criterion(findings.outline.key)
    evidence = evidence_in(round_, criteria) if round_.assessment.asks_evidence else {}
    offered = evidence_of_owners(round_, criteria)
    voices = voices_of(round_, criteria, findings.outline.levels) if hears else {}
    return [
        Section(
            section,
            together_chart(section.figures, findings, section.outline.name)
            if findings.is_asked and section is not group
            else None,
            tuple(
                Shown(
                    item,
                    criterion_chart(item, findings.outline.levels),
                    before_chart(item, findings),
                    notes.get(item.outline.ref, ()),
                    evidence.get(item.outline.id, []) if item.evidence else [],
                    offered.get(item.outline.id, []),
                    voices.get(item.outline.id, []),
                )
                for item in section.criteria
            ),
        )
        for section in group.sections
    ]
