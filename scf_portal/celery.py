"""The worker's application. The tasks themselves stand in the apps' `tasks` modules."""

import os

from celery import Celery
from celery.signals import setup_logging, worker_ready
from kombu.transport import TRANSPORT_ALIASES

from scf_portal.logs import bells  # noqa: F401 - connects to the worker's signals

TRANSPORT_ALIASES["folder"] = "scf_portal.queue:Transport"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scf_portal.settings")

app = Celery("scf_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_logging(**kwargs: object) -> None:
    """Leave logging to Django: where this signal has a receiver, Celery sets up none of its own."""


@worker_ready.connect
def sweep_at_start(**kwargs: object) -> None:
    """Ring for what an earlier worker left undone, and for the first sign of life."""
    app.send_task("reports.sweep")
    app.send_task("mail.sweep")
    app.send_task("portal.heartbeat")
