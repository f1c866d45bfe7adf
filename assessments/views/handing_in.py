"""The end of answering: all answers on one page, handing in, taking back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments import access, actions
from assessments.queries.answering import questionnaire_of
from assessments.views.refusals import other_round_words, refusal_for
from cities.access import CityRequest, city_view
from cities.permissions import Permission


@city_view(Permission.ANSWER)
def review(request: CityRequest, assessment_id: int) -> HttpResponse:
    """All answers on one page, what is missing first; handing in."""
    participant = access.load_participant(request.membership, assessment_id)
    if request.method == "POST":
        if access.is_of_another_round(request, participant.round):
            messages.error(request, other_round_words())
            return redirect("assessments:review", request.city.slug, assessment_id)
        try:
            actions.submit_answers(participant=participant, by=request.user, now=timezone.now())
        except actions.AnswersRefused:
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
    except actions.AnswersRefused:
        messages.error(request, refusal_for(participant))
    else:
        messages.success(request, _("You can change your answers. Hand them in again when you are done."))
    return redirect("assessments:review", request.city.slug, assessment_id)
