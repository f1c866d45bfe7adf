"""How personal links end, with what their mails still hold of them."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cities.models import OutgoingMail, PersonalLink

STILL_THERE = (OutgoingMail.Status.QUEUED, OutgoingMail.Status.FAILED)


def end_links(links: QuerySet[PersonalLink], now: datetime) -> None:
    """Revoke those that were not used; a mail that was not sent yet is erased and never goes out."""
    live = list(links.filter(used_at=None, revoked_at=None).values_list("pk", "mail_id"))
    PersonalLink.objects.filter(pk__in=[pk for pk, _mail in live]).update(revoked_at=now)
    stop_mails([mail for _pk, mail in live if mail])


def stop_mails(ids: Collection[int]) -> None:
    """Erase mails that were not sent yet: their links are over."""
    OutgoingMail.objects.filter(pk__in=ids, status__in=STILL_THERE).update(
        status=OutgoingMail.Status.FAILED, body="", reason=_("The link in it ended before this mail was sent.")
    )
