"""When the queue last carried something from the clock to a worker. Kept in the cache that all processes share.

It is written anew four times a minute, so nothing is lost where a cache drops it; no table has to be migrated for it.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import BaseCache, caches

KEY = "portal.heartbeat"
SILENCE = timedelta(minutes=2)


def shared_cache() -> BaseCache:
    """Return a cache that says so when it does not answer."""
    return caches["sessions" if "sessions" in settings.CACHES else "default"]


def record_heartbeat(now: datetime) -> None:
    """Note that a worker has done something the clock rang for."""
    shared_cache().set(KEY, now.isoformat(), timeout=None)


def last_heartbeat() -> datetime | None:
    """Return when that was; None if never, or not since the cache was emptied."""
    written = shared_cache().get(KEY)
    return datetime.fromisoformat(written) if written else None
