"""What a facilitator does with a round: open, close, reveal. Setting up and inviting have modules of their own."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.actions.mailing import Occasion, end_links, mail_links
from assessments.models import Assessment, Participant, ParticipantLink, Phase, Round, Stage
from assessments.queries.links import present_in
from assessments.rules.anonymity import are_enough
from cities.actions import AddressOf, record_audit
from cities.models import User


class StepRefused(Exception):
    """The assessment cannot take this step now. The message says why and what to do."""


@transaction.atomic
def open_round(*, round_: Round, by: User, now: datetime, address_of: AddressOf | None = None) -> int:
    """Let the participants answer, and mail each a personal link; return how many the city could not mail today.

    Without `address_of`, which makes the address of a link, no mails go out.
    """
    round_ = lock(round_, Stage.DRAFT)
    refuse_too_few(round_)
    if round_.closes_on < round_.city.date_at(now) and not round_.assessment.is_consensus_only:
        raise StepRefused(_("The last day has already passed. Choose a later one first."))
    round_.opened_at = now
    round_.save(update_fields=["opened_at"])
    record_audit(target=round_, verb="opened", by=by, now=now, fields=["opened_at"])
    if address_of is None:
        return 0
    people = list(present_in(round_).select_related("member__user").order_by("pk"))
    return tell_asked(round_, people, address_of, by, now)


def tell_asked(
    round_: Round,
    people: Sequence[Participant],
    address_of: AddressOf,
    by: User,
    now: datetime,
    occasion: Occasion = Occasion.ASKED,
) -> int:
    """Mail people that they are asked; return how many the city could not mail today."""
    for participant in people:
        participant.round = round_
    mailed = mail_links(round_=round_, participants=people, occasion=occasion, address_of=address_of, by=by, now=now)
    return len(people) - len(mailed)


def refuse_too_few(round_: Round) -> None:
    """Raise StepRefused unless enough people are invited for results to be shown.

    None are needed where levels are agreed directly, nor where reviewers alone look at it.
    """
    assessment, people = round_.assessment, round_.participants.filter(withdrawn_at=None).count()
    if assessment.needs_nobody and not people:
        return
    if not are_enough(people, assessment.minimum_group):
        raise StepRefused(
            ngettext(
                "Results of fewer than %(minimum)d people are never shown, and so far only one is invited."
                " Invite more people.",
                "Results of fewer than %(minimum)d people are never shown, and so far only %(people)d are invited."
                " Invite more people.",
                people,
            )
            % {"minimum": assessment.minimum_group, "people": people}
        )


@transaction.atomic
def change_last_day(*, round_: Round, closes_on: date, by: User, now: datetime) -> None:
    """Give people more or less time."""
    round_ = lock(round_, Stage.DRAFT, Stage.OPEN)
    round_.closes_on = closes_on
    round_.save(update_fields=["closes_on"])
    record_audit(target=round_, verb="changed the last day", by=by, now=now, fields=["closes_on"])


@transaction.atomic
def close_round(*, round_: Round, by: User, now: datetime) -> None:
    """Take no more answers. Nobody sees results before they are revealed."""
    round_ = lock(round_, Stage.OPEN)
    round_.closed_at = now
    round_.save(update_fields=["closed_at"])
    end_links(ParticipantLink.objects.filter(participant__round=round_), now)
    record_audit(target=round_, verb="closed", by=by, now=now, fields=["closed_at"])


@transaction.atomic
def reveal_round(*, round_: Round, by: User, now: datetime) -> None:
    """Show the results of a closed round to everybody who may see results.

    Not of one that goes on in another edition: beside the results there, the few answers that differ could be told.
    """
    round_ = lock(round_, Stage.CLOSED)
    if Assessment.objects.filter(continues=round_.assessment_id).exists():
        raise StepRefused(_("This assessment goes on in another edition of the framework. Results are shown there."))
    round_.revealed_at = now
    round_.save(update_fields=["revealed_at"])
    record_audit(target=round_, verb="revealed results", by=by, now=now, fields=["revealed_at"])


def lock(round_: Round, *stages: Stage) -> Round:
    """Read a round again and hold it with its assessment; raise StepRefused unless it stands at one of `stages`."""
    Assessment.objects.select_for_update().get(pk=round_.assessment_id)
    held = Round.objects.select_for_update(of=["self"]).select_related("assessment", "city").get(pk=round_.pk)
    if held.stage not in stages:
        raise changed_meanwhile(held.stage.label)
    if held.phase in (Phase.AGREED, Phase.ARCHIVED):
        raise changed_meanwhile(held.phase.label)
    return held


def hold(round_: Round, *phases: Phase) -> Round:
    """Hold a whole assessment, and return its latest round; raise StepRefused unless it stands at one of `phases`."""
    Assessment.objects.select_for_update().get(pk=round_.assessment_id)
    latest = (
        Round.objects.filter(assessment=round_.assessment_id)
        .select_related("assessment__continued_in", "city")
        .latest("number")
    )
    if latest.assessment.went_on_in:
        raise StepRefused(_("This assessment goes on in another edition of the framework. Levels are agreed there."))
    if latest.phase not in phases:
        raise changed_meanwhile(latest.phase.label)
    return latest


def changed_meanwhile(standing: str | Promise) -> StepRefused:
    """Say that somebody else was faster, and where the assessment stands now."""
    return StepRefused(
        _("Somebody has changed this assessment in the meantime. It is now: %(stage)s.") % {"stage": standing}
    )
