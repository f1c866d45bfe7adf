"""What the facilitator does next in an assessment: the words and the address, for every page that offers it."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.models import Round, Stage
from assessments.queries.overview import Completion


@dataclass(frozen=True, slots=True)
class NextStep:
    """A sentence, and the button that goes with it; no button while there is nothing to do but wait."""

    text: str
    button: str = ""
    address: str = ""


def next_step(round_: Round, total: Completion, today: date) -> NextStep | None:
    """Return what comes next for the facilitator; nothing once the results are revealed."""
    steps = {Stage.DRAFT: step_of_draft, Stage.OPEN: step_of_open, Stage.CLOSED: step_of_closed}
    step = steps.get(round_.stage)
    return step(round_, total, today) if step else None


def address_of(round_: Round, page: str, *args: str) -> str:
    return reverse(f"assessments:{page}", args=[round_.city.slug, round_.assessment_id, *args])


def step_of_draft(round_: Round, total: Completion, today: date) -> NextStep:
    minimum = round_.assessment.minimum_group
    if not total.asked:
        text = _("Nobody is invited yet; it takes at least %(minimum)d people.") % {"minimum": minimum}
        return NextStep(text, _("Invite people"), address_of(round_, "people"))
    if total.asked < minimum:
        text = ngettext(
            "%(asked)d person is invited; it takes at least %(minimum)d.",
            "%(asked)d people are invited; it takes at least %(minimum)d.",
            total.asked,
        )
        text %= {"asked": total.asked, "minimum": minimum}
        return NextStep(text, _("Invite people"), address_of(round_, "people"))
    if round_.closes_on < today:
        return NextStep(_("The last day has already passed."), _("Choose a later day"), address_of(round_, "last-day"))
    text = _("%(asked)d people are invited. They can answer once you open it.") % {"asked": total.asked}
    return NextStep(text, _("Open for answers"), address_of(round_, "step", "open"))


def step_of_open(round_: Round, total: Completion, today: date) -> NextStep:
    close = (_("Close for answers"), address_of(round_, "step", "close"))
    if round_.is_overdue(today):
        return NextStep(_("The last day is over and no more answers are taken."), *close)
    if total.finished == total.asked:
        return NextStep(_("Everybody has finished."), *close)
    missing = total.asked - total.finished
    text = ngettext("Waiting for %(count)d person.", "Waiting for %(count)d people.", missing)
    return NextStep(text % {"count": missing})


def step_of_closed(round_: Round, total: Completion, today: date) -> NextStep:
    text = _("No more answers are taken. Nobody sees results until you reveal them.")
    return NextStep(text, _("Reveal the results"), address_of(round_, "step", "reveal"))
