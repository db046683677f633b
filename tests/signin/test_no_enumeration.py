"""Whether a number is known shows neither in words, nor in work, nor in time."""

import re
import statistics
import time

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.people import sealed
from tests.town import Town

UNKNOWN = "13800138000"


@pytest.fixture
def numbers(town: Town) -> tuple[str, str]:
    return town.people["widow"].phone, UNKNOWN


def _shown(phone: str) -> tuple[int, str, str]:
    cache.clear()
    browser = Client()
    sent = browser.post("/accounts/login/", {"phone": phone})
    page = browser.get(sent["Location"])
    words = re.sub(r'value="[^"]{20,}"|\d{3}\*{4}\d{4}', "", page.content.decode())
    return sent.status_code, sent["Location"], words


def test_the_words_are_the_same(numbers: tuple[str, str]) -> None:
    known, unknown = (_shown(phone) for phone in numbers)
    assert known == unknown


def test_a_wrong_code_is_answered_the_same(numbers: tuple[str, str]) -> None:
    pages = []
    for phone in numbers:
        cache.clear()
        browser = Client()
        browser.post("/accounts/login/", {"phone": phone})
        page = browser.post("/accounts/login/code/", {"code": "not it"})
        words = re.sub(r'value="[^"]{20,}"|\d{3}\*{4}\d{4}', "", page.content.decode())
        pages.append((page.status_code, words))
    assert pages[0] == pages[1]


@pytest.fixture
def hashes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    done: list[str] = []
    for name in ("fingerprint", "seal", "unseal"):
        work = getattr(sealed, name)

        def counted(*args: object, _name: str = name, _work: object = work, **more: object) -> str:
            done.append(_name)
            return _work(*args, **more)  # type: ignore[operator]

        for module in ("portal.people.sealed", "portal.signin.codes", "portal.people.models"):
            monkeypatch.setattr(f"{module}.{name}", counted, raising=False)
    return done


def test_the_work_is_the_same(numbers: tuple[str, str], hashes: list[str]) -> None:
    seen = []
    for phone in numbers:
        cache.clear()
        hashes.clear()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            Client().post("/accounts/login/", {"phone": phone})
        shapes = [re.sub(r"'[^']*'|\$?\d+", "?", q["sql"]) for q in queries]
        seen.append((shapes, list(hashes)))
    assert seen[0] == seen[1]
    assert not any("people_user" in sql and "SELECT" in sql for sql in seen[0][0])


@pytest.mark.django_db
def test_the_time_is_the_same(town: Town, settings: object) -> None:
    settings.CODE_LIMITS = {"number": [], "address": [], "everybody": []}
    took: dict[str, list[float]] = {"known": [], "unknown": []}
    phones = {"known": town.people["widow"].phone, "unknown": UNKNOWN}
    for _ in range(40):
        for kind, phone in phones.items():
            browser = Client()
            begun = time.perf_counter()
            browser.post("/accounts/login/", {"phone": phone})
            took[kind].append(time.perf_counter() - begun)
    known, unknown = (statistics.median(took[kind]) for kind in ("known", "unknown"))
    # A look-up more or one hash more would show; a busy machine's noise hits both alike.
    assert abs(known - unknown) < 0.25 * max(known, unknown)
