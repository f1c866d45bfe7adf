"""One answer saved by itself, as the answer page's script asks: a fragment that says how it went."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments import access, actions
from assessments.forms.rating import AnswersForm, prefix_of
from assessments.models import Confidence, RatingState
from assessments.queries.answering import progress_of
from assessments.queries.questionnaire import minutes_for
from assessments.rules.merging import Answer
from assessments.views.refusals import not_asked_words, other_round_words, refusal_for
from cities.access import CityRequest, city_view
from cities.permissions import Permission
from framework.queries import scale_levels


@require_POST
@city_view(Permission.ANSWER)
def save_rating(request: CityRequest, assessment_id: int, instrument: str, ref: str) -> HttpResponse:
    """Save one answer and say so: a fragment for the line beside the question."""
    if access.is_from_somebody_else(request):
        return HttpResponse(_("Somebody else is signed in on this device."), status=401)
    try:
        rating = access.load_rating(request.membership, assessment_id, instrument, ref)
    except PermissionDenied:
        return save_line(request, ref, refusal=not_asked_words(request.membership, assessment_id), status=403)
    not_asked = _("This statement is not part of this assessment. Reload the page.")
    if rating is None:
        return save_line(request, ref, refusal=not_asked)
    if access.is_of_another_round(request, rating.round):
        return save_line(request, ref, refusal=other_round_words(), status=409)
    scale = rating.criterion.instrument.scale
    data = request.POST.copy()
    data.setdefault(f"{prefix_of(ref)}-version", "")
    values = range(scale.lowest, scale.highest + 1)
    form = AnswersForm(data, levels={ref: values}, assessment=rating.participant.round.assessment)
    if not form.is_valid():
        return save_line(request, ref, refusal=" ".join(form.problems(ref)))
    was_carried = bool(rating.carried)
    try:
        saved = actions.record_rating(rating=rating, by=request.user, now=timezone.now(), **form.given(rating, ref))
    except actions.AnswersRefused:
        return save_line(request, ref, refusal=refusal_for(rating.participant), status=409)
    except actions.NotAsked:
        return save_line(request, ref, refusal=not_asked)
    return save_line(request, ref, saved=saved, was_carried=was_carried)


def save_line(
    request: CityRequest,
    ref: str,
    *,
    saved: actions.Saved | None = None,
    was_carried: bool = False,
    refusal: str = "",
    status: int = 422,
) -> HttpResponse:
    """Draw the line that says how saving went, with the progress when something was saved."""
    context: dict[str, object] = {
        "prefix": prefix_of(ref),
        "saved": saved,
        "was_carried": was_carried,
        "refusal": refusal,
        "now": timezone.now(),
    }
    if saved:
        asked, answered = progress_of(saved.rating.participant)
        context |= {
            "asked": asked,
            "answered": answered,
            "minutes_left": minutes_for(asked - answered),
            "undo": undo_of(saved),
        }
    return render(request, "assessments/_saved.html", context, status=200 if saved else status)


def undo_of(saved: actions.Saved) -> dict[str, object] | None:
    """Return what a save replaced unseen, in words and as the controls of the page have it; None where nothing was."""
    kept, now = saved.replaced, saved.rating
    if kept is None:
        return None
    labels = {level.value: level.label for level in scale_levels(now.criterion.instrument.scale_id)}
    words, controls = [], {}
    if kept.choice != (now.state, now.level):
        words.append(labels[kept.level] if kept.level is not None else str(RatingState(kept.state).label))
        controls["answer"] = control_of(kept)
    if kept.target != now.target:
        target = labels[kept.target] if kept.target is not None else _("No target")
        words.append(_("Target: %(level)s") % {"level": target})
        controls["target"] = "" if kept.target is None else str(kept.target)
    if kept.confidence != now.confidence:
        words.append(str(Confidence(kept.confidence).label) if kept.confidence else _("Not said"))
        controls["confidence"] = kept.confidence
    return {"words": " · ".join(words), "controls": controls}


def control_of(answer: Answer) -> str:
    """Return the choice of an answer as its radio button has it."""
    if answer.level is not None:
        return str(answer.level)
    return "" if answer.state == RatingState.NOT_ANSWERED else answer.state
