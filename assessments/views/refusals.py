"""Why somebody cannot answer (any more), or be asked or mailed, in words."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import access, actions
from assessments.models import Participant
from cities.actions import LinkOver, TooManyMails, TooSoon, mails_left
from cities.models import City
from cities.permissions import Membership


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


def not_asked_words(membership: Membership, assessment_id: int) -> str:
    """Say to a member who does not take part, or not any more, why nothing of theirs is saved; 404 without a round."""
    round_ = access.load_round(membership, assessment_id)
    if access.find_participant(membership, round_):  # for whom a deputy answers
        return _(
            "Somebody answers in your place now. To answer yourself again, take it back on the page of this assessment"
            " first."
        )
    return _("You are not asked in this assessment, or not any more. If that is a mistake, ask the facilitator.")


def other_round_words() -> str:
    """Say why what was typed on the page of an earlier round is not saved."""
    return _("Another round has begun since this page was opened. Open it again to see what is asked now.")


@contextmanager
def telling(request: HttpRequest) -> Iterator[None]:
    """Tell the reader why something could not be done with somebody who is asked."""
    try:
        yield
    except actions.StepRefused as error:
        messages.error(request, str(error))
    except LinkOver:
        messages.error(request, _("This invitation was accepted or withdrawn in the meantime."))
    except TooSoon:
        messages.error(request, _("A mail went out a few minutes ago. Give it a little time."))
    except TooManyMails:
        messages.error(request, _("This city has sent very many mails today. Go on tomorrow."))


def too_many_mails(city: City) -> str:
    """Say that not all who are chosen can be mailed, and what to do."""
    left = mails_left(city, timezone.now())
    text = ngettext(
        "Everybody asked gets a mail, and this city may send %(left)d more today. Nobody is asked yet: choose fewer, or"
        " ask them tomorrow.",
        "Everybody asked gets a mail, and this city may send %(left)d more today. Nobody is asked yet: choose fewer, or"
        " ask them tomorrow.",
        left,
    )
    return text % {"left": left}


def mailed_words(count: int) -> str:
    """Say how many are mailed."""
    return ngettext("%(count)d person gets a mail.", "%(count)d people get a mail.", count) % {"count": count}
