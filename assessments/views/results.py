"""Results pages of revealed rounds."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render

from assessments import access
from assessments.models import Round
from assessments.queries import captions
from assessments.queries.figures import criterion_chart, profile_chart, sector_chart
from assessments.queries.findings import CriterionFinding, Findings, GroupFinding, findings_of
from assessments.queries.results import freeze_results
from assessments.rules.frozen import FrozenResults
from charts.rules.distribution import Distribution
from cities.access import CityRequest, city_view
from cities.permissions import Permission

RANKED = 5


@dataclass(frozen=True, slots=True)
class Section:
    """A sub-factor, or a factor's own statements, with the picture of each."""

    group: GroupFinding
    statements: tuple[tuple[CriterionFinding, Distribution], ...]


def revealed_findings(round_: Round) -> tuple[FrozenResults, list[Findings]]:
    """Return the frozen results of a round and what they say of each instrument."""
    frozen = freeze_results(round_)
    return frozen, [findings_of(frozen, outline) for outline in frozen.instruments]


@city_view(Permission.VIEW_RESULTS)
def results(request: CityRequest, assessment_id: int) -> HttpResponse:
    """The whole: overall figures, factors, where we are weakest, where we disagree most, by sector."""
    round_ = access.load_revealed_round(request.membership, assessment_id)
    frozen, found = revealed_findings(round_)
    context = {
        "round": round_,
        "frozen": frozen,
        "instruments": [instrument_context(findings, frozen) for findings in found],
        "may_request": request.membership.may(Permission.REQUEST_REPORTS),
    }
    return render(request, "assessments/results.html", context)


def instrument_context(findings: Findings, frozen: FrozenResults) -> dict[str, object]:
    """Return one instrument's findings with their pictures, rankings and captions."""
    weakest, disputed = findings.weakest(RANKED), findings.most_disputed(RANKED)
    return {
        "findings": findings,
        "profile": profile_chart(findings),
        "sectors": sector_chart(findings),
        "sectors_caption": captions.sectors_caption(findings),
        "merged": captions.merged_words(findings, frozen.round.minimum_group),
        "weakest": weakest,
        "weakest_caption": captions.weakest_caption(weakest),
        "disputed": disputed,
        "disputed_caption": captions.disputed_caption(disputed),
    }


@city_view(Permission.VIEW_RESULTS)
def results_group(request: CityRequest, assessment_id: int, instrument: str, ref: str) -> HttpResponse:
    """One factor: its statements with distributions and comments."""
    round_ = access.load_revealed_round(request.membership, assessment_id)
    frozen, found = revealed_findings(round_)
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
        "sections": [section_of(section, findings) for section in group.sections],
        "labels": [level.label for level in findings.outline.levels],
        "before": findings.groups[place - 1] if place else None,
        "after": next(iter(findings.groups[place + 1 :]), None),
    }
    return render(request, "assessments/results_group.html", context)


def section_of(group: GroupFinding, findings: Findings) -> Section:
    """Draw the statements that stand in a group itself."""
    return Section(group, tuple((item, criterion_chart(item, findings)) for item in group.criteria))
