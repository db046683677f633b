"""One's own account: who looked, taking data along, another number, sessions, leaving."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.loop.models import Case
from portal.notices.models import Notice
from portal.people.actions import add_totp, record_look
from portal.people.models import PersonalLook, Residency, User
from portal.people.powers import powers_of
from portal.roles.grants import Role
from tests.signed import signed_in
from tests.town import MONDAY, Town, filed

NEW = "+8613800138000"


@pytest.fixture
def widow(town: Town) -> User:
    return town.people["widow"]


@pytest.fixture
def browser(widow: User) -> Client:
    return signed_in(widow, strong=False)


def look(town: Town, why: str) -> None:
    record_look(
        town.people["widow"],
        matter="grievance:1",
        role=Role.PROPERTY,
        why=why,
        by=town.people["manager"],
        at=MONDAY,
    )


def test_the_widow_reads_who_looked_and_why(town: Town, browser: Client) -> None:
    look(town, "上门前打电话")
    page = browser.get("/me/looks/").content.decode()
    assert ("童经理" in page, "上门前打电话" in page) == (True, True)
    other = signed_in(town.people["tenant"], strong=False).get("/me/looks/").content.decode()
    assert ("童经理" in other, "上门前打电话" in other) == (False, False)


def test_looks_are_paged_by_key_and_none_is_lost(town: Town, browser: Client) -> None:
    for number in range(45):
        look(town, f"原因{number:02d}号")
    seen, where = [], "/me/looks/"
    while where:
        page = browser.get(where)
        seen += [row.why for row in page.context["looks"]]
        where = f"/me/looks/{page.context['older']}" if page.context["older"] else ""
    assert seen == [f"原因{number:02d}号" for number in reversed(range(45))]


def test_the_list_asks_as_much_for_three_as_for_one(town: Town, browser: Client) -> None:
    def asked() -> int:
        browser.get("/me/looks/")
        with CaptureQueriesContext(connection) as seen:
            browser.get("/me/looks/")
        return len(seen)

    look(town, "一")
    one = asked()
    look(town, "二")
    look(town, "三")
    assert asked() == one


def test_everything_kept_can_be_read_and_taken_along(
    town: Town, widow: User, browser: Client
) -> None:
    look(town, "上门前打电话")
    page = browser.get("/me/data/").content.decode()
    answer = browser.get("/me/data/file/")
    text = json.dumps(json.loads(answer.content), ensure_ascii=False)
    for kept in ("温奶奶", widow.phone, "3单元502", "上门前打电话"):
        assert (kept, kept in page, kept in text) == (kept, True, True)
    assert town.people["tenant"].phone not in text
    assert answer["Cache-Control"].count("no-store") == 1


def test_the_name_is_changed_and_nothing_else(widow: User, browser: Client) -> None:
    given = {
        "name": "温阿姨",
        "age": "elder",
        "language": "",
        "is_staff": "1",
        "username": "root",
        "phone": NEW,
        "is_superuser": "on",
    }
    browser.post("/me/name/", given)
    before, widow = widow.phone, User.objects.get(pk=widow.pk)
    assert (
        widow.name,
        widow.age,
        widow.is_staff,
        widow.is_superuser,
        widow.username,
        widow.phone,
    ) == (
        "温阿姨",
        "elder",
        False,
        False,
        None,
        before,
    )


def test_another_number_counts_once_its_code_is_right(
    widow: User,
    browser: Client,
    last_code: Callable[[], str],
    phone: Callable[[], list[dict[str, str]]],
) -> None:
    browser.post("/me/phone/", {"phone": NEW})
    assert phone()[-1]["to"] == NEW
    assert User.objects.by_phone(NEW) is None
    browser.post("/me/phone/code/", {"code": last_code()})
    assert User.objects.by_phone(NEW) == widow


def test_another_persons_number_is_not_taken(
    town: Town, widow: User, browser: Client, last_code: Callable[[], str]
) -> None:
    tenant = town.people["tenant"]
    browser.post("/me/phone/", {"phone": tenant.phone})
    assert browser.post("/me/phone/code/", {"code": last_code()}).status_code == 422
    assert User.objects.by_phone(tenant.phone) == tenant


def test_a_code_for_another_number_opens_no_door(
    browser: Client, last_code: Callable[[], str]
) -> None:
    browser.post("/me/phone/", {"phone": NEW})
    answer = browser.post("/accounts/login/code/", {"code": last_code()})
    assert answer["Location"] == "/accounts/login/"


def test_leaving_takes_the_name_and_leaves_the_case(
    town: Town, widow: User, browser: Client
) -> None:
    case = filed(town)
    look(town, "上门前打电话")
    add_totp(town.people["tenant"], "JBSWY3DPEHPK3PXP")
    number = widow.phone
    steps = case.steps.count()
    assert browser.post("/me/erase/").status_code == 200
    gone = User.objects.get(pk=widow.pk)
    assert (gone.phone, gone.phone_hash, gone.username, gone.is_active, gone.erased_at is None) == (
        "",
        "",
        None,
        False,
        False,
    )
    assert "温奶奶" not in gone.name
    assert User.objects.by_phone(number) is None
    assert powers_of(gone, at=MONDAY + timedelta(days=30)).holdings == ()
    assert Residency.objects.on(MONDAY.date() + timedelta(days=30)).filter(user=gone).count() == 0
    kept = Case.objects.get(pk=case.pk)
    assert (kept.stage, kept.steps.count(), PersonalLook.objects.count()) == (case.stage, steps, 1)
    assert Notice.objects.filter(user=gone).count() == 0
    assert Authenticator.objects.filter(user=town.people["tenant"]).count() == 1
    assert browser.get("/me/")["Location"].startswith("/accounts/login/")


def test_whoever_left_may_come_back_as_someone_new(
    widow: User, browser: Client, last_code: Callable[[], str]
) -> None:
    number = widow.phone
    browser.post("/me/erase/")
    fresh = Client()
    fresh.post("/accounts/login/", {"phone": number})
    fresh.post("/accounts/login/code/", {"code": last_code()})
    assert fresh.session["_auth_user_id"] == str(User.objects.by_phone(number).pk) != str(widow.pk)


def test_whoever_holds_an_office_lays_it_down_first(town: Town) -> None:
    answer = signed_in(town.people["secretary"]).post("/me/erase/")
    assert answer.status_code == 409
    assert User.objects.get(pk=town.people["secretary"].pk).erased_at is None


def test_asking_does_not_erase(widow: User, browser: Client) -> None:
    browser.get("/me/erase/")
    assert User.objects.get(pk=widow.pk).erased_at is None


def come_in(widow: User, last_code: Callable[[], str]) -> Client:
    cache.clear()
    browser = Client()
    browser.post("/accounts/login/", {"phone": widow.phone})
    browser.post("/accounts/login/code/", {"code": last_code()})
    return browser


def is_in(browser: Client) -> bool:
    return browser.get("/me/").status_code == 200


def test_sessions_are_listed_and_ended_by_their_owner(
    town: Town, widow: User, last_code: Callable[[], str]
) -> None:
    here, there = come_in(widow, last_code), come_in(widow, last_code)
    assert [is_in(here), is_in(there)] == [True, True]
    other = UserSession.objects.get(session_key=there.session.session_key)
    stranger = signed_in(town.people["tenant"], strong=False)
    assert stranger.post(f"/accounts/sessions/{other.pk}/end/").status_code == 404
    assert here.get("/accounts/sessions/").content.decode().count("/end/") == 2
    here.post(f"/accounts/sessions/{other.pk}/end/")
    assert [is_in(here), is_in(there)] == [True, False]


def test_all_others_end_and_this_one_stays(widow: User, last_code: Callable[[], str]) -> None:
    browsers = [come_in(widow, last_code) for _ in range(3)]
    browsers[0].post("/accounts/sessions/")
    assert [is_in(b) for b in browsers] == [True, False, False]


def test_signing_out_needs_a_form(browser: Client) -> None:
    browser.get("/accounts/logout/")
    assert is_in(browser)
    browser.post("/accounts/logout/")
    assert not is_in(browser)


def test_personal_pages_are_never_cached(browser: Client) -> None:
    for page in ("/me/", "/me/looks/", "/me/data/", "/me/name/", "/accounts/sessions/"):
        assert (page, "no-store" in browser.get(page)["Cache-Control"]) == (page, True)


def test_nobody_signed_out_finds_an_account(db: None) -> None:
    for page in (
        "",
        "name/",
        "phone/",
        "phone/code/",
        "looks/",
        "data/",
        "data/file/",
        "erase/",
        "home/",
    ):
        assert Client().get(f"/me/{page}")["Location"].startswith("/accounts/login/")


def test_everybody_reads_what_is_kept(db: None) -> None:
    assert Client().get("/privacy/").status_code == 200
