"""The private mirror of a participant: where they differ most from the room."""

from django.http import HttpResponse
from django.shortcuts import render

from assessments import access
from assessments.queries.mirror import mirror_of, own_levels
from assessments.views.results import revealed_findings
from cities.access import CityRequest, city_view
from cities.permissions import Permission


@city_view(Permission.ANSWER)
def mirror(request: CityRequest, assessment_id: int) -> HttpResponse:
    """Own levels beside the medians. Who rated nothing sees nothing but that."""
    round_ = access.load_revealed_round(request.membership, assessment_id)
    own = own_levels(round_, request.member)
    mirrors = [mirror_of(findings, own) for findings in revealed_findings(round_)[1]] if own else []
    mirrors = [mirror for mirror in mirrors if mirror.compared]
    return render(request, "assessments/mirror.html", {"round": round_, "mirrors": mirrors})
