"""The list and the front page: one for all who are nobody in particular, never a personal one."""

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from grievances.actions import work
from grievances.models import Grievance
from portal.loop.models import Case
from portal.loop.spec import Need
from portal.loop.standing import actor
from portal.notices.models import Notice
from tests.grievances.story import begin, clear, file
from tests.town import MONDAY, Town

pytestmark = pytest.mark.django_db(transaction=True)
PAGES = ("/cases/", "/", "/cases/?state=open")


def asked(client: Client, path: str = "/cases/", **headers: Any) -> tuple[str, list[str]]:
    """The page, and the queries it made."""
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(path, **headers)
    assert answer.status_code == 200
    return answer.content.decode(), [query["sql"] for query in seen.captured_queries]


@pytest.fixture
def published(town: Town, sign_in: Any) -> Grievance:
    """The widow's streetlight, cleared for everybody."""
    grievance = file(sign_in("widow"), town)
    clear(town, grievance)
    return grievance


def again(grievance: Grievance) -> Grievance:
    return Grievance.objects.with_case().get(pk=grievance.pk)


@pytest.mark.parametrize("path", PAGES)
def test_asked_again_it_costs_no_query_at_all(published: Grievance, path: str) -> None:
    first, _made = asked(Client(), path)
    second, queries = asked(Client(), path)
    assert (second, queries) == (first, [])


def test_signed_in_it_costs_who_they_are_and_what_they_have_not_read(
    published: Grievance, sign_in: Any
) -> None:
    me = sign_in("tenant")
    asked(me)
    _page, queries = asked(me)
    assert ["people_user" in sql for sql in queries] == [True, False]
    assert ["notices_notice" in sql for sql in queries] == [False, True]


@pytest.mark.parametrize("path", ["/cases/", "/cases/?before=1000000", "/cases/?kind=roads"])
def test_nothing_is_counted_on_the_way(published: Grievance, path: str) -> None:
    _page, queries = asked(Client(), path)
    assert [sql for sql in queries if "count(" in sql.lower()] == []


def test_three_rows_cost_no_more_queries_than_one(town: Town, sign_in: Any) -> None:
    me = sign_in("widow")
    counts = []
    for rows in (1, 3):
        while Case.objects.public().count() < rows:
            clear(town, file(me, town))
        cache.clear()
        counts.append(len(asked(Client(), "/cases/?before=1000000")[1]))
    assert counts[0] == counts[1]


def test_a_case_shows_at_once_when_it_is_cleared_moved_and_taken_back(
    town: Town, sign_in: Any
) -> None:
    grievance = file(sign_in("widow"), town)
    by = actor(town.people["secretary"], at=MONDAY)
    readers = (Client(), sign_in("tenant"))

    def pages() -> list[str]:
        return [asked(reader)[0] for reader in readers]

    assert [grievance.case.number in page for page in pages()] == [False, False]
    clear(town, grievance)
    assert [grievance.case.number in page for page in pages()] == [True, True]
    before = pages()
    at = again(grievance).case.steps.latest("seq").at
    given = {Need.LEAD: town.bodies["property"]}
    work.move(again(grievance).case, "accept", by=by, at=at, given=given)
    assert ["安居物业" in page for page in before + pages()] == [False, False, True, True]
    work.move(again(grievance).case, "unpublish", by=by, at=at, given={Need.NOTE: "收回。"})
    assert [grievance.case.number in page for page in pages()] == [False, False]


@pytest.mark.parametrize("path", PAGES)
def test_the_page_of_one_person_is_never_anybody_elses(
    published: Grievance, town: Town, sign_in: Any, path: str
) -> None:
    widow, stranger = sign_in("widow"), Client()
    Notice.objects.filter(user=town.people["widow"]).delete()
    plain, _made = asked(stranger, path)
    hers, _made = asked(widow, path)
    assert ("/desk/" in plain, "/desk/" in hers) == (False, True)
    # In every order: who came first left nothing of theirs.
    assert [asked(stranger, path)[0], asked(widow, path)[0], asked(Client(), path)[0]] == [
        plain,
        hers,
        plain,
    ]


def test_a_pending_message_is_shown_to_its_reader_alone(published: Grievance) -> None:
    reader, other = Client(), Client()
    draft = begin(reader, "anonymous")
    asked(other)
    reader.post(f"/file/{draft.pk}/discard/")
    told, plain = asked(reader)[0], asked(other)[0]
    assert [page.count('class="notes"') for page in (told, plain, asked(reader)[0])] == [1, 0, 0]


@pytest.mark.parametrize("path", PAGES)
def test_no_token_and_no_cookie_is_on_a_common_page(published: Grievance, path: str) -> None:
    for reader in (Client(), Client()):
        answer = reader.get(path)
        assert (b"csrfmiddlewaretoken" in answer.content, list(answer.cookies)) == (False, [])


def test_who_has_a_token_gets_the_same_page_and_keeps_the_token(published: Grievance) -> None:
    reader = Client()
    reader.get("/receipt/")
    token = reader.cookies["csrftoken"].value
    assert asked(reader)[0] == asked(Client())[0]
    assert reader.cookies["csrftoken"].value == token


def test_each_look_and_language_has_its_own(published: Grievance) -> None:
    def page(**cookies: str) -> str:
        reader = Client()
        for name, value in cookies.items():
            reader.cookies[name] = value
        return asked(reader)[0]

    looks = [
        {},
        {"mode": "elder"},
        {"theme": "dark"},
        {"django_language": "en"},
        {"mode": "elder", "theme": "dark", "django_language": "en"},
    ]
    first = [page(**look) for look in looks]
    assert len(set(first)) == len(looks)
    assert [page(**look) for look in looks] == first


def test_anything_else_in_the_asking_has_the_page_made_for_it(published: Grievance) -> None:
    asked(Client())
    htmx = asked(Client(), HTTP_HX_REQUEST="true")[1]
    strange = asked(Client(), "/cases/?state=open&utm=1")[1]
    assert Client().head("/cases/").content == b""
    assert (len(htmx), len(strange)) > (0, 0)


def test_an_unknown_host_is_refused_before_anything_is_looked_up() -> None:
    assert Client().get("/cases/", HTTP_HOST="elsewhere.example").status_code == 400


def test_the_choices_of_looks_need_no_token_and_everything_else_does(town: Town) -> None:
    stranger = Client(enforce_csrf_checks=True)
    assert stranger.post("/mode/", {"mode": "elder"}).status_code == 302
    assert stranger.post("/language/", {"language": "en"}).status_code == 302
    assert stranger.post("/file/", {"who": "anonymous"}).status_code == 403


def test_the_list_reads_its_index_backwards_and_sorts_nothing(published: Grievance) -> None:
    for narrowed, index in (
        (Case.objects.public(), "case_public"),
        (Case.objects.public().filter(community=published.case.community_id), "case_public_here"),
        (Case.objects.public().filter(kind="roads"), "case_public_kind"),
    ):
        with connection.cursor() as cursor:
            # So small a table is read whole otherwise.
            cursor.execute("SET enable_seqscan = off")
            cursor.execute("SET enable_bitmapscan = off")
            plan = narrowed.filter(pk__lt=10**9).order_by("-pk")[:21].explain()
            cursor.execute("RESET enable_seqscan")
            cursor.execute("RESET enable_bitmapscan")
        assert re.findall(r"Index Scan using (\w+)", plan) == [index], plan
        assert "Sort" not in plan
