"""Deputies: somebody asked lets another member answer in their place, and takes it back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.actions.inviting import is_asked
from assessments.actions.links import BETWEEN_MAILS, lock_taking_answers
from assessments.actions.mailing import Occasion, end_links, letter, mail_links
from assessments.actions.running import StepRefused
from assessments.models import Participant, Round
from cities.actions import AddressOf, Letter, mails_left, queue_many, record_audit
from cities.models import Member, User


@transaction.atomic
def name_deputy(
    *,
    participant: Participant,
    deputy: Member,
    by: User,
    now: datetime,
    address_of: AddressOf | None = None,
    address: str = "",
) -> None:
    """Let `deputy` answer in somebody's place, from what is answered so far on. Raises StepRefused.

    The answers stay those of the one who was asked: of their organisation, sector and role. They are told by mail,
    with the `address` of the page that takes it back: a personal link may have been forwarded.
    """
    round_ = lock_taking_answers(participant.round, now)
    held = held_participant(participant)
    if held.submitted_at is not None:
        raise StepRefused(_("The answers are handed in. Take them back first."))
    if held.stands_in_for_id is not None or held.withdrawn_at is not None or is_asked(round_, deputy):
        raise StepRefused(_("%(person)s cannot stand in here. Choose somebody who is not asked.") % {"person": deputy})
    held.member, held.stands_in_for = deputy, held.member
    held.save(update_fields=["member", "stands_in_for"])
    hand_over(round_, held, Occasion.DEPUTY, address_of, by, now)
    if address and mails_left(round_.city, now):
        queue_many(city=round_.city, letters=[letter_to_asked(held, address, by)], now=now)
    record_audit(target=held, verb="named a deputy", by=by, now=now, fields=["member", "stands_in_for"])


def letter_to_asked(participant: Participant, address: str, by: User) -> Letter:
    """Write to the one who was asked that somebody answers in their place now."""
    return letter(
        "deputy_named",
        gettext_lazy("Somebody answers in your place: %(title)s"),
        reader=by,
        city=participant.round.city,
        assessment=participant.round.assessment,
        by=by,
        deputy=participant.member,
        address=address,
    )


@transaction.atomic
def end_deputy(*, participant: Participant, by: User, now: datetime, address_of: AddressOf | None = None) -> None:
    """Let the one who was asked answer again, from what their deputy has answered on. Raises StepRefused."""
    round_ = lock_taking_answers(participant.round, now)
    held = held_participant(participant)
    if held.stands_in_for is None:
        return
    held.member, held.stands_in_for = held.stands_in_for, None
    held.save(update_fields=["member", "stands_in_for"])
    hand_over(round_, held, Occasion.ASKED, address_of, by, now)
    record_audit(target=held, verb="ended a deputy", by=by, now=now, fields=["member", "stands_in_for"])


def held_participant(participant: Participant) -> Participant:
    return Participant.objects.select_related("member__user", "stands_in_for__user").get(pk=participant.pk)


def hand_over(
    round_: Round, held: Participant, occasion: Occasion, address_of: AddressOf | None, by: User, now: datetime
) -> None:
    """End the links of who answered until now, and mail one to who does from now on: not two within a few minutes.

    To and fro, it would fill a mailbox and use up the mails of the city.
    """
    is_too_soon = held.links.filter(created_by=by, created_at__gt=now - BETWEEN_MAILS).exists()
    end_links(held.links.all(), now)
    held.round = round_
    if address_of is not None and not is_too_soon and held.member.archived_at is None:
        mail_links(round_=round_, participants=[held], occasion=occasion, address_of=address_of, by=by, now=now)
