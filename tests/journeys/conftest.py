"""A browser before the running house, with the town in it."""

import json
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from portal.people.actions import add_totp
from portal.people.models import User
from tests.matters import World, begin
from tests.signed import signed_in
from tests.town import Town, build

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 800}
SECRET = "JBSWY3DPEHPK3PXP"
PASSWORD = "maple-street-lamp-3"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/journeys/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine"))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # One a module: two Playwrights cannot live in one process, and other folders have their own.
    kept = pytest.MonkeyPatch()
    # Playwright's loop runs in this thread; what a test does to the database is over before it
    # asks the browser for anything.
    kept.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        running.close()
    kept.undo()


@pytest.fixture(autouse=True)
def outbox(settings: Any, tmp_path: Path) -> Path:
    settings.SMS_CHANNEL, settings.OUTBOX, settings.MEDIA_ROOT = "file", tmp_path, tmp_path
    settings.ACCOUNT_RATE_LIMITS = {}
    return tmp_path


@pytest.fixture
def last_code(outbox: Path) -> Callable[[], str]:
    """The digits last sent to anybody's phone."""
    return lambda: json.loads((outbox / "sms.jsonl").read_text().splitlines()[-1])["code"]


@pytest.fixture
def house(transactional_db: None, live_server: Any, browser: Browser) -> str:
    """The address of the house."""
    return str(live_server.url)


@pytest.fixture
def people(house: str) -> Town:
    """The town, seen by the running house."""
    return build()


@pytest.fixture
def world(house: str) -> World:
    """The town with matters in every stage."""
    return begin()


Open = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, house: str) -> Iterator[Open]:
    """A new browser of somebody; what its pages complained about fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def opened(who: User | None = None, size: dict[str, int] = PHONE, **options: Any) -> Page:
        options = {"locale": "zh-CN", "base_url": house, "viewport": size} | options
        context = browser.new_context(**options)
        context.set_default_timeout(15_000)
        contexts.append(context)
        if who:
            session = signed_in(who).cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": session, "url": house}])
        page = context.new_page()
        page.on("console", lambda told: _note(complaints, told.type, told.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def _note(complaints: list[str], kind: str, text: str) -> None:
    # A form sent back with its mistakes is a 422, which browsers call a failure.
    if kind == "error" and "422" not in text and "404" not in text:
        complaints.append(text)


def press(page: Page, text: str, *, exact: bool = False) -> None:
    """Press the button or follow the link that says so."""
    page.get_by_role("button", name=text, exact=exact).or_(
        page.get_by_role("link", name=text, exact=exact)
    ).first.click()


def heading(page: Page) -> str:
    return page.locator("h1").first.inner_text()


def enroll(user: User) -> None:
    """Give a password and an app of six digits to somebody of the staff."""
    user.set_password(PASSWORD)
    user.save()
    add_totp(user, SECRET)


def six_digits() -> str:
    """What the app shows now."""
    return format_hotp_value(hotp_value(SECRET, int(time.time()) // 30))
