"""What the portal cannot work without, each asked once and in a short time.

A check returns "" or what is wrong, in words for an operator: no address, name of a server, version or path in them.
"""

import logging
import os
import threading
from collections.abc import Callable, Mapping
from time import monotonic
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection, connections
from django.utils import timezone

from scf_portal.celery import app
from scf_portal.health.heartbeat import SILENCE, last_heartbeat

PATIENCE = 2.0  # seconds, for all together
SLOW = f"No answer within {PATIENCE:.0f} seconds."


class Question(threading.Thread):
    """One check, asked in a thread of its own, with connections of its own."""

    def __init__(self, name: str, check: Callable[[], str]) -> None:
        super().__init__(name=f"check-{name}", daemon=True)
        self.check = check
        self.words = "The check itself failed; the log says how."

    def run(self) -> None:
        try:
            self.words = self.check()
        except Exception:
            logger.exception("%s", self.name)
        finally:
            connections.close_all()


logger = logging.getLogger(__name__)
_asked: dict[str, Question] = {}


def database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "The database does not answer."
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM django_migrations LIMIT 1")
    except DatabaseError:
        return "The database has no tables yet: run manage.py migrate."
    return ""


def storage() -> str:
    try:
        default_storage.delete(default_storage.save(f"health/{uuid4().hex}", ContentFile(b"well")))
    except OSError as error:
        return f"Files cannot be stored: {os.strerror(error.errno or 0).lower()}."
    return ""


def queue() -> str:
    try:
        with app.connection_for_write() as bell:
            bell.SimpleQueue(app.conf.task_default_queue).close()  # binding it writes, and asks for its length
    except Exception:  # noqa: BLE001 - each kind of queue has errors of its own
        return "The queue does not answer."
    return ""


def worker() -> str:
    try:
        heard = last_heartbeat()
    except Exception:  # noqa: BLE001 - each kind of cache has errors of its own
        return "It cannot be told: the cache, which keeps its sign of life, does not answer."
    if heard is None:
        return "No worker has been heard yet. Are the worker and the clock running?"
    silence = timezone.now() - heard
    if silence > SILENCE:
        minutes = int(silence.total_seconds() // 60)
        return f"No sign of life for {minutes} minutes: the worker or the clock has stopped, or work is piling up."
    return ""


CHECKS: Mapping[str, Callable[[], str]] = {"database": database, "storage": storage, "queue": queue, "worker": worker}


def what_is_wrong() -> dict[str, str]:
    """Ask all at once; return by name "" or what is wrong. Never takes longer than `PATIENCE`.

    A server that hangs holds no request. While a question hangs it is not asked again: threads do not pile up.
    """
    for name, check in CHECKS.items():
        if name not in _asked or not _asked[name].is_alive():
            question = Question(name, check)
            question.start()
            _asked[name] = question
    asked, found = dict(_asked), {}
    deadline = monotonic() + PATIENCE
    for name in CHECKS:
        asked[name].join(max(0.0, deadline - monotonic()))
        found[name] = SLOW if asked[name].is_alive() else asked[name].words
    return found
