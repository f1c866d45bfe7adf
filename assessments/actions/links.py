"""Personal links: mailed again, and used to come in."""

from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext as _

from assessments.actions.mailing import Occasion, mail_links
from assessments.actions.running import StepRefused, lock
from assessments.models import Participant, ParticipantLink, Round, Stage
from assessments.queries.links import roles_everywhere, to_remind
from cities.actions import AddressOf, LinkOver, TooManyMails, TooSoon, record_audit
from cities.actions.addresses import prove_address
from cities.models import Role, User

BETWEEN_MAILS = timedelta(minutes=5)


class SignInFirst(Exception):
    """A mailed link alone does not open this account: it has a second factor, or may do more than answer."""


@transaction.atomic
def sign_in_by_link(*, link: ParticipantLink, now: datetime) -> User:
    """Return who is to be signed in by a link that was mailed to them. Raises LinkOver, SignInFirst.

    Who reads the mail has the mailbox, as with a mailed code. That is enough for somebody who only answers, in every
    city they belong to; and it has to be the mailbox of now.
    """
    held = ParticipantLink.objects.select_for_update(of=["self"]).get(pk=link.pk)
    participant = Participant.objects.select_related("member__user").get(pk=link.participant_id)
    person = participant.member.user
    if held.revoked_at or participant.withdrawn_at or not person.is_active:
        raise LinkOver
    if link.mail is None or link.mail.to != person.email or is_guarded(person):
        raise SignInFirst
    prove_address(user=person, keep_session=None)
    held.used_at = held.used_at or now
    held.save(update_fields=["used_at"])
    record_audit(target=participant, verb="came by a personal link", by=person, now=now)
    return person


def is_guarded(person: User) -> bool:
    """Tell whether an account asks for more than a mailbox: by a second factor, or by what it opens."""
    if person.is_superuser or Authenticator.objects.filter(user=person).exists():
        return True
    return any(role != Role.LEADER for _city, role in roles_everywhere(person))


@transaction.atomic
def send_link(*, participant: Participant, address_of: AddressOf, by: User, now: datetime) -> None:
    """Mail one participant a new link. Raises StepRefused, TooSoon, TooManyMails."""
    round_ = lock_taking_answers(participant.round, now)
    person = Participant.objects.select_related("member__user").get(pk=participant.pk)
    if person.withdrawn_at is not None:
        raise StepRefused(_("This person is not asked any more."))
    refuse_if_gone(person)
    if person.links.filter(created_at__gt=now - BETWEEN_MAILS).exists():
        raise TooSoon
    person.round = round_
    sent = mail_links(
        round_=round_, participants=[person], occasion=Occasion.ASKED, address_of=address_of, by=by, now=now
    )
    if not sent:
        raise TooManyMails
    record_audit(target=person, verb="sent a link", by=by, now=now)


def refuse_if_gone(participant: Participant) -> None:
    """Raise StepRefused where somebody has left the city: no link opens anything for them."""
    if participant.member.archived_at is not None:
        raise StepRefused(_("%(person)s has left the city and cannot answer.") % {"person": participant.member})


@transaction.atomic
def remind(*, round_: Round, address_of: AddressOf, by: User, now: datetime) -> int:
    """Mail everybody who has not finished, at most once a day each; return how many. Raises StepRefused.

    Who could not be mailed today, because the city has sent too many, comes first another day.
    """
    round_ = lock_taking_answers(round_, now)
    people = list(to_remind(round_, now).select_related("member__user"))
    for participant in people:
        participant.round = round_
    mailed = mail_links(
        round_=round_, participants=people, occasion=Occasion.REMINDER, address_of=address_of, by=by, now=now
    )
    Participant.objects.filter(pk__in=[participant.pk for participant in mailed]).update(reminded_at=now)
    if mailed:
        record_audit(target=round_, verb="reminded participants", by=by, now=now, fields=["reminded_at"])
    return len(mailed)


def lock_taking_answers(round_: Round, now: datetime) -> Round:
    """Hold a round in which people can answer now; raise StepRefused otherwise."""
    held = lock(round_, Stage.OPEN)
    refuse_overdue(held, now)
    return held


def refuse_overdue(round_: Round, now: datetime) -> None:
    """Raise StepRefused where the last day of an open round is over."""
    if round_.is_overdue(round_.city.date_at(now)):
        raise StepRefused(_("The last day is over. Choose a later one first."))
