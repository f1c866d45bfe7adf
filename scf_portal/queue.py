"""The queue of a portal without Redis: one folder, one file a message. Nothing else reads or writes there.

Kombu's own filesystem transport is no base for it: its reader sees half-written files and stops at one it
cannot read, and two processes that start together can spoil its file of bindings. Here these stay in memory.
"""

import logging
from pathlib import Path
from queue import Empty
from time import time_ns
from typing import Any
from uuid import uuid4

from kombu import Connection
from kombu.transport import virtual
from kombu.utils.json import dumps, loads

LONGEST_WAIT = 0.5  # seconds

logger = logging.getLogger(__name__)


class Channel(virtual.Channel):
    """Any number of publishers and consumers on the folder named by the transport option `folder`.

    A message is deleted when it is taken. What a worker killed by force had taken is lost: the rows in the
    database say what is still to be done.
    """

    folder: Path
    from_transport_options = (*virtual.Channel.from_transport_options, "folder")

    def __init__(self, connection: virtual.Transport, **kwargs: object) -> None:
        super().__init__(connection, **kwargs)
        self.folder.mkdir(parents=True, exist_ok=True)

    def _put(self, queue: str, message: dict[str, Any], **kwargs: object) -> None:
        """Publish in one step: a reader sees the whole file or none."""
        self.folder.mkdir(parents=True, exist_ok=True)  # it may have gone since
        path = self.folder / f"{time_ns()}_{uuid4().hex}.{queue}.msg"
        unfinished = path.with_suffix(".part")
        unfinished.write_text(dumps(message))
        unfinished.replace(path)

    def _get(self, queue: str, timeout: float | None = None) -> dict[str, Any]:
        """Take the oldest readable message; raise `queue.Empty` when there is none."""
        for path in self._waiting(queue):
            taken = path.with_suffix(".taken")
            try:
                path.rename(taken)
                message: dict[str, Any] = loads(taken.read_text())
            except FileNotFoundError:
                continue  # another consumer was faster
            except (OSError, ValueError):
                logger.warning("Left an unreadable message aside: %s", taken)
                continue
            taken.unlink()
            return message
        raise Empty

    def _size(self, queue: str) -> int:
        return len(self._waiting(queue))

    def _purge(self, queue: str) -> int:
        waiting = self._waiting(queue)
        for path in waiting:
            path.unlink(missing_ok=True)
        return len(waiting)

    def _waiting(self, queue: str) -> list[Path]:
        """Return the files of the messages nobody has taken yet, oldest first."""
        ending = f"{queue}.msg"
        return sorted(path for path in self.folder.iterdir() if path.name.partition(".")[2] == ending)


class Transport(virtual.Transport):
    """Registered as `folder://`; options: `folder` (a `Path`), `polling_interval` (seconds)."""

    Channel = Channel
    driver_type = driver_name = "folder"
    # Where the folder cannot be read, a worker tries again until it can, as it does with a server that is down.
    connection_errors = (*virtual.Transport.connection_errors, OSError)

    def drain_events(self, connection: Connection, timeout: float | None = None, **kwargs: object) -> None:
        """Wait for one message. Celery asks for two seconds at a time, during which a worker could not end."""
        super().drain_events(connection, timeout and min(timeout, LONGEST_WAIT))
