"""Residents come in by phone and code."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from portal.people.accounts import PhoneTaken, admit, verify_phone
from portal.people.models import User
from portal.signin.codes import SESSION_KEY
from tests.town import Town, at

NEW = "+8613800138000"
LOGIN, CODE = "/accounts/login/", "/accounts/login/code/"


def ask(browser: Client, phone: str, **more: str) -> int:
    return browser.post(LOGIN, {"phone": phone}, **more).status_code


def who(browser: Client) -> str | None:
    return browser.session.get("_auth_user_id")


def test_a_new_number_gets_an_account_once_its_code_is_right(
    db: None, browser: Client, last_code: Callable[[], str]
) -> None:
    assert ask(browser, "１３８ 0013-8000") == 302
    assert User.objects.count() == 0
    answer = browser.post(CODE, {"code": last_code()})
    user = User.objects.get()
    assert (user.phone, user.phone_verified_at is not None, user.has_usable_password()) == (
        NEW,
        True,
        False,
    )
    assert urlsplit(answer["Location"]).path == reverse("me:name")
    assert who(browser) == str(user.pk)


def test_the_widow_comes_into_her_own_account(
    town: Town, browser: Client, last_code: Callable[[], str]
) -> None:
    widow = town.people["widow"]
    before = User.objects.count()
    ask(browser, widow.phone)
    browser.post(CODE, {"code": last_code()})
    assert (who(browser), User.objects.count()) == (str(widow.pk), before)


def test_a_name_is_asked_afterwards_and_may_be_skipped(
    db: None, browser: Client, last_code: Callable[[], str]
) -> None:
    browser.post(LOGIN, {"phone": NEW, "next": "/privacy/"})
    where = browser.post(CODE, {"code": last_code()})["Location"]
    assert where == "/me/name/?next=%2Fprivacy%2F"
    answer = browser.post(where, {"name": "陈阿姨", "age": "", "language": "", "next": "/privacy/"})
    assert (answer["Location"], User.objects.get().name) == ("/privacy/", "陈阿姨")


def test_the_fourth_wish_a_minute_from_one_address_is_429_and_leaves_nobody(
    db: None, browser: Client
) -> None:
    answers = [ask(browser, f"1380013800{n}") for n in range(4)]
    assert (answers, User.objects.count()) == ([302, 302, 302, 429], 0)


def test_the_page_says_how_long_to_wait(db: None, browser: Client) -> None:
    ask(browser, NEW)
    answer = browser.post(LOGIN, {"phone": NEW})
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 61
    assert answer["Retry-After"] in answer.content.decode()


def test_one_number_gets_one_code_a_minute_from_however_many_addresses(
    db: None, sent: Callable[[], int]
) -> None:
    answers = [ask(Client(), NEW, REMOTE_ADDR=f"10.0.0.{n}") for n in range(1, 5)]
    assert (answers, sent()) == ([302, 429, 429, 429], 1)


def test_all_together_get_no_more_than_the_house_allows(
    db: None, sent: Callable[[], int], settings: object
) -> None:
    settings.CODE_LIMITS = {"number": [], "address": [], "everybody": [(2, 60)]}
    answers = [ask(Client(), f"1380013800{n}", REMOTE_ADDR=f"10.0.0.{n}") for n in range(4)]
    assert (answers, sent()) == ([302, 302, 429, 429], 2)


def test_a_stranger_cannot_forge_an_address(db: None) -> None:
    answers = [ask(Client(), f"1380013800{n}", HTTP_X_FORWARDED_FOR=f"9.9.9.{n}") for n in range(4)]
    assert answers == [302, 302, 302, 429]


def test_behind_one_proxy_the_last_forwarded_address_counts(db: None, settings: object) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    same = [
        ask(Client(), f"1380013800{n}", HTTP_X_FORWARDED_FOR=f"6.6.6.{n}, 7.7.7.7")
        for n in range(4)
    ]
    other = ask(Client(), "13800138009", HTTP_X_FORWARDED_FOR="7.7.7.7, 8.8.8.8")
    assert (same, other) == ([302, 302, 302, 429], 302)


def test_a_short_forwarded_header_is_no_error(db: None, settings: object) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    assert ask(Client(), NEW, HTTP_X_FORWARDED_FOR="7.7.7.7") == 302


def test_limits_hold_with_the_shared_cache_away(db: None, settings: object) -> None:
    from portal.signin import limits

    limits._own.cache_clear()
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }
    assert [ask(Client(), f"1380013800{n}") for n in range(4)] == [302, 302, 302, 429]


def test_a_code_works_once(db: None, browser: Client, last_code: Callable[[], str]) -> None:
    ask(browser, NEW)
    kept = dict(browser.session[SESSION_KEY])
    browser.post(CODE, {"code": last_code()})
    browser.post("/accounts/logout/")
    del browser.cookies["sessionid"]
    session = browser.session
    session[SESSION_KEY] = kept
    session.save()
    answer = browser.post(CODE, {"code": last_code()})
    assert (answer.status_code, who(browser)) == (422, None)


def test_a_code_works_in_its_own_browser_only(
    db: None, browser: Client, last_code: Callable[[], str]
) -> None:
    ask(browser, NEW)
    code = last_code()
    other = Client()
    assert other.post(CODE, {"code": code})["Location"] == LOGIN
    ask(other, "13900139000")
    assert other.post(CODE, {"code": code}).status_code == 422


def test_a_code_ends_after_five_minutes(
    db: None, browser: Client, last_code: Callable[[], str]
) -> None:
    ask(browser, NEW)
    session = browser.session
    session[SESSION_KEY]["at"] -= settings.CODE_SECONDS + 1
    session.save()
    assert browser.post(CODE, {"code": last_code()})["Location"] == LOGIN
    assert User.objects.count() == 0


def test_after_five_wrong_tries_the_right_code_is_wrong_too(
    db: None, browser: Client, last_code: Callable[[], str]
) -> None:
    ask(browser, NEW)
    wrong = str((int(last_code()) + 1) % 10**6).zfill(6)
    tries = [browser.post(CODE, {"code": wrong}).status_code for _ in range(6)]
    assert tries == [422, 422, 422, 422, 422, 422]
    assert browser.post(CODE, {"code": last_code()})["Location"] == LOGIN
    assert User.objects.count() == 0


def test_tries_are_counted_even_when_the_session_is_turned_back(
    db: None, browser: Client, last_code: Callable[[], str]
) -> None:
    ask(browser, NEW)
    kept = dict(browser.session[SESSION_KEY])
    wrong = str((int(last_code()) + 1) % 10**6).zfill(6)
    for _ in range(6):
        session = browser.session
        session[SESSION_KEY] = dict(kept)
        session.save()
        browser.post(CODE, {"code": wrong})
    session = browser.session
    session[SESSION_KEY] = dict(kept)
    session.save()
    assert browser.post(CODE, {"code": last_code()}).status_code == 422


def test_neither_code_nor_number_lies_open_in_the_session(
    db: None, browser: Client, last_code: Callable[[], str]
) -> None:
    ask(browser, NEW)
    kept = str(browser.session[SESSION_KEY])
    assert [secret in kept for secret in (last_code(), NEW, NEW[3:])] == [False, False, False]


def test_nobody_squats_a_number(town: Town, browser: Client, last_code: Callable[[], str]) -> None:
    squatter = User.objects.create_user(name="占号的", phone=NEW)
    ask(browser, NEW)
    browser.post(CODE, {"code": last_code()})
    squatter.refresh_from_db()
    owner = User.objects.by_phone(NEW)
    assert (who(browser), squatter.phone, squatter.phone_hash) == (str(owner.pk), "", "")
    assert owner.pk != squatter.pk


def test_a_verified_number_is_not_taken_by_another(town: Town) -> None:
    widow, tenant = town.people["widow"], town.people["tenant"]
    with pytest.raises(PhoneTaken):
        verify_phone(tenant, phone=widow.phone, at=at(23))
    assert User.objects.by_phone(widow.phone) == widow


def test_one_number_makes_one_account(db: None) -> None:
    first, made = admit(NEW, at=at(23))
    second, made_again = admit(NEW, at=at(23) + timedelta(minutes=1))
    assert (first.pk, made, made_again) == (second.pk, True, False)


def test_a_closed_account_is_told_so(
    town: Town, browser: Client, last_code: Callable[[], str]
) -> None:
    User.objects.filter(pk=town.people["widow"].pk).update(is_active=False)
    ask(browser, town.people["widow"].phone)
    answer = browser.post(CODE, {"code": last_code()})
    assert (answer["Location"], who(browser)) == ("/accounts/inactive/", None)


@pytest.mark.parametrize(
    "next_url",
    [
        "https://evil.example/",
        "//evil.example/",
        "javascript:alert(1)",
        "/\\evil.example",
        "http:evil.example",
    ],
)
def test_nobody_is_led_out_of_the_house(
    db: None, browser: Client, last_code: Callable[[], str], next_url: str
) -> None:
    browser.post(LOGIN, {"phone": NEW, "next": next_url})
    where = browser.post(CODE, {"code": last_code()})["Location"]
    assert "evil" not in where
    assert "alert" not in where


def test_the_session_gets_a_new_key_at_the_door(
    db: None, browser: Client, last_code: Callable[[], str]
) -> None:
    ask(browser, NEW)
    before = browser.session.session_key
    browser.post(CODE, {"code": last_code()})
    assert browser.session.session_key != before


def test_a_form_from_elsewhere_is_refused(db: None) -> None:
    assert ask(Client(enforce_csrf_checks=True), NEW) == 403


def test_a_landline_is_refused_with_a_sentence(db: None, browser: Client) -> None:
    answer = browser.post(LOGIN, {"phone": "010-62345678"}, headers={"Accept-Language": "en"})
    assert answer.status_code == 422
    assert "A code cannot reach a landline" in answer.content.decode()


def test_the_old_code_ends_when_another_is_sent(
    db: None, browser: Client, last_code: Callable[[], str]
) -> None:
    ask(browser, NEW)
    old = last_code()
    cache.clear()
    assert browser.post("/accounts/login/again/").status_code == 302
    if old != last_code():
        assert browser.post(CODE, {"code": old}).status_code == 422
    assert browser.post(CODE, {"code": last_code()}).status_code == 302


def test_sign_up_is_the_same_door(browser: Client, db: None) -> None:
    assert browser.get("/accounts/signup/?next=/privacy/")["Location"] == (
        "/accounts/login/?next=%2Fprivacy%2F"
    )
