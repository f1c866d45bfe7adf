"""The outbox: a mail is a row first, then a bell rings for the worker. Every step is one conditional UPDATE.

Why a mail could not be sent is stored as the message's own words; the page that shows it translates them.
"""

import logging
import smtplib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from celery import current_app
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from cities.actions.audit import record_audit
from cities.models import City, OutgoingMail, User

SILENCE = timedelta(minutes=3)
PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))
"""How long to wait after each attempt that failed for the moment; after the last, the mail has failed."""

MAILS_A_DAY = 1000
"""How many mails of one city a mail server believes within a day."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail to be: to whom, and the words."""

    to: str
    subject: str
    body: str


@transaction.atomic
def queue_mail(*, to: str, subject: str, body: str, now: datetime, city: City | None = None) -> OutgoingMail:
    """Put one mail into the outbox and ring for it once the transaction stands."""
    mail = OutgoingMail.objects.create(
        city=city, to=to, subject=one_line(subject), body=body, created_at=now, due_at=now
    )
    ring(mail.pk)
    return mail


def mails_left(city: City, now: datetime) -> int:
    """Return how many mails the city may still send: so many within any 24 hours."""
    sent = OutgoingMail.objects.filter(city=city, created_at__gt=now - timedelta(days=1)).count()
    return max(0, MAILS_A_DAY - sent)


@transaction.atomic
def queue_many(*, city: City, letters: Iterable[Letter], now: datetime) -> list[OutgoingMail]:
    """Put mails of a city into the outbox with few statements. Who calls looks at `mails_left` first.

    It rings once for all of them, so that a queue that hangs holds a click once.
    """
    mails = OutgoingMail.objects.bulk_create(
        OutgoingMail(
            city=city,
            to=letter.to,
            subject=one_line(letter.subject),
            body=letter.body,
            created_at=now,
            due_at=now,
        )
        for letter in letters
    )
    if mails:
        ring_for_many()
    return mails


def one_line(subject: str) -> str:
    return " ".join(subject.split())[:200]


class OutboxBackend(BaseEmailBackend):
    """Puts what any part of the portal sends by Django's means into the outbox; attachments are not carried."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            for to in message.recipients():
                queue_mail(to=to, subject=str(message.subject), body=str(message.body), now=timezone.now())
        return len(email_messages)


def ring(mail_id: int) -> None:
    """Tell the workers once the row is stored; a bell nobody hears is rung again by `sweep_mail`."""
    transaction.on_commit(lambda: current_app.send_task("mail.deliver", kwargs={"mail_id": mail_id}), robust=True)


def ring_for_many() -> None:
    """Tell the workers, with one bell, to look for all that waits."""
    transaction.on_commit(lambda: current_app.send_task("mail.sweep"), robust=True)


def deliver_mail(*, mail_id: int, now: datetime) -> None:
    """Send one waiting mail that is due, unless somebody else does.

    A worker that dies between sending and noting it sends the mail twice, under one Message-ID: better than never.
    """
    taken = OutgoingMail.objects.filter(pk=mail_id, status=OutgoingMail.Status.QUEUED, due_at__lte=now).update(
        status=OutgoingMail.Status.SENDING, attempt=F("attempt") + 1, claimed_at=now
    )
    if not taken:
        return
    mail = OutgoingMail.objects.get(pk=mail_id)
    try:
        hand_over(mail)
    except (smtplib.SMTPSenderRefused, smtplib.SMTPAuthenticationError) as error:
        logger.error("the mail server refuses the portal: %s", type(error).__name__)
        put_off(mail, now, _("The mail server refuses this portal. Its operator has to look at it."), final=False)
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError) as error:
        logger.warning("mail %s refused: %s", mail_id, type(error).__name__)
        put_off(mail, now, _("The mail server refuses to deliver to this address."), final=is_final(error))
    except (UnicodeError, ValueError) as error:
        logger.warning("mail %s cannot be written: %s", mail_id, type(error).__name__)
        put_off(mail, now, _("No mail can be sent to this address."), final=True)
    except (OSError, smtplib.SMTPException) as error:
        logger.warning("mail %s not handed over: %s", mail_id, type(error).__name__)
        put_off(mail, now, _("The mail server cannot be reached."), final=False)
    else:
        mine(mail).update(status=OutgoingMail.Status.SENT, body="", reason="", finished_at=now)


def mine(mail: OutgoingMail) -> QuerySet[OutgoingMail]:
    """Return the row as long as this attempt holds it."""
    return OutgoingMail.objects.filter(pk=mail.pk, attempt=mail.attempt, status=OutgoingMail.Status.SENDING)


def hand_over(mail: OutgoingMail) -> None:
    """Give the mail to the mail server, or to the folder of mails where there is none."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ")
    headers = {
        "Message-ID": f"<{mail.pk}.{mail.created_at:%Y%m%d%H%M%S}@{domain}>",
        "Auto-Submitted": "auto-generated",
    }
    connection = get_connection(settings.MAIL_DELIVERY_BACKEND)
    EmailMessage(mail.subject, mail.body, to=[mail.to], headers=headers, connection=connection).send()


def is_final(error: smtplib.SMTPException) -> bool:
    """Tell whether the server said no for good (5xx) rather than for now (4xx)."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _words in error.recipients.values())
    return isinstance(error, smtplib.SMTPResponseException) and error.smtp_code >= 500


def put_off(mail: OutgoingMail, now: datetime, reason: str, *, final: bool) -> None:
    """Try again later, or give up and say why."""
    if final or mail.attempt > len(PAUSES):
        mine(mail).update(status=OutgoingMail.Status.FAILED, reason=reason, finished_at=now)
    else:
        due = now + PAUSES[mail.attempt - 1]
        mine(mail).update(status=OutgoingMail.Status.QUEUED, reason=reason, due_at=due)


@transaction.atomic
def send_mail_again(*, mail: OutgoingMail, by: User, now: datetime) -> bool:
    """Queue a failed mail once more; False when it is not failed any more, or its text has been erased."""
    failed = OutgoingMail.objects.filter(pk=mail.pk, status=OutgoingMail.Status.FAILED).exclude(body="")
    queued = failed.update(status=OutgoingMail.Status.QUEUED, attempt=0, reason="", due_at=now, finished_at=None)
    if queued:
        if mail.city_id:
            record_audit(target=mail, verb="sent again", by=by, now=now)
        ring(mail.pk)
    return bool(queued)


def sweep_mail(*, now: datetime) -> None:
    """Ring again for mails that are due, and take back those whose worker fell silent."""
    silent = OutgoingMail.objects.filter(status=OutgoingMail.Status.SENDING, claimed_at__lt=now - SILENCE)
    silent.filter(attempt__gt=len(PAUSES)).update(
        status=OutgoingMail.Status.FAILED, finished_at=now, reason=_("It was begun several times and never finished.")
    )
    silent.update(status=OutgoingMail.Status.QUEUED)
    due = OutgoingMail.objects.filter(status=OutgoingMail.Status.QUEUED, due_at__lte=now)
    for mail_id in due.values_list("pk", flat=True):
        # a bell that is not heard before the next sweep falls silent, so that they do not pile up
        current_app.send_task("mail.deliver", kwargs={"mail_id": mail_id}, expires=60)
