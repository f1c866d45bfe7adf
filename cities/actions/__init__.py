"""What people do to cities and their members, and the audit helper that every action of the portal uses."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django_scopes import scope

from cities.models import AuditEntry, City, CityOwned, Member, MemberRole, Organisation, Role, Sector, User


def record_audit(*, target: CityOwned, verb: str, by: User | None, now: datetime, fields: Sequence[str] = ()) -> None:
    """Note that `by` did `verb` to `target`, in the transaction of the act. `by` is None for a command."""
    AuditEntry.objects.create(
        city_id=target.city_id,
        actor=by,
        verb=verb,
        object_type=target._meta.label_lower,
        object_id=target.pk,
        fields=list(fields),
        at=now,
    )


@transaction.atomic
def create_city(
    *,
    name: str,
    slug: str,
    time_zone: str,
    organisation: str,
    sector: Sector,
    administrator: User,
    now: datetime,
) -> City:
    """Create a city with its first organisation and its first administrator."""
    city = City(name=name, slug=slug, time_zone=time_zone)
    city.full_clean()
    city.save()
    with scope(city=city):
        owner = add_organisation(city=city, name=organisation, sector=sector, by=None, now=now)
        add_member(city=city, user=administrator, organisation=owner, roles=[Role.ADMINISTRATOR], by=None, now=now)
    return city


@transaction.atomic
def add_organisation(*, city: City, name: str, sector: Sector, by: User | None, now: datetime) -> Organisation:
    """Add a body that takes part in the city's programme."""
    organisation = Organisation.objects.create(city=city, name=name, sector=sector)
    record_audit(target=organisation, verb="added", by=by, now=now, fields=["name", "sector"])
    return organisation


@transaction.atomic
def add_member(
    *,
    city: City,
    user: User,
    organisation: Organisation,
    roles: Iterable[Role],
    by: User | None,
    now: datetime,
    job_title: str = "",
) -> Member:
    """Make a person a member of a city with the given roles.

    Somebody who is one already, or was, gets these roles too, and keeps their job title unless another is given.
    """
    member, _ = Member.objects.update_or_create(
        city=city,
        user=user,
        defaults={"organisation": organisation, "archived_at": None} | ({"job_title": job_title} if job_title else {}),
    )
    for role in roles:
        MemberRole.objects.get_or_create(city=city, member=member, role=role)
    record_audit(target=member, verb="added", by=by, now=now, fields=["organisation", "roles"])
    return member
