"""When the queue last carried something from the clock to a worker. Kept in the cache that all processes share.

It is written anew four times a minute, so nothing is lost where a cache drops it; no table has to be migrated for it.
"""

from datetime import datetime, timedelta

from django.core.cache import cache

KEY = "portal.heartbeat"
SILENCE = timedelta(minutes=2)


def record_heartbeat(now: datetime) -> None:
    """Note that a worker has done something the clock rang for."""
    cache.set(KEY, now.isoformat(), timeout=None)


def last_heartbeat() -> datetime | None:
    """Return when that was; None if never, or not since the cache was emptied."""
    written = cache.get(KEY)
    return datetime.fromisoformat(written) if written else None
