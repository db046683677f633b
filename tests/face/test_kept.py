"""Pieces kept for everybody: made by one, shown to all, gone when something public changes."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from redis.exceptions import ConnectionError as Away

from portal.face import kept as keeping
from portal.face.kept import changed, kept

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 8


class Making:
    """Counts how often it is made; slowly, so that askers meet."""

    def __init__(self, seconds: float = 0.0) -> None:
        self.times = 0
        self.seconds = seconds

    def __call__(self) -> str:
        self.times += 1
        time.sleep(self.seconds)
        return f"made {self.times}"


def together(ask: Callable[[], Any]) -> list[Any]:
    with ThreadPoolExecutor(THREADS) as pool:
        return [each.result() for each in [pool.submit(ask) for _ in range(THREADS)]]


def naive(key: str, make: Callable[[], Any]) -> Any:
    """As a page with a hard expiry does it."""
    found = cache.get(key)
    if found is None:
        found = make()
        cache.set(key, found, 60)
    return found


def test_it_is_made_once_and_shown_again() -> None:
    make = Making()
    assert [kept("a", make), kept("a", make), kept("b", make)] == ["made 1", "made 1", "made 2"]


def test_after_a_change_it_is_made_anew_at_once() -> None:
    make = Making()
    kept("a", make)
    with transaction.atomic():
        changed()
        assert kept("a", make) == "made 1"  # nothing has changed for others before the end
    assert kept("a", make) == "made 2"


def test_a_change_taken_back_changes_nothing() -> None:
    make = Making()
    kept("a", make)
    with transaction.atomic():
        changed()
        transaction.set_rollback(True)
    assert kept("a", make) == "made 1"


def test_what_was_begun_before_a_change_is_not_shown_after_it() -> None:
    def slow() -> str:
        changed()  # somebody publishes while it is being made
        return "old"

    assert kept("a", slow) == "old"
    assert kept("a", lambda: "new") == "new"


def test_eight_who_ask_at_once_have_it_made_once() -> None:
    make = Making(0.2)
    assert together(lambda: kept("a", make)) == ["made 1"] * THREADS


def test_the_control_without_keeping_is_stampeded() -> None:
    make = Making(0.2)
    together(lambda: naive("a", make))
    assert make.times > 1


def test_an_aged_one_is_shown_while_one_asker_makes_it_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make = Making(0.2)
    kept("a", make)
    monkeypatch.setattr(keeping, "FRESH", 0.0)
    start = time.monotonic()
    shown = sorted(together(lambda: kept("a", make)))
    assert (shown, make.times) == (["made 1"] * (THREADS - 1) + ["made 2"], 2)
    assert time.monotonic() - start < 2


def test_nothing_is_kept_of_nothing_and_nobody_waits_for_it() -> None:
    start = time.monotonic()
    assert together(lambda: kept("a", lambda: None)) == [None] * THREADS
    assert time.monotonic() - start < keeping.PATIENCE


def test_who_fails_leaves_it_to_the_next() -> None:
    def fail() -> str:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        kept("a", fail)
    assert kept("a", Making()) == "made 1"


def test_without_the_cache_everybody_makes_their_own(settings: Any) -> None:
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "unix:///nowhere/valkey.sock?db=0",
        }
    }
    with pytest.raises(Away):
        cache.get("a")
    make = Making()
    with transaction.atomic():
        changed()
    assert [kept("a", make), kept("a", make)] == ["made 1", "made 2"]
