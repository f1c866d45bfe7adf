"""The participant's pages of questions: a factor a page, or an instrument on one. Saving one answer is `saving`."""

from collections.abc import Callable, Sequence

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments import access, actions
from assessments.forms.rating import prefix_of
from assessments.forms.rows import SectionForm
from assessments.models import Participant
from assessments.queries.answering import questionnaire_of
from assessments.queries.questionnaire import Question, Questionnaire, Sheet
from assessments.views.refusals import not_asked_words, other_round_words
from assessments.views.sheets import SheetPage, answer_address
from assessments.views.typed import handed_back, typed_in
from cities.access import CityRequest, city_view
from cities.permissions import Permission


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
    return answer_sheet(request, assessment_id, instrument, lambda asked: asked.sheet(instrument, ref))


@city_view(Permission.ANSWER)
def answer_all(request: CityRequest, assessment_id: int, instrument: str) -> HttpResponse:
    """All questions of an instrument on one page."""
    return answer_sheet(request, assessment_id, instrument, lambda asked: asked.whole_sheet(instrument))


def answer_sheet(
    request: CityRequest, assessment_id: int, instrument: str, find: Callable[[Questionnaire], Sheet | None]
) -> HttpResponse:
    """Draw a sheet of questions, or save what was sent of it and go on.

    What was typed comes back to who is not asked any more, or not this.
    """
    if access.is_from_somebody_else(request):
        raise PermissionDenied
    try:
        participant = access.load_participant(request.membership, assessment_id)
    except PermissionDenied:
        refusal = not_asked_words(request.membership, assessment_id)
        assessment = access.load_round(request.membership, assessment_id).assessment
        if back := handed_back(request, assessment, instrument, refusal=refusal, status=403):
            return back
        raise
    if access.is_of_another_round(request, participant.round):
        assessment, refusal = participant.round.assessment, other_round_words()
        if back := handed_back(request, assessment, instrument, refusal=refusal, status=409):
            return back
        messages.error(request, refusal)
        return redirect("assessments:continue", request.city.slug, assessment_id)
    questionnaire = questionnaire_of(participant)
    sheet = find(questionnaire)
    if sheet is None:
        refusal = _("What stood on this page is not asked of you any more.")
        if back := handed_back(request, participant.round.assessment, instrument, refusal=refusal, status=404):
            return back
        raise Http404
    page = SheetPage(request, questionnaire, sheet)
    if request.method != "POST":
        return page.response()
    try:
        return save_sheet(request, page)
    except actions.NotAsked:  # since a moment ago
        return answer_sheet(request, assessment_id, instrument, find)


def save_sheet(request: CityRequest, page: SheetPage) -> HttpResponse:
    """Save what was sent of a sheet and go on, or draw it again with what is wrong. Raises NotAsked."""
    questionnaire, sheet = page.questionnaire, page.sheet
    participant = questionnaire.participant
    left = typed_in(request.POST, sheet.instrument.levels, [item.criterion.ref for item in sheet.questions])
    forms = bind_forms(request, sheet, participant)
    try:
        replaced = save_valid(request, participant, forms)
        confirmed = confirm_named(request, participant, sheet.questions)
    except actions.AnswersRefused:
        return page.response(forms=forms, left=left, status=409)
    if left or not all(form.is_valid() and not form.other_comments for form in forms):
        return page.response(forms=forms, left=left, status=422)
    if replaced:
        text = _("Saved. What you had answered elsewhere in the meantime was replaced: %(refs)s.")
        messages.warning(request, text % {"refs": ", ".join(replaced)})
    return redirect(next_address(request, questionnaire, sheet, confirmed))


def bind_forms(request: CityRequest, sheet: Sheet, participant: Participant) -> list[SectionForm]:
    """Bind the questions that were sent. The one named by the pressed `clear` button loses its answer.

    The script leaves out what it has saved already: what was not sent is not touched.
    """
    data = request.POST.copy()
    if cleared := data.get("clear"):
        data[f"{prefix_of(cleared)}-answer"] = ""
    assessment = participant.round.assessment
    return [SectionForm(data, section=section, assessment=assessment) for section in sheet.sections]


def save_valid(request: CityRequest, participant: Participant, forms: Sequence[SectionForm]) -> list[str]:
    """Save the answers that are valid; return in words those given elsewhere meanwhile that they replaced.

    One that was carried over and left as it is stays to be looked at: leaving the page does not confirm it. Where a
    comment was changed elsewhere, its form keeps that one, and what was typed here is saved with the next press.
    """
    replaced = []
    for form in forms:
        for question in form.sent_questions():
            ref, rating = question.criterion.ref, question.rating
            if form.problems(ref):
                continue
            given = form.given(rating, ref)
            if is_left_as_carried(question, given):
                continue
            rating.participant, rating.city = participant, request.city
            saved = actions.record_rating(rating=rating, by=request.user, now=timezone.now(), **given)
            replaced += [f"{ref} ({question.words_for(saved.replaced)})"] if saved.replaced else []
            if saved.other_comment is not None:
                form.other_comments[ref] = saved.other_comment
    return replaced


def is_left_as_carried(question: Question, given: dict[str, object]) -> bool:
    rating = question.rating
    return bool(rating.carried) and all(
        value == getattr(rating, name) for name, value in given.items() if name != "version"
    )


def confirm_named(request: CityRequest, participant: Participant, questions: Sequence[Question]) -> str:
    """Confirm the carried answer whose button was pressed; return its reference."""
    ref = request.POST.get("confirm")
    for question in questions:
        if question.criterion.ref == ref:
            question.rating.participant, question.rating.city = participant, request.city
            actions.confirm_rating(rating=question.rating, by=request.user, now=timezone.now())
            return question.criterion.ref
    return ""


def next_address(request: CityRequest, questionnaire: Questionnaire, sheet: Sheet, confirmed: str) -> str:
    """Return where the pressed button leads: back to a question, to its evidence, to a sheet, or to the review."""
    sent: QueryDict = request.POST
    refs = {question.criterion.ref for question in sheet.questions}
    assessment_id = questionnaire.participant.round.assessment_id
    here = answer_address(request.city, assessment_id, sheet)
    if (ref := sent.get("evidence")) in refs:
        return reverse("assessments:evidence", args=[request.city.slug, assessment_id, sheet.instrument.key, ref])
    if confirmed or sent.get("clear") in refs:
        return f"{here}#s-{confirmed or sent['clear']}"
    if sent.get("go") == "stay":
        messages.success(request, _("Saved."))
        return here
    before, after = questionnaire.neighbours(sheet)
    return answer_address(request.city, assessment_id, before if sent.get("go") == "back" else after)
