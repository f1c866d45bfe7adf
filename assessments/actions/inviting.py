"""What a facilitator does with people: ask them, ask them other things, take it back, ask somebody else instead."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from assessments.actions.links import refuse_if_gone
from assessments.actions.mailing import end_links
from assessments.actions.running import StepRefused, lock, tell_asked
from assessments.models import Participant, Rating, Round, Stage
from assessments.queries.criteria import tops_of
from assessments.queries.overview import saved_ratings
from cities.actions import AddressOf, TooManyMails, mails_left, record_audit
from cities.models import Member, MemberRole, Role, User


@transaction.atomic
def invite(
    *,
    round_: Round,
    members: Iterable[Member],
    by: User,
    now: datetime,
    groups: Collection[int] = (),
    address_of: AddressOf | None = None,
) -> int:
    """Ask members in a draft or open round; who is asked already stays so. Return how many are new.

    `groups` are the ids of the top groups they are asked, of those that the assessment asks; empty for all. In an open
    round each is mailed a personal link at once, where `address_of` makes its address. Raises StepRefused, and
    TooManyMails where not all can be mailed today.
    """
    round_ = lock(round_, Stage.DRAFT, Stage.OPEN)
    refuse_without_ballots(round_)
    asked = set(round_.participants.values_list("member_id", flat=True))
    new = [member for member in members if member.pk not in asked]
    if address_of is not None and round_.stage == Stage.OPEN and len(new) > mails_left(round_.city, now):
        raise TooManyMails
    participants = add_participants(round_, new, criteria_for(round_, groups), now)
    if participants:
        record_audit(target=round_, verb="invited participants", by=by, now=now, fields=["participants"])
        welcome(round_, participants, address_of, by, now)
    return len(participants)


def refuse_without_ballots(round_: Round) -> None:
    """Raise StepRefused where nobody answers alone, and where the same people are asked once more.

    What somebody new answers in a later round would stand alone beside the answers of all, and be known as theirs.
    """
    if round_.assessment.is_consensus_only:
        raise StepRefused(_("Nobody answers alone in this assessment: levels are agreed directly."))
    if round_.number > 1:
        raise StepRefused(_("This round asks once more those who were asked before. Nobody can be added to it."))


def criteria_for(round_: Round, groups: Collection[int] = ()) -> list[int]:
    """Return the ids of the criteria in those of the assessment's groups that are named, or in all of them."""
    asked = set(round_.assessment.asked_groups.values_list("group_id", flat=True))
    return list(tops_of(asked & set(groups) or asked))


def add_participants(
    round_: Round, members: Collection[Member], criteria: Collection[int], now: datetime
) -> list[Participant]:
    """Make members participants who are asked `criteria`, with few statements however many they are."""
    roles = roles_of(members)
    participants = Participant.objects.bulk_create(
        Participant(
            city_id=round_.city_id,
            round=round_,
            member=member,
            organisation=member.organisation,
            sector=member.organisation.sector,
            role=roles[member.pk],
            invited_at=now,
        )
        for member in members
    )
    Rating.objects.bulk_create(
        Rating(city_id=round_.city_id, round=round_, participant=participant, criterion_id=criterion)
        for participant in participants
        for criterion in criteria
    )
    return participants


def roles_of(members: Collection[Member]) -> dict[int, Role]:
    """Return as what each member answers: as a leader, where they are one; else as the first of what they are."""
    order = [Role.LEADER, *Role]
    found: dict[int, Role] = {member.pk: Role.LEADER for member in members}
    held: dict[int, set[str]] = {member.pk: set() for member in members}
    for member, role in MemberRole.objects.filter(member__in=members).values_list("member_id", "role"):
        held[member].add(role)
    return found | {pk: next(role for role in order if role in roles) for pk, roles in held.items() if roles}


def welcome(
    round_: Round, participants: Collection[Participant], address_of: AddressOf | None, by: User, now: datetime
) -> None:
    """Mail those who come late that they are asked; before opening nobody is told."""
    if address_of is not None and round_.stage == Stage.OPEN:
        tell_asked(round_, list(participants), address_of, by, now)


@transaction.atomic
def change_groups(*, participant: Participant, groups: Collection[int], by: User, now: datetime) -> int:
    """Ask somebody other groups; return how many answers stay to groups that they are not asked any more.

    What they never saved is not asked any more; what they answered, or put evidence behind, is kept, and counts. Who
    had handed in and is asked more has it before them again.
    """
    round_ = lock(participant.round, Stage.DRAFT, Stage.OPEN)
    if round_.number > 1:
        raise StepRefused(_("This round asks again about chosen statements. What each person is asked stays as it is."))
    wanted = set(criteria_for(round_, groups))
    # held until the end, so that nobody saves an answer between this look and the deletion
    rows = list(participant.ratings.select_for_update().values_list("pk", "criterion_id"))
    dropped = {pk for pk, criterion in rows if criterion not in wanted}
    kept = set(saved_by(participant).filter(pk__in=dropped).values_list("pk", flat=True))
    added = wanted - {criterion for _pk, criterion in rows}
    participant.ratings.filter(pk__in=dropped - kept).delete()
    Rating.objects.bulk_create(
        Rating(city_id=round_.city_id, round=round_, participant=participant, criterion_id=criterion)
        for criterion in sorted(added)
    )
    if added:
        Participant.objects.filter(pk=participant.pk).update(submitted_at=None)
    if added or dropped:
        record_audit(target=participant, verb="changed", by=by, now=now, fields=["groups"])
    return len(kept)


def saved_by(participant: Participant) -> QuerySet[Rating]:
    """Return the ratings in which somebody has ever saved something."""
    return participant.ratings.filter(pk__in=saved_ratings().values("pk"))


@transaction.atomic
def withdraw_invitation(*, participant: Participant, by: User, now: datetime, with_answers: bool = False) -> None:
    """Ask somebody no longer. Raises StepRefused.

    Who never saved anything is as if never asked. Answers are kept and do not count any more; they are only withdrawn
    `with_answers`, so that none is that came in at this very moment.
    """
    round_ = lock(participant.round, Stage.DRAFT, Stage.OPEN)
    # held until the end, so that nobody saves an answer between this look and the deletion
    list(participant.ratings.select_for_update().values_list("pk"))
    held = Participant.objects.get(pk=participant.pk)
    end_links(held.links.all(), now)
    if held.submitted_at is None and not saved_by(held).exists():
        held.delete()
    elif not with_answers:
        raise StepRefused(_("This person has answered something in the meantime. Look again, then decide."))
    elif held.withdrawn_at is None:
        held.withdrawn_at = now
        held.save(update_fields=["withdrawn_at"])
    record_audit(target=round_, verb="withdrew an invitation", by=by, now=now, fields=["participants"])


@transaction.atomic
def ask_again(*, participant: Participant, by: User, now: datetime, address_of: AddressOf | None = None) -> None:
    """Let somebody withdrawn answer again, with what they had answered. Raises StepRefused."""
    round_ = lock(participant.round, Stage.DRAFT, Stage.OPEN)
    person = Participant.objects.select_related("member__user").get(pk=participant.pk)
    if person.withdrawn_at is None:
        return
    refuse_if_gone(person)
    person.withdrawn_at = None
    person.save(update_fields=["withdrawn_at"])
    record_audit(target=person, verb="asked again", by=by, now=now, fields=["withdrawn_at"])
    welcome(round_, [person], address_of, by, now)


@transaction.atomic
def replace_participant(
    *, participant: Participant, member: Member, by: User, now: datetime, address_of: AddressOf | None = None
) -> None:
    """Ask somebody else the same instead. Raises StepRefused.

    What was answered is kept, does not count, and is not seen by the one who comes.
    """
    round_ = lock(participant.round, Stage.DRAFT, Stage.OPEN)
    refuse_without_ballots(round_)
    if is_asked(round_, member):
        raise StepRefused(_("%(person)s is asked already.") % {"person": member})
    criteria = list(participant.ratings.values_list("criterion_id", flat=True))
    withdraw_invitation(participant=participant, by=by, now=now, with_answers=True)
    new = add_participants(round_, [member], criteria, now)
    record_audit(target=new[0], verb="asked instead", by=by, now=now, fields=["participants"])
    welcome(round_, new, address_of, by, now)


def is_asked(round_: Round, member: Member) -> bool:
    """Tell whether a member stands among the participants of a round, withdrawn or with a deputy included."""
    rows = round_.participants.all()
    return bool((rows.filter(member=member) | rows.filter(stands_in_for=member)).exists())
