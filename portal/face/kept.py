"""Pieces of pages kept in the cache: made once for all who see the same, by one of them at a time.

A piece is shown for FRESH seconds, and only while nothing public has changed since it was begun:
`changed` says so, from the commit on. Whatever else may be in it (a name corrected, a deadline that
has just run out) shows within those seconds. An older one is shown on while the first who asks
makes it anew, so that nobody queues for it; after a change the others wait a moment for the first.
While the cache is away everybody makes their own.
"""

import logging
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.cache import cache
from django.db import transaction
from redis.exceptions import RedisError

log = logging.getLogger(__name__)
T = TypeVar("T")

STATE = "kept:state"  # names the present state of everything public
FRESH = 20.0  # seconds
KEPT = 120  # seconds, for those who ask while it is made anew
BUSY = 10  # seconds after which somebody else makes what one has begun and not finished
PATIENCE = 1.0  # seconds to wait for what somebody else is making
_PAUSE = 0.01


@dataclass(frozen=True, slots=True)
class Piece:
    """What was made, of which state, and when (seconds since the epoch)."""

    state: str
    made_at: float
    content: Any


_NOTHING: tuple[str, Piece | None] = ("", None)


def changed() -> None:
    """Something public changes in this transaction; at its end, what was kept is shown no more."""
    transaction.on_commit(lambda: _try(_renew, otherwise=None))


def kept(key: str, make: Callable[[], Any]) -> Any:
    """What is kept under a key, else what `make` gives: that is kept, unless it is None.

    The key names everything the content depends on beside the public things: address, language,
    mode. Never a person: what is theirs alone is not kept.
    """
    key = f"kept:{key}"
    state, piece = _try(lambda: _look(key), otherwise=_NOTHING)
    if piece and time.time() - piece.made_at < FRESH:
        return piece.content
    if not state:
        return make()
    busy = f"{key}:{state}"
    if not _try(lambda: cache.add(busy, 1, BUSY), otherwise=True):
        piece = piece or _wait(key, busy)
        return piece.content if piece else make()
    try:
        content = make()
        if content is not None:
            made = Piece(state, time.time(), content)
            _try(lambda: cache.set(key, made, KEPT), otherwise=None)
    finally:
        _try(lambda: cache.delete(busy), otherwise=False)
    return content


def _look(key: str) -> tuple[str, Piece | None]:
    """The present state, and the piece if it was made of that."""
    found = cache.get_many([STATE, key])
    state, piece = found.get(STATE, ""), found.get(key)
    if not state:
        _renew(cache.add)
        state = cache.get(STATE, "")
    return state, piece if piece and piece.state == state else None


def _renew(put: Callable[..., Any] = cache.set) -> None:
    put(STATE, secrets.token_hex(8), None)


def _wait(key: str, busy: str) -> Piece | None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        # In this order: it is put down before the maker stops being busy.
        is_busy = _try(lambda: busy in cache, otherwise=False)
        _state, piece = _try(lambda: _look(key), otherwise=_NOTHING)
        if piece or not is_busy:
            return piece
        time.sleep(_PAUSE)
    return None


def _try(act: Callable[[], T], *, otherwise: T) -> T:
    try:
        return act()
    except (RedisError, OSError):
        log.warning("The cache is away: pages are made for each.")
        return otherwise
