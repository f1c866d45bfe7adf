"""Personal links: whose they are, and what became of them. Who holds one may be signed in as nobody."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django_scopes import scopes_disabled

from assessments.models import Awaited, Participant, ParticipantLink, RatingState, Round
from assessments.queries.overview import awaited_in, saved_ratings
from cities.models import City, MemberRole, PersonalLink, Role, User
from cities.permissions import Permission, permissions_of
from cities.rules.tokens import token_hash

BETWEEN_REMINDERS = timedelta(days=1)
INVITING = {Permission.RUN_ASSESSMENTS, Permission.MANAGE_CITY}
"""Either is enough to invite leaders into a city."""


class Over(StrEnum):
    """Why a link leads nowhere."""

    CLOSED = "closed"
    ENDED = "ended"


def find_link(token: str) -> ParticipantLink | None:
    """Return the link with this secret, whatever became of it."""
    with scopes_disabled():
        return (
            ParticipantLink.objects.select_related(
                "city",
                "created_by",
                "mail",
                "participant__member__user",
                "participant__round__assessment",
                "participant__stands_in_for__user",
            )
            .filter(token_hash=token_hash(token))
            .first()
        )


def why_over(link: ParticipantLink, now: datetime) -> Over | None:
    """Say why a link leads nowhere: nobody is asked by it any more, or no answers are taken. None while it works."""
    participant = link.participant
    member = participant.member
    gone = (link.revoked_at, participant.withdrawn_at, member.archived_at, link.city.archived_at)
    if not participant.round.takes_ratings(link.city.date_at(now)):
        return Over.CLOSED
    if any(gone) or not member.user.is_active:
        return Over.ENDED
    here = [role for city, role in roles_everywhere(member.user) if city == link.city_id]
    return None if Permission.ANSWER in permissions_of(here) else Over.ENDED


def roles_everywhere(person: User) -> set[tuple[int, str]]:
    """Return what somebody is in all their cities, archived ones too: pairs of a city's id and a role."""
    with scopes_disabled():
        rows = MemberRole.objects.filter(member__user=person, member__archived_at=None)
        return set(rows.values_list("city_id", "role"))


def to_remind(round_: Round, now: datetime) -> QuerySet[Participant]:
    """Return who has not finished and has had no mail about it for a day, those mailed longest ago first."""
    recent = ParticipantLink.objects.filter(participant=OuterRef("pk"), created_at__gt=now - BETWEEN_REMINDERS)
    return unfinished_in(round_).exclude(Exists(recent)).order_by(F("reminded_at").asc(nulls_first=True), "pk")


def to_invite_again(round_: Round, now: datetime) -> QuerySet[Awaited]:
    """Return who has not joined yet and had no invitation by mail for a day, those mailed longest ago first.

    Only those who are invited as leaders and nothing more, by somebody who still may.
    """
    mailed = PersonalLink.objects.filter(invitation=OuterRef("invitation"), was_mailed=True).order_by("-created_at")
    last = Subquery(mailed.values("created_at")[:1])
    return (
        awaited_in(round_)
        .filter(Exists(inviters_in(round_.city, OuterRef("invitation__invited_by"))), invitation__roles=[Role.LEADER])
        .exclude(Exists(mailed.filter(created_at__gt=now - BETWEEN_REMINDERS)))
        .order_by(last.asc(nulls_first=True), "pk")
    )


def inviters_in(city: City, user: Any) -> QuerySet[MemberRole]:
    """Return the roles by which a person may invite people: none of who has left the city, or is switched off."""
    return MemberRole.objects.filter(
        city=city,
        role__in=[role for role in Role if INVITING & permissions_of([role])],
        member__user=user,
        member__archived_at=None,
        member__user__is_active=True,
    )


def unfinished_in(round_: Round) -> QuerySet[Participant]:
    """Return who is asked, has not handed in, and has not left the city."""
    return present_in(round_).filter(submitted_at=None)


def present_in(round_: Round) -> QuerySet[Participant]:
    """Return who is asked and can still answer: nobody who was withdrawn or has left the city."""
    return Participant.objects.filter(round=round_, withdrawn_at=None, member__archived_at=None)


@dataclass(frozen=True, slots=True)
class Asked:
    """How much one participant is asked and has saved, and of which top groups. Never what they said."""

    criteria: int
    saved: int
    groups: frozenset[int]


def asked_of(participant: Participant) -> Asked:
    """Return what one participant is asked, in one query."""
    is_saved = Exists(saved_ratings().filter(pk=OuterRef("pk")))
    rows = list(participant.ratings.values_list("criterion__group_id", "criterion__group__parent_id", is_saved))
    return Asked(
        len(rows),
        sum(saved for _group, _parent, saved in rows),
        frozenset(parent or group for group, parent, _saved in rows),
    )


def waiting_in(participant: Participant) -> int:
    """Return how many criteria wait for somebody's answer."""
    return participant.ratings.filter(state=RatingState.NOT_ANSWERED).count()
