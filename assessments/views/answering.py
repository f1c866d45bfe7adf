"""The participant's pages: answer a factor, review, hand in. Saving one answer by itself is `saving`."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments import access, actions
from assessments.forms import RatingForm, prefix_of
from assessments.models import COMMENT_LENGTH, Participant, RatingState
from assessments.queries.answering import (
    Question,
    Questionnaire,
    QuestionPage,
    questionnaire_of,
)
from cities.access import CityRequest, city_view
from cities.permissions import Permission


@dataclass(frozen=True, slots=True)
class Row:
    """One question as drawn: what is saved, or what was typed and could not be saved, with the reasons."""

    question: Question
    form: RatingForm | None = None

    @property
    def prefix(self) -> str:
        return prefix_of(self.question.criterion.ref)

    @property
    def value(self) -> str:
        """The chosen answer as its radio button has it."""
        if self.form:
            return str(self.form["answer"].value() or "")
        rating = self.question.rating
        if rating.level is not None:
            return str(rating.level)
        return "" if rating.state == RatingState.NOT_ANSWERED else rating.state

    @property
    def comment(self) -> str:
        return str(self.form["comment"].value() or "") if self.form else self.question.rating.comment

    @property
    def errors(self) -> list[str]:
        return problems_of(self.form) if self.form else []


def problems_of(form: RatingForm) -> list[str]:
    """Return what is wrong with an answer, in words."""
    return [str(error) for errors in form.errors.values() for error in errors]


@city_view(Permission.ANSWER)
def continue_answering(request: CityRequest, assessment_id: int) -> HttpResponse:
    """Go to where the participant stopped: the first factor with something unanswered, else the review."""
    participant = access.load_participant(request.membership, assessment_id)
    page = questionnaire_of(participant).next_page
    if page is None or participant.submitted_at:
        return redirect("assessments:review", request.city.slug, assessment_id)
    return redirect("assessments:answer", request.city.slug, assessment_id, page.instrument.key, page.group.ref)


@city_view(Permission.ANSWER)
def answer(request: CityRequest, assessment_id: int, instrument: str, ref: str) -> HttpResponse:
    """One factor's questions. Each choice saves itself; without JavaScript the whole page is saved."""
    participant = access.load_participant(request.membership, assessment_id)
    questionnaire = questionnaire_of(participant)
    page = questionnaire.page(instrument, ref)
    if page is None:
        raise Http404
    if request.method != "POST":
        return answer_page(request, questionnaire, page)
    forms = bind_forms(request, page)
    try:
        replaced = save_valid(request, participant, page, forms)
    except (actions.RoundClosed, actions.AlreadySubmitted):
        return answer_page(request, questionnaire, page, forms=forms, status=409)
    except actions.NotAsked as error:
        raise PermissionDenied from error
    if not all(form.is_valid() for form in forms.values()):
        return answer_page(request, questionnaire, page, forms=forms, status=422)
    if replaced:
        text = _("Saved. What you had answered elsewhere in the meantime was replaced: %(refs)s.")
        messages.warning(request, text % {"refs": ", ".join(replaced)})
    if request.POST.get("clear") in forms:
        return redirect(f"{request.path}#s-{request.POST['clear']}")
    if request.POST.get("go") == "stay":
        messages.success(request, _("Saved."))
    return redirect(next_address(request, questionnaire, page))


def bind_forms(request: CityRequest, page: QuestionPage) -> dict[str, RatingForm]:
    """Bind the questions that were sent, by reference. The one named by the pressed `clear` button loses its answer.

    The script leaves out what it has saved already: what was not sent is not touched.
    """
    data = request.POST.copy()
    if cleared := data.get("clear"):
        data[f"{prefix_of(cleared)}-answer"] = ""
    return {
        question.criterion.ref: RatingForm(
            data, values=[level.value for level in question.levels], ref=question.criterion.ref
        )
        for question in page.questions
        if f"{prefix_of(question.criterion.ref)}-version" in data
    }


def save_valid(
    request: CityRequest, participant: Participant, page: QuestionPage, forms: dict[str, RatingForm]
) -> list[str]:
    """Save the answers that are valid; return the references of those that replaced one given elsewhere meanwhile."""
    replaced = []
    for question in page.questions:
        form = forms.get(question.criterion.ref)
        if form and form.is_valid():
            question.rating.participant, question.rating.city = participant, request.city
            saved = actions.record_rating(
                rating=question.rating, by=request.user, now=timezone.now(), **form.cleaned_data
            )
            replaced += [question.criterion.ref] if saved.overwritten else []
    return replaced


def next_address(request: CityRequest, questionnaire: Questionnaire, page: QuestionPage) -> str:
    """Return where the pressed button leads: a page of the questionnaire, or the review after the last."""
    before, after = questionnaire.neighbours(page)
    target = {"stay": page, "back": before}.get(request.POST.get("go", ""), after)
    assessment_id = questionnaire.participant.round.assessment_id
    if target is None:
        return reverse("assessments:review", args=[request.city.slug, assessment_id])
    return reverse(
        "assessments:answer",
        args=[request.city.slug, assessment_id, target.instrument.key, target.group.ref],
    )


def answer_page(
    request: CityRequest,
    questionnaire: Questionnaire,
    page: QuestionPage,
    *,
    forms: dict[str, RatingForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Draw a factor's questions; with `forms`, everything as typed, with what is wrong."""
    before, after = questionnaire.neighbours(page)
    refusal = refusal_for(questionnaire.participant)
    forms = forms or {}
    siblings = questionnaire.siblings(page)
    sections = [
        (section.group, [Row(question, forms.get(question.criterion.ref)) for question in section.questions])
        for section in page.sections
    ]
    context = {
        "round": questionnaire.participant.round,
        "questionnaire": questionnaire,
        "page": page,
        "number": siblings.index(page) + 1,
        "count": len(siblings),
        "before": before,
        "after": after,
        "sections": sections,
        "refusal": refusal,
        "is_locked": bool(refusal) and not forms,
        "other_answers": (RatingState.DONT_KNOW, RatingState.NOT_APPLICABLE),
        "has_errors": any(row.errors for _, rows in sections for row in rows),
        "comment_length": COMMENT_LENGTH,
    }
    return render(request, "assessments/answer.html", context, status=status)


def refusal_for(participant: Participant) -> str:
    """Say why the participant cannot answer now; nothing when they can."""
    try:
        actions.check_takes_answers(participant, timezone.now())
    except actions.RoundClosed:
        return _("This assessment is closed and takes no more answers. What was saved before is kept and counts.")
    except actions.AlreadySubmitted:
        return _("You have handed in. To change something, take your answers back on the review page first.")
    return ""


@city_view(Permission.ANSWER)
def review(request: CityRequest, assessment_id: int) -> HttpResponse:
    """All answers on one page, what is missing first; handing in."""
    participant = access.load_participant(request.membership, assessment_id)
    if request.method == "POST":
        try:
            actions.submit_answers(participant=participant, by=request.user, now=timezone.now())
        except actions.RoundClosed:
            messages.error(request, refusal_for(participant))
        else:
            messages.success(request, _("Thank you. Your answers are handed in."))
        return redirect("assessments:review", request.city.slug, assessment_id)
    context = {
        "round": participant.round,
        "participant": participant,
        "questionnaire": questionnaire_of(participant),
        "takes_ratings": participant.round.takes_ratings(request.city.date_at(timezone.now())),
    }
    return render(request, "assessments/review.html", context)


@require_POST
@city_view(Permission.ANSWER)
def reopen(request: CityRequest, assessment_id: int) -> HttpResponse:
    """Take answers back to change them."""
    participant = access.load_participant(request.membership, assessment_id)
    try:
        actions.reopen_answers(participant=participant, by=request.user, now=timezone.now())
    except actions.RoundClosed:
        messages.error(request, refusal_for(participant))
    else:
        messages.success(request, _("You can change your answers. Hand them in again when you are done."))
    return redirect("assessments:review", request.city.slug, assessment_id)
