"""The city's worklist of what reviewers recommended, and where it stands with each."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments import access, actions
from assessments.forms.review import ProgressForm, RecommendationFilterForm
from assessments.models import Recommendation, RecommendationChange
from assessments.queries.recommendations import (
    Advice,
    RecommendationFilter,
    chosen_recommendations,
    history_of,
    is_overdue,
    owners_in,
)
from assessments.views.review_writing import members_with
from cities.access import CityRequest, city_view
from cities.models import User
from cities.permissions import Permission

A_PAGE = 25


@city_view(Permission.VIEW_RESULTS)
def recommendations(request: CityRequest) -> HttpResponse:
    """What reviewers recommended: what is to be done first."""
    today = request.city.date_at(timezone.now())
    form = RecommendationFilterForm(request.GET or None, owners=owners_in(request.city))
    chosen = form.chosen() if request.GET else RecommendationFilter()
    page = Paginator(chosen_recommendations(request.city, chosen, today), A_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "form": form,
        "page": page,
        "advice": [Advice(item, is_overdue(item, today)) for item in page],
        "query": query.urlencode(),
        "is_filtered": chosen != RecommendationFilter(),
    }
    return render(request, "assessments/recommendations.html", context)


@city_view(Permission.VIEW_RESULTS)
def recommendation(request: CityRequest, recommendation_id: int) -> HttpResponse:
    """One recommendation with its history; its owner, and who runs assessments, says where it stands."""
    item = access.load_recommendation(request.membership, recommendation_id)
    history = list(history_of(item))
    newest = history[-1].pk if history else None
    form = progress_form(request, item, newest)
    if request.method == "POST":
        if form is None:
            raise PermissionDenied
        if form.is_valid():
            given = {"owner": item.owner, "due_on": item.due_on} | form.cleaned_data
            try:
                if given.pop("seen") == newest:
                    actions.update_recommendation(recommendation=item, by=request.user, now=timezone.now(), **given)
                elif not is_said(history[-1:], given, request.user):
                    raise actions.RecommendationChanged
            except actions.RecommendationChanged:
                form.add_error(None, _("Somebody has changed this meanwhile. Saving again replaces what stands now."))
                typed = request.POST.copy()
                typed["seen"] = str(newest or "")
                form.data = typed  # what was typed, beside what stands now
            else:
                messages.success(request, _("Saved, and noted in the history."))
                return redirect("assessments:recommendation", request.city.slug, recommendation_id)
    context = {
        "item": item,
        "is_overdue": is_overdue(item, request.city.date_at(timezone.now())),
        "form": form,
        "history": history,
    }
    return render(request, "assessments/recommendation.html", context)


def is_said(newest: list[RecommendationChange], given: dict[str, Any], by: User) -> bool:
    """Tell whether the newest entry of a history is what somebody sends: their second press of the button."""
    parts = ("status", "owner", "due_on", "note")
    return any(item.by == by and all(getattr(item, part) == given[part] for part in parts) for item in newest)


def progress_form(request: CityRequest, item: Recommendation, newest: int | None) -> ProgressForm | None:
    """Return the form for those who may say where it stands: its owner, and who runs assessments."""
    runs = request.membership.may(Permission.RUN_ASSESSMENTS)
    if not runs and item.owner_id != request.member.pk:
        return None
    return ProgressForm(
        request.POST if request.method == "POST" else None,
        members=members_with(request, item) if runs else [],
        today=request.city.date_at(timezone.now()),
        runs=runs,
        initial={"status": item.stands, "owner": item.owner_id, "due_on": item.due_on, "seen": newest},
    )
