"""The one helper that writes the audit log."""

from collections.abc import Sequence
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
    AuditEntry.objects.create(
        city_id=city_id,
        actor=by,
        verb=verb,
        object_type=target._meta.label_lower,
        object_id=target.pk,
        fields=list(fields),
        request_id=current_request_id(),
        at=now,
    )
