"""What people do to a city itself: create it, change its settings, archive it."""

from collections.abc import Mapping
from datetime import datetime
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.text import slugify
from django_scopes import scope

from cities.actions.audit import record_audit
from cities.actions.members import add_member
from cities.actions.organisations import add_organisation
from cities.models import City, Role, Sector, User
from cities.rules.logo import redrawn


@transaction.atomic
def create_city(
    *,
    name: str,
    time_zone: str,
    organisation: str,
    sector: Sector,
    administrator: User,
    now: datetime,
    slug: str = "",
    by: User | None = None,
    **settings: str,
) -> City:
    """Create a city with its first organisation and its first administrator.

    `settings` are further fields of City. Without a slug, one is made from the name. Raises ValidationError.
    """
    city = City(name=name, slug=slug or free_slug(name), time_zone=time_zone, **settings)
    city.full_clean()
    city.save()
    with scope(city=city):
        record_audit(target=city, verb="created", by=by, now=now)
        owner = add_organisation(city=city, name=organisation, sector=sector, by=by, now=now)
        add_member(city=city, user=administrator, organisation=owner, roles=[Role.ADMINISTRATOR], by=by, now=now)
    return city


def free_slug(name: str) -> str:
    """Return an address for a city of this name that no other city has."""
    stem = slugify(name)[:40] or "city"
    taken = set(City.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    candidates = (stem if number == 1 else f"{stem}-{number}" for number in range(1, len(taken) + 2))
    return next(slug for slug in candidates if slug not in taken)


@transaction.atomic
def change_city(*, city: City, settings: Mapping[str, object], by: User, now: datetime) -> None:
    """Set the fields of a city that `settings` names. Raises ValidationError."""
    changed = [field for field, value in settings.items() if getattr(city, field) != value]
    if not changed:
        return
    for field in changed:
        setattr(city, field, settings[field])
    city.full_clean()
    city.save(update_fields=changed)
    record_audit(target=city, verb="changed", by=by, now=now, fields=changed)


def set_logo(*, city: City, content: bytes, by: User, now: datetime) -> None:
    """Give the city a logo, drawn anew from an uploaded picture. Raises NotALogo, PictureTooLarge, OSError."""
    name = default_storage.save(f"{city.pk}/logo/{uuid4().hex}.png", ContentFile(redrawn(content)))
    put_logo(city=city, name=name, by=by, now=now)


def remove_logo(*, city: City, by: User, now: datetime) -> None:
    """Take the logo away."""
    if city.logo:
        put_logo(city=city, name="", by=by, now=now)


@transaction.atomic
def put_logo(*, city: City, name: str, by: User, now: datetime) -> None:
    """Note the file of the logo; the one before is deleted once that stands."""
    former = City.objects.select_for_update().get(pk=city.pk).logo
    city.logo = name
    city.save(update_fields=["logo"])
    record_audit(target=city, verb="changed", by=by, now=now, fields=["logo"])
    if former:
        transaction.on_commit(lambda: default_storage.delete(former), robust=True)


@transaction.atomic
def archive_city(*, city: City, by: User, now: datetime) -> None:
    """Close a city to everybody. Nothing of it is deleted; an administrator can bring it back."""
    city.archived_at = now
    city.save(update_fields=["archived_at"])
    record_audit(target=city, verb="archived", by=by, now=now, fields=["archived_at"])


@transaction.atomic
def bring_back_city(*, city: City, by: User | None, now: datetime) -> None:
    """Open an archived city again."""
    city.archived_at = None
    city.save(update_fields=["archived_at"])
    record_audit(target=city, verb="brought back", by=by, now=now, fields=["archived_at"])
