"""What administrators do to the organisations of a city."""

from datetime import datetime

from django.db import transaction
from django.db.models import ProtectedError

from cities.actions.audit import record_audit
from cities.models import City, Organisation, Sector, User


class OrganisationInUse(Exception):
    """Somebody belongs to the organisation, or answered for it; it stays."""


@transaction.atomic
def add_organisation(*, city: City, name: str, sector: Sector, by: User | None, now: datetime) -> Organisation:
    """Add a body that takes part in the city's programme."""
    organisation = Organisation.objects.create(city=city, name=name, sector=sector)
    record_audit(target=organisation, verb="added", by=by, now=now, fields=["name", "sector"])
    return organisation


@transaction.atomic
def change_organisation(*, organisation: Organisation, name: str, sector: Sector, by: User, now: datetime) -> None:
    """Correct a name or a sector. Answers already given keep the sector they were given in."""
    given = {"name": name, "sector": sector}
    changed = [field for field, value in given.items() if getattr(organisation, field) != value]
    if not changed:
        return
    for field in changed:
        setattr(organisation, field, given[field])
    organisation.save(update_fields=changed)
    record_audit(target=organisation, verb="changed", by=by, now=now, fields=changed)


@transaction.atomic
def remove_organisation(*, organisation: Organisation, by: User, now: datetime) -> None:
    """Remove an organisation nobody belongs to. Raises OrganisationInUse."""
    record_audit(target=organisation, verb="removed", by=by, now=now)
    try:
        organisation.delete()
    except ProtectedError as error:
        raise OrganisationInUse from error
