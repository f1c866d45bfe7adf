"""One answer saved by itself, as the answer page's script asks: a fragment that says how it went."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments import access, actions
from assessments.forms import RatingForm, prefix_of
from assessments.models import RatingState
from assessments.queries.answering import minutes_for
from assessments.views.answering import problems_of, refusal_for
from cities.access import CityRequest, city_view
from cities.permissions import Permission
from framework.queries import scale_levels


@require_POST
@city_view(Permission.ANSWER)
def save_rating(request: CityRequest, assessment_id: int, instrument: str, ref: str) -> HttpResponse:
    """Save one answer and say so: a fragment for the line beside the question."""
    rating = access.load_rating(request.membership, assessment_id, instrument, ref)
    not_asked = _("This statement is not part of this assessment. Reload the page.")
    if rating is None:
        return save_line(request, ref, refusal=not_asked)
    scale = rating.criterion.instrument.scale
    form = RatingForm(request.POST, values=range(scale.lowest, scale.highest + 1), ref=ref)
    if not form.is_valid():
        return save_line(request, ref, refusal=" ".join(problems_of(form)))
    try:
        saved = actions.record_rating(rating=rating, by=request.user, now=timezone.now(), **form.cleaned_data)
    except (actions.RoundClosed, actions.AlreadySubmitted):
        return save_line(request, ref, refusal=refusal_for(rating.participant), status=409)
    except actions.NotAsked:
        return save_line(request, ref, refusal=not_asked)
    return save_line(request, ref, saved=saved)


def save_line(
    request: CityRequest,
    ref: str,
    *,
    saved: actions.Saved | None = None,
    refusal: str = "",
    status: int = 422,
) -> HttpResponse:
    """Draw the line that says how saving went, with the progress when something was saved."""
    context: dict[str, object] = {
        "prefix": prefix_of(ref),
        "saved": saved,
        "refusal": refusal,
        "now": timezone.now(),
    }
    if saved:
        asked: int = saved.rating.asked  # type: ignore[attr-defined]  # annotated by the loader
        answered: int = saved.rating.answered_elsewhere  # type: ignore[attr-defined]  # annotated by the loader
        answered += saved.rating.state != RatingState.NOT_ANSWERED
        context |= {
            "asked": asked,
            "answered": answered,
            "minutes_left": minutes_for(asked - answered),
            "replaced": replaced_answer(saved),
        }
    return render(request, "assessments/_saved.html", context, status=200 if saved else status)


def replaced_answer(saved: actions.Saved) -> str:
    """Return in words the answer that a save replaced unseen; nothing where there was none."""
    kept = saved.overwritten
    if kept is None or kept.state == RatingState.NOT_ANSWERED:
        return ""
    if kept.level is None:
        return str(RatingState(kept.state).label)
    levels = scale_levels(saved.rating.criterion.instrument.scale_id)
    return next(level.label for level in levels if level.value == kept.level)
