"""How often something may be tried: counted in the cache all processes share.

A window is a fixed stretch of time; the count in it is atomic. With the shared cache away each
process counts for itself: a limit becomes wider for a while, never absent.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache as kept

from django.conf import settings
from django.core.cache import cache
from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.locmem import LocMemCache
from redis.exceptions import RedisError


class TooOften(Exception):
    """A limit is reached; `wait` says for how many seconds."""

    def __init__(self, wait: int) -> None:
        """Take the seconds to wait."""
        super().__init__(wait)
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `times` in any window of `seconds`."""

    name: str
    times: int
    seconds: int


def limits(of: str) -> tuple[Limit, ...]:
    """The limits a deployment has set for one thing (`settings.CODE_LIMITS`)."""
    rates = settings.CODE_LIMITS[of]
    return tuple(Limit(f"{of}/{seconds}", times, seconds) for times, seconds in rates)


@kept
def _own() -> LocMemCache:
    return LocMemCache("portal.signin", {})


def _count(store: BaseCache, key: str, seconds: int) -> int:
    store.add(key, 0, timeout=seconds + 5)
    return store.incr(key)


def _counted(key: str, seconds: int) -> int:
    try:
        return _count(cache, key, seconds)
    except (RedisError, OSError, ValueError):
        return _count(_own(), key, seconds)


def take(pairs: Iterable[tuple[Limit, str]], *, now: float) -> None:
    """Count one try against every (limit, source); raises TooOften with the longest wait."""
    waits = [0]
    for limit, source in pairs:
        window = int(now // limit.seconds)
        key = f"often:{limit.name}:{source}:{window}"
        if _counted(key, limit.seconds) > limit.times:
            waits.append(int((window + 1) * limit.seconds - now) + 1)
    if max(waits):
        raise TooOften(max(waits))


def first_time(key: str, *, seconds: int) -> bool:
    """Whether this is the first call with the key, however many come at once."""
    return _counted(f"once:{key}", seconds) == 1
