"""What happens to invitations: sent, sent again, shown as a link, withdrawn, accepted."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from cities.actions.addresses import doubt_address, prove_address
from cities.actions.audit import record_audit, record_audits
from cities.actions.links import end_links
from cities.actions.members import add_member
from cities.actions.outbox import Letter, mails_left, queue_many
from cities.models import City, Invitation, Member, Organisation, PersonalLink, Role, User
from cities.queries import language_for
from cities.rules.addresses import Addressee
from cities.rules.tokens import fresh_token, token_hash

LIFE_OF_A_LINK = timedelta(days=14)
BETWEEN_MAILS = timedelta(minutes=5)

AddressOf = Callable[[str], str]
"""Turns a token into the whole address of the page that accepts it."""
Joined = Callable[[Invitation, Member], None]
"""What else happens when an invitation is accepted, in the same transaction."""
About = Callable[[Invitation], str]
"""What the mail of an invitation says it is for; asked in the language of who gets it."""


class TooSoon(Exception):
    """The mail before has only just been sent; it may still be on its way."""


class TooManyMails(Exception):
    """The city has sent as many mails within a day as a mail server believes."""


class LinkOver(Exception):
    """The link was used, taken back or has expired; the page says what to do."""


@dataclass(frozen=True, slots=True)
class Invited:
    """Whom a list brought: those asked now, those who are members, those who were asked before."""

    asked: tuple[Invitation, ...]
    members: tuple[str, ...]
    pending: tuple[str, ...]


@transaction.atomic
def invite_to_city(
    *,
    city: City,
    people: Iterable[Addressee],
    organisation: Organisation,
    roles: Iterable[Role],
    address_of: AddressOf,
    by: User,
    now: datetime,
    job_title: str = "",
    about: About | None = None,
) -> Invited:
    """Invite people by mail. Who is a member, or is asked already, is left alone and named. Raises TooManyMails.

    It costs a few statements, however many they are.
    """
    City.objects.select_for_update().get(pk=city.pk)  # two lists at once invite nobody twice
    people = list(people)
    emails = [person.email for person in people]
    members = set(Member.objects.filter(user__email__in=emails, archived_at=None).values_list("user__email", flat=True))
    pending = set(pending_invitations().filter(email__in=emails).values_list("email", flat=True))
    asked = Invitation.objects.bulk_create(
        Invitation(
            city=city,
            email=person.email,
            name=person.name[:150],
            organisation=organisation,
            job_title=job_title,
            roles=sorted(roles),
            invited_by=by,
            invited_at=now,
        )
        for person in people
        if person.email not in members | pending
    )
    record_audits(targets=asked, verb="invited", by=by, now=now, fields=["organisation", "roles"])
    mail_links(asked, address_of, by, now, about)
    return Invited(
        tuple(asked),
        tuple(email for email in emails if email in members),
        tuple(email for email in emails if email in pending - members),
    )


def pending_invitations() -> QuerySet[Invitation]:
    """Return the invitations of the city in scope that wait for an answer."""
    return Invitation.objects.filter(accepted_at=None, withdrawn_at=None)


def mail_links(
    invitations: Collection[Invitation], address_of: AddressOf, by: User, now: datetime, about: About | None
) -> None:
    """Put a mail with a new personal link for each into the outbox. Raises TooManyMails."""
    if not invitations:
        return
    city = next(iter(invitations)).city
    if len(invitations) > mails_left(city, now):
        raise TooManyMails
    readers = {user.email: user for user in User.objects.filter(email__in=[item.email for item in invitations])}
    tokens = [fresh_token() for _invitation in invitations]
    letters = [
        letter_to(invitation, readers.get(invitation.email), address_of(token), by, now, about)
        for invitation, token in zip(invitations, tokens, strict=True)
    ]
    mails = queue_many(city=city, letters=letters, now=now)
    PersonalLink.objects.bulk_create(
        link_of(invitation, token, by, now, mail=mail, was_mailed=True)
        for invitation, token, mail in zip(invitations, tokens, mails, strict=True)
    )


def letter_to(
    invitation: Invitation, reader: User | None, address: str, by: User, now: datetime, about: About | None
) -> Letter:
    """Write the mail in the language of who gets it."""
    city = invitation.city
    context: dict[str, object] = {"invitation": invitation, "city": city, "by": by, "address": address}
    context["expires"] = city.date_at(now + LIFE_OF_A_LINK)
    with translation.override(language_for(person=reader, city=city) or settings.LANGUAGE_CODE):
        subject = _("%(person)s invites you to the smart city programme of %(city)s")
        context["about"] = about(invitation) if about else ""
        body = render_to_string("cities/mail/invitation.txt", context)
        return Letter(invitation.email, subject % {"person": by.name, "city": city.name}, body)


def link_of(invitation: Invitation, token: str, by: User, now: datetime, **how: object) -> PersonalLink:
    """Return a link that holds the hash of its secret, not stored yet."""
    return PersonalLink(
        city=invitation.city,
        invitation=invitation,
        purpose=PersonalLink.Purpose.JOIN,
        token_hash=token_hash(token),
        created_by=by,
        created_at=now,
        expires_at=now + LIFE_OF_A_LINK,
        **how,
    )


@transaction.atomic
def send_invitation_again(
    *, invitation: Invitation, address_of: AddressOf, by: User, now: datetime, about: About | None = None
) -> None:
    """Mail a new link; the ones before go on working until they expire. Raises LinkOver, TooSoon, TooManyMails."""
    invitation = lock_pending(invitation)
    if mailed_just_now([invitation], now):
        raise TooSoon
    record_audit(target=invitation, verb="invited again", by=by, now=now)
    mail_links([invitation], address_of, by, now, about)


@transaction.atomic
def send_invitations_again(
    *,
    invitations: Iterable[Invitation],
    address_of: AddressOf,
    by: User,
    now: datetime,
    about: About | None = None,
) -> int:
    """Mail many a new link, where one alone could be mailed it; return how many. Raises TooManyMails."""
    rows = pending_invitations().filter(pk__in=[invitation.pk for invitation in invitations])
    held = list(rows.select_for_update(of=["self"]).select_related("city", "organisation").order_by("pk"))
    recent = mailed_just_now(held, now)
    again = [invitation for invitation in held if invitation.pk not in recent]
    record_audits(targets=again, verb="invited again", by=by, now=now)
    mail_links(again, address_of, by, now, about)
    return len(again)


def mailed_just_now(invitations: Collection[Invitation], now: datetime) -> set[int]:
    """Return the ids of those invitations of which a mail may still be on its way."""
    recent = PersonalLink.objects.filter(was_mailed=True, created_at__gt=now - BETWEEN_MAILS)
    return set(recent.filter(invitation__in=invitations).values_list("invitation_id", flat=True))


@transaction.atomic
def show_link(*, invitation: Invitation, by: User, now: datetime) -> str:
    """Return the secret of a new link, to be copied or scanned: it is never shown again. Raises LinkOver."""
    invitation = lock_pending(invitation)
    token = fresh_token()
    link_of(invitation, token, by, now).save()
    record_audit(target=invitation, verb="showed a link", by=by, now=now)
    return token


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, by: User, now: datetime) -> None:
    """Take an invitation back with all its links. Raises LinkOver."""
    invitation = lock_pending(invitation)
    invitation.withdrawn_at = now
    invitation.save(update_fields=["withdrawn_at"])
    end_links(invitation.links.all(), now)
    record_audit(target=invitation, verb="withdrew", by=by, now=now, fields=["withdrawn_at"])


def join_as_new_person(
    *, link: PersonalLink, name: str, password: str, now: datetime, joined: Joined | None = None
) -> Member:
    """Create the account of somebody invited who has none, and make them a member: both, or neither.

    Without a password they sign in by a mailed code. Who came by a mailed link reads that mail; a link shown on a
    screen proves nothing about the address, and where no mail is sent the administrator's word is all there is.
    Raises LinkOver, also when the same link was used at this very moment.
    """
    person = User(email=link.invitation.email, name=name)
    person.set_password(password or None)
    try:
        with transaction.atomic():
            person.save()
            if link.was_mailed or not settings.EMAIL_HOST:
                prove_address(user=person, keep_session=None)
            else:
                doubt_address(person)
            return accept_invitation(link=link, user=person, now=now, joined=joined)
    except IntegrityError as error:
        raise LinkOver from error


@transaction.atomic
def accept_invitation(
    *,
    link: PersonalLink,
    user: User,
    now: datetime,
    session: SessionBase | None = None,
    joined: Joined | None = None,
) -> Member:
    """Make `user` a member by a personal link, which is then used up. Raises LinkOver.

    `session` is theirs, where they were signed in: by a mailed link to their own address they have read that mail, and
    that proves the address.
    """
    invitation = lock_pending(link.invitation)
    taken = PersonalLink.objects.filter(
        pk=link.pk,
        purpose=PersonalLink.Purpose.JOIN,
        used_at=None,
        revoked_at=None,
        expires_at__gt=now,
        created_by__is_active=True,
    ).update(used_at=now)
    if not taken:
        raise LinkOver
    if session is not None and link.was_mailed and user.email == invitation.email:
        prove_address(user=user, keep_session=session)
    member = add_member(
        city=invitation.city,
        user=user,
        organisation=invitation.organisation,
        roles=[Role(role) for role in invitation.roles],
        job_title=invitation.job_title,
        by=user,
        now=now,
    )
    invitation.accepted_at, invitation.member = now, member
    invitation.save(update_fields=["accepted_at", "member"])
    end_links(invitation.links.all(), now)
    record_audit(target=invitation, verb="accepted", by=user, now=now, fields=["accepted_at", "member"])
    if joined is not None:
        joined(invitation, member)
    return member


def lock_pending(invitation: Invitation) -> Invitation:
    """Read an invitation again and hold it; raise LinkOver unless it is pending."""
    held = (
        Invitation.objects.select_for_update(of=["self"]).select_related("city", "organisation").get(pk=invitation.pk)
    )
    if not held.is_pending:
        raise LinkOver
    return held
