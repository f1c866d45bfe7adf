"""Inviting by a list of addresses: members are asked at once, others as soon as they join the city."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from assessments.actions.inviting import add_participants, criteria_for, is_asked, refuse_without_ballots, welcome
from assessments.actions.mailing import purpose
from assessments.actions.running import lock
from assessments.models import Awaited, Round, Stage
from cities.actions import AddressOf, invite_to_city, mails_left, record_audit
from cities.models import Invitation, Member, MemberRole, Organisation, Role, User
from cities.permissions import PERMISSIONS, Permission
from cities.rules.addresses import Addressee

ANSWERING = frozenset(role for role, may in PERMISSIONS.items() if Permission.ANSWER in may)


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody in a list, with the organisation that they would join the city for."""

    email: str
    name: str
    organisation: Organisation


@dataclass(frozen=True, slots=True)
class ListInvited:
    """What became of a list: how many are asked now, how many when they join, how many were before, who cannot be.

    `left` are those to whom the city cannot mail today, in the order of the list: nothing was done with them.
    """

    asked: int
    awaited: int
    before: int
    unable: tuple[str, ...]
    left: tuple[Named, ...] = ()


@transaction.atomic
def invite_list(
    *,
    round_: Round,
    people: Sequence[Named],
    groups: Collection[int],
    by: User,
    now: datetime,
    address_of: AddressOf,
    join_address_of: AddressOf,
) -> ListInvited:
    """Ask everybody in a list; who is no member is invited into the city as a leader. Raises StepRefused, TooManyMails.

    Of those who need a mail as many are taken as the city may still mail today, members first, and the rest is left.
    Nothing tells whether an address has an account anywhere else. It costs a few statements for each organisation that
    people join for, and no more for more people.
    """
    round_ = lock(round_, Stage.DRAFT, Stage.OPEN)
    refuse_without_ballots(round_)
    members = {member.user.email: member for member in members_in(round_)}
    able = set(MemberRole.objects.filter(role__in=ANSWERING).values_list("member_id", flat=True))
    here = [members[one.email] for one in people if one.email in members]
    before = asked_in(round_)
    new = [member for member in here if member.pk in able and member.pk not in before]
    room = mails_left(round_.city, now) if round_.stage == Stage.OPEN else len(new)
    new, late = new[:room], new[room:]
    criteria = criteria_for(round_, groups)
    participants = add_participants(round_, new, criteria, now)
    if participants:
        record_audit(target=round_, verb="invited participants", by=by, now=now, fields=["participants"])
        welcome(round_, participants, address_of, by, now)
    strangers = [one for one in people if one.email not in members]
    pending = pending_emails(round_)
    to_mail = [one for one in strangers if one.email not in pending][: mails_left(round_.city, now)]
    taken = pending | {one.email for one in to_mail}
    strangers = [one for one in strangers if one.email in taken]
    awaited, waiting, refused = await_them(round_, strangers, groups, len(criteria), join_address_of, by, now)
    unable = [member.user.name for member in here if member.pk not in able]
    known = sum(1 for member in here if member.pk in before)
    done = taken | members.keys() - {member.user.email for member in late}
    left = tuple(one for one in people if one.email not in done)
    return ListInvited(len(participants), awaited, known + waiting, (*unable, *refused), left)


def pending_emails(round_: Round) -> set[str]:
    """Return the addresses of those who are invited into the city and have not joined: they have their mail."""
    pending = Invitation.objects.filter(city=round_.city_id, accepted_at=None, withdrawn_at=None)
    return set(pending.values_list("email", flat=True))


def members_in(round_: Round) -> Iterable[Member]:
    rows = Member.objects.filter(city=round_.city_id, archived_at=None)
    return rows.select_related("user", "organisation")


def asked_in(round_: Round) -> set[int]:
    """Return the ids of the members who are asked, or have a deputy."""
    pairs = round_.participants.values_list("member_id", "stands_in_for_id")
    return {pk for pair in pairs for pk in pair if pk is not None}


def await_them(
    round_: Round,
    people: Sequence[Named],
    groups: Collection[int],
    criteria: int,
    address_of: AddressOf,
    by: User,
    now: datetime,
) -> tuple[int, int, list[str]]:
    """Invite people into the city, and await them; return how many, how many were, and who will not be able to answer.

    Who was invited before is awaited too, unless they were invited as somebody who does not answer.
    """
    by_organisation: dict[Organisation, list[Addressee]] = defaultdict(list)
    for one in people:
        by_organisation[one.organisation].append(Addressee(one.email, one.name))
    for organisation, addressees in by_organisation.items():
        invite_to_city(
            city=round_.city,
            people=addressees,
            organisation=organisation,
            roles=[Role.LEADER],
            address_of=address_of,
            by=by,
            now=now,
            about=lambda _invitation: purpose(round_, by, criteria),
        )
    pending = Invitation.objects.filter(city=round_.city, accepted_at=None, withdrawn_at=None)
    invited = {invitation.email: invitation for invitation in pending}
    mine = [invited[one.email] for one in people]
    waiting = set(round_.awaited.values_list("invitation_id", flat=True))
    able = [item for item in mine if ANSWERING & set(item.roles)]
    created = Awaited.objects.bulk_create(
        Awaited(city_id=round_.city_id, round=round_, invitation=item, groups=sorted(groups))
        for item in able
        if item.pk not in waiting
    )
    if created:
        record_audit(target=round_, verb="awaits participants", by=by, now=now, fields=["awaited"])
    return len(created), len(able) - len(created), [item.email for item in mine if item not in able]


@transaction.atomic
def take_up_awaited(*, invitation: Invitation, member: Member, now: datetime, address_of: AddressOf) -> None:
    """Ask somebody who has just joined what they were awaited for, in rounds that are not closed."""
    can_answer = member.roles.filter(role__in=ANSWERING).exists()
    for awaited in Awaited.objects.filter(invitation=invitation).select_related("round"):
        round_ = (
            Round.objects.select_for_update(of=["self"]).select_related("assessment", "city").get(pk=awaited.round_id)
        )
        if can_answer and round_.takes_newcomers and not is_asked(round_, member):
            new = add_participants(round_, [member], criteria_for(round_, awaited.groups), now)
            record_audit(target=new[0], verb="joined", by=member.user, now=now, fields=["participants"])
            welcome(round_, new, address_of, invitation.invited_by, now)
        awaited.delete()


@transaction.atomic
def forget_awaited(*, awaited: Awaited, by: User, now: datetime) -> None:
    """Ask somebody no longer who has not joined yet. Their invitation into the city stays. Raises StepRefused."""
    lock(awaited.round, Stage.DRAFT, Stage.OPEN)
    awaited.delete()
    record_audit(target=awaited.round, verb="withdrew an invitation", by=by, now=now, fields=["awaited"])
