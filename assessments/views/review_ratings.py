"""The reviewer's levels, factor by factor. The leaders' levels are not here: a reviewer judges for themselves."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments import access, actions
from assessments.forms.rating import prefix_of
from assessments.forms.review import ReviewRatingForm
from assessments.models import Review, ReviewRating
from assessments.queries.reviews import Judged, ReviewPage, ReviewSheet
from assessments.views.reviewing import own_sheet
from cities.access import CityRequest, city_view
from cities.permissions import Permission
from framework.models import Criterion
from framework.queries import criterion_help
from framework.rules.outline import CriterionHelp, LevelOutline

State = ReviewRating.State


@dataclass(frozen=True, slots=True)
class Row:
    """One statement as drawn: what is saved, or what was typed and could not be, with the reasons."""

    judged: Judged
    help: CriterionHelp
    form: ReviewRatingForm | None = None

    @property
    def prefix(self) -> str:
        return prefix_of(self.judged.criterion.ref)

    @property
    def value(self) -> str:
        """The chosen answer as its radio button has it."""
        if self.form:
            return str(self.form["answer"].value() or "")
        rating = self.judged.rating
        if rating.level is not None:
            return str(rating.level)
        return "" if rating.state == State.NOT_ANSWERED else rating.state

    @property
    def comment(self) -> str:
        return str(self.form["comment"].value() or "") if self.form else self.judged.rating.comment

    @property
    def errors(self) -> list[str]:
        return problems_of(self.form) if self.form else []

    @property
    def levels(self) -> list[tuple[LevelOutline, str, str]]:
        """Each level with what it looks like here, or with the words of the scale; and their language."""
        criterion, anchors = self.judged.criterion, self.help.anchors
        return [
            (level, anchors[level.value], criterion.language)
            if level.value in anchors
            else (level, level.descriptor, level.language)
            for level in self.judged.instrument.levels
        ]

    @property
    def anchored_levels(self) -> list[tuple[LevelOutline, str]]:
        anchors = self.help.anchors
        return [(level, anchors[level.value]) for level in self.judged.instrument.levels if level.value in anchors]


def problems_of(form: ReviewRatingForm) -> list[str]:
    """Return what is wrong with an answer, in words."""
    return [str(error) for errors in form.errors.values() for error in errors]


@city_view(Permission.REVIEW)
def review_ratings(request: CityRequest, assessment_id: int, instrument: str, ref: str) -> HttpResponse:
    """One factor's statements. Each choice saves itself; without a script the whole page is saved."""
    sheet, context = own_sheet(request, assessment_id)
    page = sheet.page(instrument, ref)
    if page is None:
        raise Http404
    if request.method != "POST":
        return ratings_page(request, context, sheet, page, {})
    forms = bind_forms(request, page)
    try:
        replaced = save_valid(sheet.review, page, forms)
    except actions.ReviewOver:
        return ratings_page(request, context, sheet, page, forms, status=409)
    if not all(form.is_valid() for form in forms.values()):
        return ratings_page(request, context, sheet, page, forms, status=422)
    if replaced:
        text = _("Saved. What you had said elsewhere in the meantime was replaced: %(refs)s.")
        messages.warning(request, text % {"refs": ", ".join(replaced)})
    return redirect(address_after(request, sheet, page))


def bind_forms(request: CityRequest, page: ReviewPage) -> dict[str, ReviewRatingForm]:
    """Bind the statements that were sent, by reference."""
    return {
        row.criterion.ref: ReviewRatingForm(
            request.POST, values=[level.value for level in page.instrument.levels], ref=row.criterion.ref
        )
        for row in page.rows
        if f"{prefix_of(row.criterion.ref)}-version" in request.POST
    }


def save_valid(review: Review, page: ReviewPage, forms: Mapping[str, ReviewRatingForm]) -> list[str]:
    """Save what is valid; return the references of what replaced something said elsewhere meanwhile."""
    criteria = {item.pk: item for item in Criterion.objects.filter(pk__in=[row.criterion.id for row in page.rows])}
    replaced = []
    for row in page.rows:
        form = forms.get(row.criterion.ref)
        if form and form.is_valid() and differs(row, form):
            _rating, unseen = actions.rate_for_review(
                review=review, criterion=criteria[row.criterion.id], **form.cleaned_data
            )
            replaced += [row.criterion.ref] if unseen else []
    return replaced


def differs(row: Judged, form: ReviewRatingForm) -> bool:
    sent = [form.cleaned_data[name] for name in ("state", "level", "comment")]
    return sent != [row.rating.state, row.rating.level, row.rating.comment]


def address_after(request: CityRequest, sheet: ReviewSheet, page: ReviewPage) -> str:
    """Return where the pressed button leads: a page of ratings, or the front page of the review after the last."""
    before, after = sheet.neighbours(page)
    target = {"stay": page, "back": before}.get(request.POST.get("go", ""), after)
    own = [request.city.slug, sheet.review.assessment_id]
    if target is None:
        return reverse("assessments:my-review", args=own)
    return reverse("assessments:review-ratings", args=[*own, target.instrument.key, target.group.ref])


def ratings_page(
    request: CityRequest,
    context: dict[str, object],
    sheet: ReviewSheet,
    page: ReviewPage,
    forms: Mapping[str, ReviewRatingForm],
    status: int = 200,
) -> HttpResponse:
    """Draw a factor's statements; with `forms`, everything as typed, with what is wrong."""
    helps = criterion_help(page.instrument.id)
    before, after = sheet.neighbours(page)
    siblings = next(pages for outline, pages in sheet.instruments if outline.key == page.instrument.key)
    sections = [
        (group, [Row(row, helps[row.criterion.id], forms.get(row.criterion.ref)) for row in rows])
        for group, rows in page.sections
    ]
    context = context | {
        "page": page,
        "number": siblings.index(page) + 1,
        "count": len(siblings),
        "before": before,
        "after": after,
        "sections": [(group, rows) for group, rows in sections if rows],
        "other_answers": (State.DONT_KNOW, State.NOT_APPLICABLE),
        "has_errors": any(row.errors for _group, rows in sections for row in rows),
        "was_refused": status == 409,
    }
    return render(request, "assessments/review_ratings.html", context, status=status)


@require_POST
@city_view(Permission.REVIEW)
def save_review_rating(request: CityRequest, assessment_id: int, instrument: str, ref: str) -> HttpResponse:
    """Save one statement and say so: a fragment for the line beside it."""
    review = access.load_own_review(request.membership, assessment_id)
    criterion = access.load_asked_criterion(review.assessment, instrument, ref)
    scale = criterion.instrument.scale
    form = ReviewRatingForm(request.POST, values=range(scale.lowest, scale.highest + 1), ref=ref)
    context: dict[str, object] = {"prefix": prefix_of(ref), "now": timezone.now()}
    status = 422
    if form.is_valid():
        try:
            rating, unseen = actions.rate_for_review(review=review, criterion=criterion, **form.cleaned_data)
        except actions.ReviewOver:
            context["refusal"], status = _("This review is submitted and can only be read."), 409
        else:
            context |= {"rating": rating, "unseen": unseen}
            status = 200
    else:
        context["refusal"] = " ".join(problems_of(form))
    return render(request, "assessments/_review_saved.html", context, status=status)
