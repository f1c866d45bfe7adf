"""Results pages of revealed rounds."""

from django.http import Http404, HttpResponse
from django.shortcuts import render

from assessments import access
from assessments.models import Round
from assessments.queries.findings import Findings, findings_of
from assessments.queries.results import asked_instruments, freeze_results
from assessments.rules.frozen import FrozenResults
from cities.access import CityRequest, city_view
from cities.permissions import Permission

RANKED = 5


def revealed_findings(round_: Round) -> tuple[FrozenResults, list[Findings]]:
    """Return the frozen results of a round and what they say of each instrument."""
    outlines = asked_instruments(round_)
    frozen = freeze_results(round_, outlines)
    return frozen, [findings_of(frozen, outline) for outline in outlines]


@city_view(Permission.VIEW_RESULTS)
def results(request: CityRequest, assessment_id: int) -> HttpResponse:
    """The whole: overall figures, factors, where we are weakest, where we disagree most, by sector."""
    round_ = access.load_revealed_round(request.membership, assessment_id)
    frozen, findings = revealed_findings(round_)
    instruments = [
        {
            "findings": item,
            "weakest": item.weakest(RANKED),
            "most_disputed": item.most_disputed(RANKED),
        }
        for item in findings
    ]
    return render(request, "assessments/results.html", {"round": round_, "frozen": frozen, "instruments": instruments})


@city_view(Permission.VIEW_RESULTS)
def results_group(request: CityRequest, assessment_id: int, instrument: str, ref: str) -> HttpResponse:
    """One factor: its statements with distributions and comments."""
    round_ = access.load_revealed_round(request.membership, assessment_id)
    frozen, found = revealed_findings(round_)
    findings = next((item for item in found if item.outline.key == instrument), None)
    group = findings.group(ref) if findings else None
    if findings is None or group is None:
        raise Http404
    context = {
        "round": round_,
        "frozen": frozen,
        "findings": findings,
        "group": group,
    }
    return render(request, "assessments/results_group.html", context)
