"""The cache of a production system: what it holds is never worth an error page."""

import logging
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


class ForgetfulCache(RedisCache):
    """While Redis cannot be reached, it holds nothing and forgets what it is given: people go on signing in.

    Attempts are not counted meanwhile. Sessions have a cache of their own, which must not forget a signing out.
    """

    def add(self, *args: Any, **kwargs: Any) -> bool:
        return bool(forgiving(super().add, True, *args, **kwargs))

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return forgiving(super().get, default, key, default, version)

    def set(self, *args: Any, **kwargs: Any) -> None:
        forgiving(super().set, None, *args, **kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> bool:
        return bool(forgiving(super().touch, False, *args, **kwargs))

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        return bool(forgiving(super().delete, False, *args, **kwargs))


def forgiving(ask: Callable[..., Any], instead: Any, *args: Any, **kwargs: Any) -> Any:
    """Return what Redis answers, or `instead` where it does not."""
    try:
        return ask(*args, **kwargs)
    except RedisError as error:
        logger.warning("the cache does not answer: %s", type(error).__name__)
        return instead
