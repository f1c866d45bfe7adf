"""Sessions in the database, read through the cache. Without the cache they are slower, and nobody is signed out."""

from contextlib import suppress

from django.contrib.sessions.backends import cached_db, db
from redis.exceptions import RedisError


class SessionStore(cached_db.SessionStore):
    """Django's fails with the cache. Signing out still does: the session would come back with the cache."""

    def load(self) -> dict[str, object]:
        try:
            return super().load()
        except RedisError:
            return db.SessionStore.load(self)

    def cycle_key(self) -> None:
        with suppress(RedisError):  # the new key stands, and of the old one only the cache may still know
            super().cycle_key()

    def exists(self, session_key: str) -> bool:
        return db.SessionStore.exists(self, session_key)
