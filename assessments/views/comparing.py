"""Results beside those of an earlier assessment."""

from django.http import Http404, HttpResponse
from django.shortcuts import render

from assessments import access
from assessments.models import Round
from assessments.queries.comparing import comparison_of, earlier_rounds
from cities.access import CityRequest, city_view
from cities.permissions import Permission


@city_view(Permission.VIEW_RESULTS)
def compare(request: CityRequest, assessment_id: int) -> HttpResponse:
    """Statement by statement, what changed since an earlier assessment; `with` names it, `only` leaves out the rest."""
    round_ = access.load_revealed_round(request.membership, assessment_id)
    others = list(earlier_rounds(round_))
    before = chosen(others, round_, request.GET.get("with", ""))
    only = request.GET.get("only") == "changes"
    found = comparison_of(before, round_) if before else None
    tables = [(item, item.changed if only else item.rows) for item in found.instruments] if found else []
    context = {
        "round": round_,
        "others": others,
        "before": before,
        "only": only,
        "comparison": found,
        "tables": tables,
    }
    return render(request, "assessments/compare.html", context)


def chosen(others: list[Round], round_: Round, named: str) -> Round | None:
    """Return the round named; without a name the last one of the same kind, or the last of all. 404 for any other."""
    if not named:
        alike = (other for other in others if other.assessment.kind == round_.assessment.kind)
        return next(alike, next(iter(others), None))
    for other in others:
        if str(other.assessment_id) == named:
            return other
    raise Http404
