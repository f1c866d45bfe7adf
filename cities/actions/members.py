"""What happens to the members of a city: they come, change and go; one administrator always stays."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from cities.actions.audit import record_audit
from cities.actions.links import end_links
from cities.models import City, Member, MemberRole, Organisation, PersonalLink, Role, User
from cities.permissions import Permission, permissions_of

INVITING = {Permission.MANAGE_CITY, Permission.RUN_ASSESSMENTS}
"""With either, people can be invited into a city."""


class LastAdministrator(Exception):
    """Without this administrator nobody could run the city's settings; somebody else has to become one first."""


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

    Somebody who is one already gets these roles too, and keeps their job title unless another is given. Somebody who
    was one comes back with these roles alone.
    """
    member, created = Member.objects.get_or_create(
        city=city, user=user, defaults={"organisation": organisation, "job_title": job_title}
    )
    if not created:
        if member.archived_at is not None:
            member.roles.all().delete()
        member.organisation, member.archived_at = organisation, None
        member.job_title = job_title or member.job_title
        member.save()
    for role in roles:
        MemberRole.objects.get_or_create(city=city, member=member, role=role)
    record_audit(target=member, verb="added", by=by, now=now, fields=["organisation", "roles"])
    return member


@transaction.atomic
def change_member(
    *,
    member: Member,
    organisation: Organisation,
    job_title: str,
    roles: Iterable[Role],
    by: User,
    now: datetime,
) -> None:
    """Set where somebody works and which roles they hold. Raises LastAdministrator."""
    lock_city(member.city)
    held, wanted = set(member.roles.values_list("role", flat=True)), set(roles)
    if Role.ADMINISTRATOR in held - wanted:
        refuse_last_administrator(member)
    if INVITING & (permissions_of(held) - permissions_of(wanted)):
        revoke_links_of(member, now)
    given = {"organisation": organisation, "job_title": job_title}
    changed = [field for field, value in given.items() if getattr(member, field) != value]
    for field in changed:
        setattr(member, field, given[field])
    if changed:
        member.save(update_fields=changed)
    member.roles.exclude(role__in=wanted).delete()
    for role in sorted(wanted - held):
        MemberRole.objects.create(city=member.city, member=member, role=role)
    if held != wanted:
        changed.append("roles")
    if changed:
        record_audit(target=member, verb="changed", by=by, now=now, fields=changed)


@transaction.atomic
def remove_member(*, member: Member, by: User, now: datetime) -> None:
    """End a membership. What the person answered stays. Raises LastAdministrator."""
    end_membership(member, now)
    record_audit(target=member, verb="removed", by=by, now=now, fields=["archived_at"])


@transaction.atomic
def leave_city(*, member: Member, now: datetime) -> None:
    """End one's own membership. Raises LastAdministrator."""
    end_membership(member, now)
    record_audit(target=member, verb="left", by=member.user, now=now, fields=["archived_at"])


def end_membership(member: Member, now: datetime) -> None:
    """Archive a member, unless nobody could run the city without them."""
    lock_city(member.city)
    refuse_last_administrator(member)
    member.archived_at = now
    member.save(update_fields=["archived_at"])
    revoke_links_of(member, now)


def revoke_links_of(member: Member, now: datetime) -> None:
    """End the links that somebody made who no longer may: by one of their own they could come back."""
    end_links(PersonalLink.objects.filter(city=member.city_id, created_by=member.user), now)


def lock_city(city: City) -> None:
    """Hold the city, so that two administrators cannot remove each other at the same moment."""
    City.objects.select_for_update().get(pk=city.pk)


def refuse_last_administrator(member: Member) -> None:
    """Raise LastAdministrator if no other person who can sign in administers the city."""
    administrators = set(
        MemberRole.objects.filter(
            city_id=member.city_id,
            role=Role.ADMINISTRATOR,
            member__archived_at=None,
            member__user__is_active=True,
        ).values_list("member_id", flat=True)
    )
    if administrators == {member.pk}:
        raise LastAdministrator
