"""The only place that writes the audit log."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from cities.models import AuditEntry, City, CityOwned, OutgoingMail, User
from cities.rules.request_id import current_request_id


def record_audit(
    *, target: CityOwned | City | OutgoingMail, verb: str, by: User | None, now: datetime, fields: Sequence[str] = ()
) -> None:
    """Note that `by` did `verb` to `target`, in the transaction of the act. `by` is None for a command.

    `fields` are names, never values.
    """
    city_id = target.pk if isinstance(target, City) else target.city_id
    if city_id is None:
        message = f"{target} belongs to no city, and so to no city's log"
        raise ValueError(message)
    entry_of(target, city_id, verb, by, now, fields).save()


def record_audits(
    *, targets: Iterable[CityOwned], verb: str, by: User | None, now: datetime, fields: Sequence[str] = ()
) -> None:
    """Note the same of many rows, with one statement."""
    AuditEntry.objects.bulk_create(entry_of(target, target.city_id, verb, by, now, fields) for target in targets)


def entry_of(
    target: CityOwned | City | OutgoingMail,
    city_id: int,
    verb: str,
    by: User | None,
    now: datetime,
    fields: Sequence[str],
) -> AuditEntry:
    return AuditEntry(
        city_id=city_id,
        actor=by,
        verb=verb,
        object_type=target._meta.label_lower,
        object_id=target.pk,
        fields=list(fields),
        request_id=current_request_id(),
        at=now,
    )
