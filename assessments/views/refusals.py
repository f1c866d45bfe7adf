"""Why somebody cannot answer (any more), in words."""

from django.utils import timezone
from django.utils.translation import gettext as _

from assessments import actions
from assessments.models import Participant


def refusal_for(participant: Participant) -> str:
    """Say why the participant cannot answer now; nothing when they can."""
    try:
        actions.check_takes_answers(participant, timezone.now())
    except actions.RoundClosed:
        if participant.round.assessment.went_on_in:
            return _(
                "This assessment goes on in another edition of the framework. What you had saved was taken along;"
                " answer there, in the assessment of the same title."
            )
        return _("This assessment is closed and takes no more answers. What was saved before is kept and counts.")
    except actions.Withdrawn:
        return _(
            "You were taken out of this assessment and can answer nothing in it any more. What you had answered is kept"
            " and does not count. If that is a mistake, ask the facilitator."
        )
    except actions.AlreadySubmitted:
        return _("You have handed in. To change something, take your answers back on the review page first.")
    return ""
