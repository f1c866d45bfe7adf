"""Every statement of an assessment in one table."""

from django.http import HttpResponse
from django.shortcuts import render

from assessments import access
from assessments.forms.statements import StatementsForm
from assessments.queries.statement_table import rows_of
from assessments.views.results import revealed_findings
from cities.access import CityRequest, city_view
from cities.permissions import Permission


@city_view(Permission.VIEW_RESULTS)
def statement_table(request: CityRequest, assessment_id: int) -> HttpResponse:
    """All statements with their figures; the address says which and in which order. What it cannot say is left out."""
    round_ = access.load_revealed_round(request.membership, assessment_id)
    frozen, found = revealed_findings(round_)
    form = StatementsForm(request.GET, findings=found, asks_evidence=frozen.round.asks_evidence)
    rows = rows_of(found, **form.chosen)
    context = {"round": round_, "frozen": frozen, "form": form, "rows": rows, "several": len(found) > 1}
    return render(request, "assessments/statements.html", context)
