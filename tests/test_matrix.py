"""Page × person: what `tests/matrix.py` says is what everybody gets, and no page is left out."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from tests.matrix import ADMINISTRATION, CHANGED_BY_READING, PERSONS, ROWS, WITHOUT_TOKEN, Row
from tests.matters import World, begin

POLICY = frozenset(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "manifest-src 'self'",
    ]
)
SANDBOX = frozenset({"default-src 'none'", "sandbox"})  # what is no page: pictures
DOORS = {"/accounts/login/": "L", "/accounts/staff/": "L", "/accounts/second-step/": "S"}
LETTERS = {200: "O", 403: "F", 404: ".", 405: "M", 409: "C", 422: "!", 429: "T"}
# Who is signed in where: no page's doing.
SESSIONS = ("django_session", "usersessions_usersession")

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """One world for all rows; what a row does is undone after it."""
    kept = pytest.MonkeyPatch()
    from django.conf import settings

    folder = tmp_path_factory.mktemp("matrix")
    for name in ("MEDIA_ROOT", "OUTBOX"):
        kept.setattr(settings, name, folder)
    kept.setattr(settings, "SMS_CHANNEL", "file")
    with django_db_blocker.unblock(), transaction.atomic():
        yield begin()
        transaction.set_rollback(True)
    kept.undo()


@pytest.fixture(scope="module")
def browsers(world: World) -> dict[str, Client]:
    found = {who: world.client(who) for who in PERSONS}
    for client in found.values():
        client.raise_request_exception = False
    return found


def pages(resolver: Any = None, space: str = "") -> Iterator[str]:
    """Every name in the address table, with its namespace."""
    for each in (resolver or get_resolver()).url_patterns:
        if isinstance(each, URLResolver):
            yield from pages(each, space + (f"{each.namespace}:" if each.namespace else ""))
        elif each.name or space != ADMINISTRATION:
            yield f"{space}{each.name}"


def letter(answer: HttpResponse) -> str:
    """The matrix' letter for an answer."""
    if answer.status_code in {301, 302}:
        return DOORS.get(answer["Location"].split("?")[0], ">") if _asks(answer) else ">"
    return LETTERS.get(answer.status_code, str(answer.status_code))


def _asks(answer: HttpResponse) -> bool:
    return "?next=" in answer["Location"] or "/second-step/" in answer["Location"]


def policy(answer: HttpResponse) -> frozenset[str]:
    """What the page may load and run."""
    return frozenset(answer["Content-Security-Policy"].split("; "))


def address(row: Row, world: World) -> str:
    named = {key: world.names[word] for key, word in row.named.items()}
    return reverse(row.page, kwargs=named | row.literal)


def ask(client: Client, row: Row, url: str) -> HttpResponse:
    """One request, whose every trace is gone afterwards."""
    cookies = copy.deepcopy(client.cookies)
    mark = transaction.savepoint()
    try:
        # A form sent empty is still a form sent.
        data = {"sent": "1"} | row.data if row.method == "POST" else {}
        answer = getattr(client, row.method.lower())(url, data)
        if answer.streaming:  # a file is closed by being read
            b"".join(answer.streaming_content)
        return answer
    finally:
        transaction.savepoint_rollback(mark)
        client.cookies = cookies
        if row.method == "POST":
            cache.clear()


def written() -> dict[str, int]:
    """How many rows this transaction has written, table by table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables"
            " WHERE relname <> ALL(%s)",
            [list(SESSIONS)],
        )
        return dict(cursor.fetchall())


def test_every_page_is_in_the_matrix_and_every_page_of_the_matrix_exists() -> None:
    named = {name for name in pages() if not name.startswith(ADMINISTRATION)}

    assert {row.page for row in ROWS} ^ named == set()


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_everybody_gets_what_the_matrix_says(
    row: Row, world: World, browsers: dict[str, Client]
) -> None:
    url, before = address(row, world), written()
    answers = {who: ask(browsers[who], row, url) for who in PERSONS}
    changed = {name for name, count in written().items() if count != before.get(name, 0)}

    assert {who: letter(answer) for who, answer in answers.items()} == row.cells
    assert {policy(answer) for answer in answers.values()} <= {POLICY, SANDBOX}
    if row.method == "GET":
        assert changed == CHANGED_BY_READING.get(row.page, set())


@pytest.mark.parametrize("page", sorted({row.page for row in ROWS if row.method == "GET"}))
def test_a_page_that_only_shows_takes_nothing(
    page: str, world: World, browsers: dict[str, Client]
) -> None:
    if any(row.page == page and row.method == "POST" for row in ROWS):
        return
    shown = next(row for row in ROWS if row.page == page)
    sent, before = Row("POST", page, shown.named, shown.literal, {}, {}), written()
    answers = {letter(ask(client, sent, address(shown, world))) for client in browsers.values()}

    assert answers <= {"M", "L", "S", ".", "F"}
    assert written() == before


@pytest.mark.parametrize(
    "row", [row for row in ROWS if row.method == "POST" and row.page not in WITHOUT_TOKEN], ids=str
)
def test_nothing_is_taken_without_the_token_of_its_form(
    row: Row, world: World, browsers: dict[str, Client]
) -> None:
    who = next((who for who in PERSONS if row.cells[who] not in "LS."), "widow")
    client = browsers[who]
    client.handler.enforce_csrf_checks = True
    try:
        before = written()
        assert ask(client, row, address(row, world)).status_code == 403
        assert written() == before
    finally:
        client.handler.enforce_csrf_checks = False


def test_the_administration_opens_to_its_staff_alone(browsers: dict[str, Client]) -> None:
    names = sorted({name for name in pages() if name.startswith(ADMINISTRATION)})
    opened: dict[str, set[str]] = {}
    for name in names:
        for who, client in browsers.items():
            for kwargs in ({}, {"object_id": "1"}, {"app_label": "people"}):
                try:
                    url = reverse(name, kwargs=kwargs)
                except Exception:  # noqa: BLE001 - an address of another shape
                    continue
                if client.get(url).status_code == 200:
                    opened.setdefault(who, set()).add(name)

    # `admin:jsi18n` is a catalogue of words, `admin:logout` and the view site lead out.
    assert set(opened) == {"admin"}
    assert len(opened["admin"]) > 20


def test_what_a_visitor_reads_leaves_no_cookie(world: World, browsers: dict[str, Client]) -> None:
    number = world.names["public"]
    for url in ("/cases/", f"/cases/{number}/", "/who-may-do-what/", "/how-it-travels/"):
        assert dict(Client().get(url).cookies) == {}
