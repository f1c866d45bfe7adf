"""The worker's application. The tasks themselves stand in the apps' `tasks` modules."""

import os
from typing import Any

from celery import Celery
from celery.signals import celeryd_init, setup_logging, worker_ready
from django.conf import settings
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


@celeryd_init.connect
def wait_for_the_queue(conf: Any, **kwargs: object) -> None:
    """Let a worker wait for a queue that hangs, as long as it takes: nobody's click waits with it.

    Where saying that a task is done ran into a time limit, the worker would count the task as in hand for ever, and
    take no other.
    """
    options = {name: value for name, value in conf.broker_transport_options.items() if name != "socket_timeout"}
    conf.broker_transport_options = options | ({"socket_keepalive": True} if settings.REDIS_URL else {})


@worker_ready.connect
def sweep_at_start(**kwargs: object) -> None:
    """Ring for what an earlier worker left undone, and for the first sign of life."""
    app.send_task("reports.sweep")
    app.send_task("mail.sweep")
    app.send_task("portal.heartbeat")
