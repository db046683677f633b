"""Sessions in the database with the cache before them, that outlive the cache.

Django's own fails every page while the cache is away; here the database answers alone.
"""

import logging
from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.sessions.backends import cached_db
from django.core.cache import caches
from django.core.cache.backends.base import BaseCache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)
T = TypeVar("T")


class Forgiving:
    """A cache of which nothing is expected."""

    def __init__(self, cache: BaseCache) -> None:
        """Take the cache proper."""
        self._cache = cache

    def _try(self, act: Callable[[], T], otherwise: T) -> T:
        try:
            return act()
        except (RedisError, OSError):
            log.warning("The cache is away: sessions come from the database alone.")
            return otherwise

    def __contains__(self, key: str) -> bool:
        """Whether it knows the key."""
        return self._try(lambda: key in self._cache, otherwise=False)

    def get(self, key: str) -> Any:
        """What it has, or None."""
        return self._try(lambda: self._cache.get(key), otherwise=None)

    def set(self, key: str, value: Any, timeout: int) -> None:
        """Keep, if it can."""
        self._try(lambda: self._cache.set(key, value, timeout), otherwise=None)

    def delete(self, key: str) -> bool:
        """Forget, if it can."""
        return self._try(lambda: self._cache.delete(key), otherwise=False)


class SessionStore(cached_db.SessionStore):
    """Django's cached, database-backed sessions over a forgiving cache."""

    def __init__(self, session_key: str | None = None) -> None:
        """Wrap the cache."""
        super().__init__(session_key)
        self._cache: Forgiving = Forgiving(caches[settings.SESSION_CACHE_ALIAS])
