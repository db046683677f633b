"""Django's Redis cache with one client a process: making one anew takes longer than asking it."""

from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient


class Client(RedisCacheClient):
    """Keeps the client of each pool; it may be used by many threads at once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Begin with none."""
        super().__init__(*args, **kwargs)
        self._clients: dict[int, Any] = {}

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        """The client of the server that reads or writes."""
        index = self._get_connection_pool_index(write)  # type: ignore[attr-defined]
        if index not in self._clients:
            self._clients[index] = super().get_client(key, write=write)
        return self._clients[index]


class Cache(RedisCache):
    """The cache of `settings.CACHES`."""

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        """Ask through our client."""
        super().__init__(server, params)
        self._class = Client
