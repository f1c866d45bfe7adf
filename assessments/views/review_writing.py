"""What a reviewer writes: findings, recommendations, the judgement, what became of earlier recommendations."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments import access, actions
from assessments.forms.review import FindingForm, FollowUpForm, JudgementForm, RecommendationForm, SummaryForm
from assessments.models import DeliveryConfidence, Finding, Recommendation
from assessments.queries.recommendations import to_follow_up
from assessments.queries.reviews import ReviewSheet
from assessments.queries.words import BAND_WORDS, CONFIDENCE_MEANINGS
from assessments.views.reviewing import over, own_sheet
from cities.access import CityRequest, city_view
from cities.models import Member
from cities.permissions import Permission
from cities.queries import members_of
from framework.models import Group
from framework.rules.outline import GroupOutline


def groups_of(sheet: ReviewSheet) -> list[GroupOutline]:
    return [page.group for page in sheet.pages]


def group_of(cleaned: dict[str, Any]) -> dict[str, Any]:
    """Return what a form said, with the group itself where it named one."""
    return cleaned | {"group": Group.objects.get(pk=cleaned["group"]) if cleaned["group"] else None}


@city_view(Permission.REVIEW)
def finding(request: CityRequest, assessment_id: int, finding_id: int | None = None) -> HttpResponse:
    """Note a finding, or word one anew."""
    sheet, context = own_sheet(request, assessment_id)
    item = access.load_own_finding(sheet.review, finding_id) if finding_id is not None else None
    initial = {"kind": item.kind, "text": item.text, "group": item.group_id} if item else {}
    form = FindingForm(request.POST or None, groups=groups_of(sheet), initial=initial)
    if form.is_valid():
        given = group_of(form.cleaned_data)
        try:
            if item:
                actions.change_finding(finding=item, **given)
            else:
                actions.add_finding(review=sheet.review, **given)
        except actions.ReviewOver:
            return over(request, assessment_id)
        messages.success(request, _("The finding is saved."))
        return redirect("assessments:my-review", request.city.slug, assessment_id)
    title = _("Change the finding") if item else _("Add a finding")
    return render(request, "assessments/review_item.html", context | {"form": form, "item": item, "title": title})


def members_with(request: CityRequest, item: Recommendation | None) -> list[Member]:
    """Return who may own a recommendation: the members, and who owns it already though they have left."""
    members = list(members_of(request.city).prefetch_related(None))
    if item and item.owner and item.owner not in members:
        members.append(item.owner)
    return members


@city_view(Permission.REVIEW)
def review_recommendation(
    request: CityRequest, assessment_id: int, recommendation_id: int | None = None
) -> HttpResponse:
    """Recommend something, or word a recommendation anew."""
    sheet, context = own_sheet(request, assessment_id)
    item = access.load_own_recommendation(sheet.review, recommendation_id) if recommendation_id is not None else None
    names = {"priority": "priority", "text": "text", "group": "group_id", "owner": "owner_id", "due_on": "due_on"}
    form = RecommendationForm(
        request.POST or None,
        groups=groups_of(sheet),
        members=members_with(request, item),
        today=request.city.date_at(timezone.now()),
        initial={name: getattr(item, field) for name, field in names.items()} if item else {},
    )
    if form.is_valid():
        given = group_of(form.cleaned_data)
        try:
            if item:
                actions.change_recommendation(recommendation=item, **given)
            else:
                actions.add_recommendation(review=sheet.review, **given)
        except actions.ReviewOver:
            return over(request, assessment_id)
        messages.success(request, _("The recommendation is saved."))
        return redirect("assessments:my-review", request.city.slug, assessment_id)
    title = _("Change the recommendation") if item else _("Add a recommendation")
    return render(request, "assessments/review_item.html", context | {"form": form, "item": item, "title": title})


@require_POST
@city_view(Permission.REVIEW)
def remove_finding(request: CityRequest, assessment_id: int, finding_id: int) -> HttpResponse:
    """Take a finding out."""
    review = access.load_own_review(request.membership, assessment_id)
    return remove(request, assessment_id, access.load_own_finding(review, finding_id))


@require_POST
@city_view(Permission.REVIEW)
def remove_recommendation(request: CityRequest, assessment_id: int, recommendation_id: int) -> HttpResponse:
    """Take a recommendation out."""
    review = access.load_own_review(request.membership, assessment_id)
    return remove(request, assessment_id, access.load_own_recommendation(review, recommendation_id))


def remove(request: CityRequest, assessment_id: int, item: Finding | Recommendation) -> HttpResponse:
    try:
        actions.remove_from_review(item=item)
    except actions.ReviewOver:
        return over(request, assessment_id)
    except actions.StepRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Taken out of your review."))
    return redirect("assessments:my-review", request.city.slug, assessment_id)


@city_view(Permission.REVIEW)
def judgement(request: CityRequest, assessment_id: int) -> HttpResponse:
    """The summary, and how confident the reviewer is overall and factor by factor."""
    sheet, context = own_sheet(request, assessment_id)
    data = request.POST or None
    summary = SummaryForm(data, initial={"summary": sheet.review.summary})
    judged = judgement_forms(sheet, data)
    errors = errors_of([summary, *(form for _group, form in judged)])
    if data and not errors:
        try:
            actions.judge_review(
                review=sheet.review, summary=summary.cleaned_data["summary"], judgements=judgements_in(judged)
            )
        except actions.ReviewOver:
            return over(request, assessment_id)
        messages.success(request, _("Your judgement is saved."))
        return redirect("assessments:my-review", request.city.slug, assessment_id)
    bands = [(band, word, CONFIDENCE_MEANINGS[band]) for band, word in BAND_WORDS.items()]
    context |= {"summary": summary, "judged": judged, "bands": bands, "errors": errors}
    return render(request, "assessments/review_judgement.html", context)


Judged = list[tuple[GroupOutline | None, JudgementForm]]


def judgement_forms(sheet: ReviewSheet, data: QueryDict | None) -> Judged:
    """Return the form of the judgement overall, then one for each top group."""
    overall: Judged = [(None, JudgementForm(data, prefix="overall", initial=said(sheet.overall)))]
    return overall + [
        (page.group, JudgementForm(data, prefix=f"g-{page.group.id}", initial=said(page.confidence)))
        for page in sheet.pages
    ]


def judgements_in(judged: Judged) -> dict[Group | None, tuple[str, str]]:
    groups = Group.objects.in_bulk([group.id for group, _form in judged if group])
    return {
        groups[group.id] if group else None: (form.cleaned_data["band"], form.cleaned_data["reason"])
        for group, form in judged
    }


def said(confidence: DeliveryConfidence | None) -> dict[str, str]:
    return {"band": confidence.band, "reason": confidence.reason} if confidence else {}


def errors_of(forms: Iterable[Form]) -> list[str]:
    """Return what is wrong in any of several forms, in words; each of them is looked at."""
    return [str(error) for form in forms for errors in form.errors.values() for error in errors]


@city_view(Permission.REVIEW)
def earlier(request: CityRequest, assessment_id: int) -> HttpResponse:
    """Confirm or close what earlier reviews recommended."""
    sheet, context = own_sheet(request, assessment_id)
    data = request.POST or None
    rows = follow_up_forms(sheet, data)
    errors = errors_of(form for _item, form in rows)
    if data and not errors:
        try:
            verdicts = {item: (form.cleaned_data["status"], form.cleaned_data["note"]) for item, form in rows}
            actions.follow_up(review=sheet.review, verdicts=verdicts, by=request.user, now=timezone.now())
        except actions.ReviewOver:
            return over(request, assessment_id)
        messages.success(request, _("Saved. It takes effect when the city sees your review."))
        return redirect("assessments:my-review", request.city.slug, assessment_id)
    return render(request, "assessments/review_earlier.html", context | {"rows": rows, "has_errors": bool(errors)})


def follow_up_forms(sheet: ReviewSheet, data: QueryDict | None) -> list[tuple[Recommendation, FollowUpForm]]:
    """Return what is to be looked at, each with the reviewer's verdict on it."""
    verdicts = {item.recommendation_id: {"status": item.status, "note": item.note} for item in sheet.follow_ups}
    return [
        (item, FollowUpForm(data, prefix=f"r-{item.pk}", initial=verdicts.get(item.pk)))
        for item in to_follow_up(sheet.review)
    ]
