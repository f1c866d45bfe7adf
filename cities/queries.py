"""Reads of cities, their people, their mail and their log."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q, QuerySet
from django_scopes import scopes_disabled

from cities.models import (
    AuditEntry,
    City,
    Invitation,
    Member,
    MemberRole,
    Organisation,
    OutgoingMail,
    PersonalLink,
    Role,
    User,
)
from cities.rules.tokens import token_hash


def cities_of(user: User) -> QuerySet[City]:
    """Return the cities a person belongs to."""
    with scopes_disabled():
        member_cities = Member.objects.filter(user=user, archived_at=None).values("city_id")
    return City.objects.filter(id__in=member_cities, archived_at=None)


def archived_cities_of(user: User) -> QuerySet[City]:
    """Return the archived cities that a person may bring back: those they administer."""
    with scopes_disabled():
        administered = MemberRole.objects.filter(
            member__user=user, member__archived_at=None, role=Role.ADMINISTRATOR
        ).values("city_id")
    return City.objects.filter(id__in=administered).exclude(archived_at=None)


def organisations_of(city: City) -> QuerySet[Organisation]:
    """Return the organisations of a city with `people`: how many of its members belong to each."""
    return Organisation.objects.filter(city=city).annotate(people=Count("members", filter=Q(members__archived_at=None)))


def members_of(city: City, search: str = "", *, in_addresses: bool = False) -> QuerySet[Member]:
    """Return the members of a city by name, with their roles; `search` looks in names and organisations.

    In e-mail addresses only for those who may see them: by searching, one can spell out what one cannot see.
    """
    members = (
        Member.objects.filter(city=city, archived_at=None)
        .select_related("user", "organisation")
        .prefetch_related("roles")
        .order_by("user__name", "pk")
    )
    if search:
        found = Q(user__name__icontains=search) | Q(organisation__name__icontains=search)
        members = members.filter(found | Q(user__email__icontains=search) if in_addresses else found)
    return members


def invitations_of(city: City) -> QuerySet[Invitation]:
    """Return the invitations nobody has accepted yet, newest first."""
    return Invitation.objects.filter(city=city, accepted_at=None, withdrawn_at=None).select_related("organisation")


def mails_of(city: City) -> QuerySet[OutgoingMail]:
    """Return the mails of a city, newest first."""
    return OutgoingMail.objects.filter(city=city)


def find_link(token: str) -> PersonalLink | None:
    """Return the link with this secret, whatever became of it; whoever holds it may be nobody's member yet."""
    with scopes_disabled():
        return (
            PersonalLink.objects.select_related("invitation__city", "invitation__invited_by", "city", "created_by")
            .filter(token_hash=token_hash(token))
            .first()
        )


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """What to show of the log; an empty field shows all. Days are those of the city."""

    actor: int | None = None
    object_type: str = ""
    since: date | None = None
    until: date | None = None


def audit_of(city: City, chosen: AuditFilter) -> QuerySet[AuditEntry]:
    """Return the log of a city, newest first, with who acted."""
    entries = AuditEntry.objects.filter(city=city).select_related("actor")
    if chosen.actor is not None:
        entries = entries.filter(actor_id=chosen.actor)
    if chosen.object_type:
        entries = entries.filter(object_type=chosen.object_type)
    if chosen.since:
        entries = entries.filter(at__gte=midnight(city, chosen.since))
    if chosen.until:
        entries = entries.filter(at__lt=midnight(city, chosen.until + timedelta(days=1)))
    return entries


def midnight(city: City, day: date) -> datetime:
    """Return when a day begins in the city."""
    return datetime.combine(day, time.min, tzinfo=city.zone)


def audit_actors(city: City) -> QuerySet[User]:
    """Return everybody who stands in the log of a city."""
    acted = AuditEntry.objects.filter(city=city).exclude(actor=None).values("actor_id")
    return User.objects.filter(pk__in=acted)


def audit_types(city: City) -> list[str]:
    """Return the kinds of things in the log of a city."""
    types = AuditEntry.objects.filter(city=city).order_by("object_type").values_list("object_type", flat=True)
    return list(types.distinct())
