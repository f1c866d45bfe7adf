"""Results pages of revealed rounds."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from assessments import access
from assessments.models import Round
from assessments.queries import captions
from assessments.queries.figures import profile_chart, sector_chart, together_chart
from assessments.queries.findings import Findings, findings_of
from assessments.queries.mirror import has_mirror
from assessments.queries.results import freeze_results
from assessments.queries.statements import CriterionFinding
from assessments.queries.visible_reviews import visible_reviews
from assessments.rules.frozen import FrozenResults, from_json
from cities.access import CityRequest, city_view
from cities.permissions import Permission

RANKED = 5


def revealed_findings(
    round_: Round, commented: tuple[str, str] | tuple[()] = ()
) -> tuple[FrozenResults, list[Findings]]:
    """Return the frozen results of a round and what they say of each instrument; with comments on one top group."""
    frozen = freeze_results(round_, commented)
    return frozen, [findings_of(frozen, outline) for outline in frozen.instruments]


@city_view(Permission.VIEW_RESULTS)
def results(request: CityRequest, assessment_id: int) -> HttpResponse:
    """The whole: overall figures, factors, where we are weakest, where we disagree most, by sector."""
    round_ = access.load_revealed_round(request.membership, assessment_id)
    frozen, found = revealed_findings(round_)
    context = {
        "round": round_,
        "frozen": frozen,
        "is_asked": any(findings.is_asked for findings in found),
        "instruments": [instrument_context(findings, frozen) for findings in found],
        "is_reviewed": visible_reviews(request.city).filter(assessment=assessment_id).exists(),
        "may_request": request.membership.may(Permission.REQUEST_REPORTS),
        "took_part": request.membership.may(Permission.ANSWER) and has_mirror(round_, request.member),
    }
    return render(request, "assessments/results.html", context)


@city_view(Permission.VIEW_RESULTS)
def agreed_then(request: CityRequest, assessment_id: int, event_id: int) -> HttpResponse:
    """What was agreed at a lock, whatever has changed since."""
    round_ = access.load_revealed_round(request.membership, assessment_id)
    event, snapshot = access.load_lock(round_, event_id)
    frozen = from_json(snapshot.content)
    found = [findings_of(frozen, outline) for outline in frozen.instruments if outline.key in frozen.round.agreed]
    context = {"round": round_, "event": event, "frozen": frozen, "found": found}
    return render(request, "assessments/agreed_then.html", context)


@dataclass(frozen=True, slots=True)
class Ranking:
    """A ranked list on the results page; `figure` is what it is ranked by, `none` what an empty one says."""

    title: str
    figure: str
    findings: list[CriterionFinding]
    caption: str
    none: str


def instrument_context(findings: Findings, frozen: FrozenResults) -> dict[str, object]:
    """Return one instrument's findings with their pictures, rankings and captions."""
    return {
        "findings": findings,
        "labels": [level.label for level in findings.outline.levels],
        "together": together_chart(findings.figures, findings, findings.outline.name) if findings.is_asked else None,
        "profile": profile_chart(findings),
        "sectors": sector_chart(findings),
        "sectors_caption": captions.sectors_caption(findings),
        "merged": captions.merged_words(findings, frozen.round.minimum_group),
        "rankings": rankings_of(findings, frozen),
    }


def rankings_of(findings: Findings, frozen: FrozenResults) -> list[Ranking]:
    """Return the ranked lists; that of evidence where some was asked for, that of movement after a second round."""
    too_few = _("Too few people answered to rank the statements.") if findings.is_asked else _("No level is agreed.")
    weakest, disputed = findings.weakest(RANKED), findings.most_disputed(RANKED)
    unknown, thin = findings.least_known(RANKED), findings.thinnest(RANKED)
    lists = [Ranking(_("Where we are weakest"), "score", weakest, captions.weakest_caption(weakest), too_few)]
    if not findings.is_asked:
        return lists
    lists += [
        Ranking(_("Where we disagree most"), "consensus", disputed, captions.disputed_caption(disputed), too_few),
        Ranking(
            _("Where we know least"),
            "coverage",
            unknown,
            captions.unknown_caption(unknown),
            too_few if not findings.results.figures.tally.rated else _("Everybody could rate every statement."),
        ),
    ]
    if frozen.round.asks_evidence:
        title = _("Where evidence is thin or old")
        lists.append(Ranking(title, "evidence", thin, captions.evidence_caption(thin), too_few))
    if again := findings.asked_again:
        title = _("What moved when we asked again")
        lists.append(Ranking(title, "movement", again[:RANKED], captions.asked_again_caption(again), too_few))
    return lists
