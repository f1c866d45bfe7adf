"""Background work on mail. A task only carries out `actions`; the mail's row says what is true."""

from celery import shared_task
from django.utils import timezone

from cities import actions


@shared_task(name="mail.deliver")
def deliver_mail(mail_id: int) -> None:
    """Send one mail, if nobody else does already."""
    actions.deliver_mail(mail_id=mail_id, now=timezone.now())


@shared_task(name="mail.sweep")
def sweep_mail() -> None:
    """Bring back mails that were lost. Runs at every worker start and twice a minute."""
    actions.sweep_mail(now=timezone.now())
