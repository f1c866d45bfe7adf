"""What the facilitator does next in an assessment: the words and the address, for every page that offers it."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.models import Phase, Round, Stage
from assessments.queries.locking import Standing
from assessments.queries.overview import Completion
from assessments.rules.anonymity import are_enough


@dataclass(frozen=True, slots=True)
class NextStep:
    """A sentence, and the button that goes with it; no button while there is nothing to do but wait."""

    text: str
    button: str = ""
    address: str = ""


def next_step(round_: Round, total: Completion, today: date, standing: Standing | None = None) -> NextStep | None:
    """Return what comes next for the facilitator; nothing once it is agreed, archived, or goes on elsewhere.

    `standing` is how far the room is, where a room can agree.
    """
    if round_.assessment.went_on_in or round_.phase in (Phase.AGREED, Phase.ARCHIVED):
        return None
    if (
        standing
        and round_.phase == Phase.MODERATION
        and (round_.stage != Stage.CLOSED or round_.assessment.is_consensus_only)
    ):
        return step_of_agreeing(round_, standing)
    steps = {Stage.DRAFT: step_of_draft, Stage.OPEN: step_of_open, Stage.CLOSED: step_of_closed}
    step = steps.get(round_.stage)
    return step(round_, total, today) if step else None


def address_of(round_: Round, page: str, *args: str) -> str:
    return reverse(f"assessments:{page}", args=[round_.city.slug, round_.assessment_id, *args])


def step_of_draft(round_: Round, total: Completion, today: date) -> NextStep:
    minimum = round_.assessment.minimum_group
    needs_people = not round_.assessment.needs_nobody
    if needs_people and not total.asked:
        text = _("Nobody is invited yet; it takes at least %(minimum)d people.") % {"minimum": minimum}
        return NextStep(text, _("Invite people"), address_of(round_, "people"))
    if not are_enough(total.asked, minimum) and (needs_people or total.asked):
        text = ngettext(
            "%(asked)d person is invited; it takes at least %(minimum)d.",
            "%(asked)d people are invited; it takes at least %(minimum)d.",
            total.asked,
        )
        text %= {"asked": total.asked, "minimum": minimum}
        return NextStep(text, _("Invite people"), address_of(round_, "people"))
    if round_.closes_on < today and not round_.assessment.is_consensus_only:
        return NextStep(_("The last day has already passed."), _("Choose a later day"), address_of(round_, "last-day"))
    address = address_of(round_, "step", "open")
    if total.asked:
        text = _("%(asked)d people are invited. They can answer once you open it.") % {"asked": total.asked}
        return NextStep(text, _("Open for answers"), address)
    if round_.assessment.is_consensus_only:
        return NextStep(_("Begin when the room is together."), _("Begin agreeing"), address)
    return NextStep(_("No leader is asked: reviewers alone look at it."), _("Open it"), address)


def step_of_open(round_: Round, total: Completion, today: date) -> NextStep:
    address = address_of(round_, "step", "close")
    if round_.assessment.needs_nobody and not total.asked:
        text = _("No leader is asked. Close it once the reviewers have finished, to agree on levels.")
        return NextStep(text, _("Close it"), address)
    close = (_("Close for answers"), address)
    if round_.is_overdue(today):
        return NextStep(_("The last day is over and no more answers are taken."), *close)
    if total.finished == total.asked:
        return NextStep(_("Everybody has finished."), *close)
    missing = total.asked - total.finished
    text = ngettext("Waiting for %(count)d person.", "Waiting for %(count)d people.", missing)
    return NextStep(text % {"count": missing})


def step_of_closed(round_: Round, total: Completion, today: date) -> NextStep:
    address = address_of(round_, "moderate")
    if round_.assessment.needs_nobody and not total.asked:
        text = _("No leader was asked, so nothing is sealed. Agree on levels, reveal the results, then lock.")
        return NextStep(text, _("Agree on levels"), address)
    text = _("No more answers are taken. Nobody sees results until you reveal them.")
    return NextStep(text, _("Moderate in the room"), address)


def step_of_agreeing(round_: Round, standing: Standing) -> NextStep:
    if not standing.agreed:
        text = _("Nothing is agreed yet. Go through the statements and record what the room agrees on.")
        return NextStep(text, _("Agree on levels"), address_of(round_, "moderate"))
    text = _("Positions recorded: %(agreed)d of %(asked)d.") % {"agreed": standing.agreed, "asked": standing.asked}
    if standing.open_replies:
        waiting = ngettext("%(count)d reply is open.", "%(count)d replies are open.", standing.open_replies)
        text += " " + waiting % {"count": standing.open_replies}
    if standing.is_partly or standing.open_replies:
        return NextStep(text, _("Go on agreeing"), address_of(round_, "moderate"))
    return NextStep(text, _("Lock the positions"), address_of(round_, "lock"))
