"""The portal's own background work: the sign of life that goes all the way through clock, queue and worker."""

from celery import shared_task
from django.utils import timezone

from scf_portal.health.heartbeat import record_heartbeat


@shared_task(name="portal.heartbeat")
def beat() -> None:
    """Say that what the clock rang has arrived and was done. Rung four times a minute."""
    record_heartbeat(timezone.now())
