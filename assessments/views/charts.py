"""The pictures of results as files: SVG to go on working with, PNG for slides."""

from typing import TypeAlias

from django.http import Http404, HttpResponse

from assessments import access
from assessments.models import Round
from assessments.queries.breaking_down import parts_of
from assessments.queries.figures import before_chart, criterion_chart, profile_chart, sector_chart, together_chart
from assessments.queries.findings import Findings
from assessments.views.results import revealed_findings
from charts.rules.distribution import Distribution
from charts.rules.heatmap import Heatmap
from charts.rules.png import png_of
from charts.rules.profile import Profile
from charts.rules.trend import Strips
from charts.templatetags.charts import draw
from cities.access import CityRequest, city_view
from cities.permissions import Permission

Figure: TypeAlias = Distribution | Profile | Heatmap | Strips
BREAKDOWNS = ("sector", "role", "organisation")
TOGETHER, BEFORE = "together", "before"
TYPES = {"svg": "image/svg+xml", "png": "image/png"}


@city_view(Permission.VIEW_RESULTS)
def chart_file(request: CityRequest, assessment_id: int, instrument: str, name: str) -> HttpResponse:
    """One picture, `.svg` or `.png`, by its name.

    `profile`, `sectors`, a breakdown by its name; `together`, all answers, or those to the part of a reference; the
    answers to a criterion by its reference alone, those of the round before by `before` and its reference.
    """
    round_ = access.load_revealed_round(request.membership, assessment_id)
    what, _dot, form = name.rpartition(".")
    findings = next((item for item in revealed_findings(round_)[1] if item.outline.key == instrument), None)
    figure = figure_of(findings, what, round_) if findings else None
    if figure is None:
        raise Http404
    return picture_response(figure, f"{instrument}-{what}", form)


def picture_response(figure: Figure, name: str, form: str) -> HttpResponse:
    """Return a picture as a file to keep, `svg` or `png`; 404 for any other form."""
    if form not in TYPES:
        raise Http404
    svg = standalone(figure)
    response = HttpResponse(svg if form == "svg" else png_of(svg), content_type=TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response


def figure_of(findings: Findings, what: str, round_: Round) -> Distribution | Profile | Heatmap | None:
    """Return the picture of that name; None where there is none, or none may be shown."""
    if what == "profile":
        return profile_chart(findings)
    if what == "sectors":
        return sector_chart(findings)
    if what in BREAKDOWNS:
        [parts] = parts_of(round_, [findings.outline])
        return parts.breakdowns[BREAKDOWNS.index(what)].chart
    kind, _dash, ref = what.rpartition("-")
    if what == TOGETHER or kind == TOGETHER:
        return answers_together(findings, ref if kind else None)
    finding = next((item for item in findings.all_criteria if item.outline.ref == ref), None)
    if finding is None or kind not in ("", BEFORE):
        return None
    return before_chart(finding, findings) if kind else criterion_chart(finding, findings.outline.levels)


def answers_together(findings: Findings, ref: str | None) -> Distribution | None:
    """Return the picture of all answers, or of those to a part; None where nobody was asked, or there is none."""
    groups = {part.outline.ref: part for group in findings.groups for part in (group, *group.groups)}
    of = findings if ref is None else groups.get(ref)
    return together_chart(of.figures, findings, of.outline.name) if of and findings.is_asked else None


def standalone(figure: Figure) -> str:
    """Return a figure as a file of its own: named as SVG, with its size."""
    start = f'<svg xmlns="http://www.w3.org/2000/svg" width="{figure.width:g}" height="{figure.height:g}" '
    return str(draw(figure, id="chart")).replace("<svg ", start, 1)
