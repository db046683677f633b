"""Whoever sees personal data or touches money takes a second step in each session."""

import time
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.management import CommandError, call_command
from django.test import Client

from portal.people.actions import add_totp
from portal.people.models import Body, Duty, Membership, User
from portal.roles.grants import Duty as DutyName
from portal.roles.grants import Seat
from tests.signed import signed_in
from tests.town import TERM, Town

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PASSWORD = "three words of mine"
GATE = "/accounts/second-step/"
GUARDED = ["secretary", "clerk", "officer", "engineer", "manager", "foreman", "grid_worker"]
FREE = ["widow", "tenant", "stranger", "rep", "volunteer"]


def now_code(step: int = 0) -> str:
    return format_hotp_value(hotp_value(SECRET, int(time.time()) // 30 + step))


def early_in_the_step() -> None:
    """A code lives 30 s: wait for a new one when this one is about to end."""
    left = 30 - time.time() % 30
    if left < 4:
        time.sleep(left + 0.1)


@pytest.fixture
def secretary(town: Town, settings: object) -> User:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    user = town.people["secretary"]
    user.set_password(PASSWORD)
    user.save()
    return user


def enter(username: str = "secretary", password: str = PASSWORD, **more: str) -> Client:
    browser = Client()
    browser.post("/accounts/staff/", {"login": username, "password": password, **more})
    return browser


@pytest.mark.parametrize("name", GUARDED)
def test_with_one_step_alone_every_page_leads_to_the_second(town: Town, name: str) -> None:
    browser = signed_in(town.people[name], strong=False)
    for page in ("/me/", "/me/looks/", "/people/", "/residents/", "/admin/"):
        answer = browser.get(page)
        assert (page, answer.status_code, answer["Location"].split("?")[0]) == (page, 302, GATE)


@pytest.mark.parametrize("name", GUARDED)
def test_nothing_is_done_by_posting_either(town: Town, name: str) -> None:
    browser = signed_in(town.people[name], strong=False)
    before = User.objects.get(pk=town.people[name].pk).name
    assert browser.post("/me/name/", {"name": "别人"})["Location"] == GATE
    assert User.objects.get(pk=town.people[name].pk).name == before


@pytest.mark.parametrize("name", GUARDED)
def test_with_both_steps_the_house_is_open(town: Town, name: str) -> None:
    assert signed_in(town.people[name]).get("/me/").status_code == 200


@pytest.mark.parametrize("name", FREE)
def test_who_guards_nothing_needs_none(town: Town, name: str) -> None:
    assert signed_in(town.people[name], strong=False).get("/me/").status_code == 200


@pytest.mark.parametrize("duty", [DutyName.TREASURER, DutyName.CASHIER, DutyName.ADMINISTRATOR])
def test_a_duty_given_during_a_session_counts_at_once(town: Town, duty: DutyName) -> None:
    browser = signed_in(town.people["tenant"], strong=False)
    assert browser.get("/me/").status_code == 200
    Duty.objects.create(user=town.people["tenant"], area=town.areas["maple"], name=duty, term=TERM)
    assert browser.get("/me/")["Location"] == f"{GATE}?next=%2Fme%2F"


def test_htmx_is_led_there_as_a_whole_page(town: Town) -> None:
    answer = signed_in(town.people["clerk"], strong=False).get(
        "/me/", headers={"HX-Request": "true"}
    )
    assert answer["HX-Redirect"] == f"{GATE}?next=%2Fme%2F"


def test_the_secretary_comes_in_with_password_and_app(secretary: User) -> None:
    add_totp(secretary, SECRET)
    early_in_the_step()
    browser = enter(next="/me/")
    assert "_auth_user_id" not in browser.session
    answer = browser.post("/accounts/2fa/authenticate/", {"code": now_code()})
    assert (answer["Location"], browser.get("/me/").status_code) == ("/me/", 200)


def test_an_apps_code_works_once(secretary: User) -> None:
    add_totp(secretary, SECRET)
    early_in_the_step()
    code = now_code()
    first, second = enter(), enter()
    first.post("/accounts/2fa/authenticate/", {"code": code})
    second.post("/accounts/2fa/authenticate/", {"code": code})
    assert ["_auth_user_id" in b.session for b in (first, second)] == [True, False]


def test_the_code_that_set_up_the_app_does_not_work_again(secretary: User) -> None:
    browser = signed_in(secretary, strong=False)
    browser.get("/accounts/2fa/totp/activate/")
    secret = browser.session["mfa.totp.secret"]
    early_in_the_step()
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    browser.post("/accounts/2fa/totp/activate/", {"code": code})
    assert Authenticator.objects.filter(user=secretary, type="totp").count() == 1
    assert browser.get("/me/").status_code == 200
    other = enter()
    other.post("/accounts/2fa/authenticate/", {"code": code})
    assert "_auth_user_id" not in other.session


def test_setting_up_gives_recovery_codes_that_work_once(secretary: User) -> None:
    browser = signed_in(secretary, strong=False)
    browser.get("/accounts/2fa/totp/activate/")
    early_in_the_step()
    code = format_hotp_value(hotp_value(browser.session["mfa.totp.secret"], int(time.time()) // 30))
    browser.post("/accounts/2fa/totp/activate/", {"code": code})
    codes = Authenticator.objects.get(user=secretary, type="recovery_codes").wrap()
    spare = codes.get_unused_codes()[0]
    answers = []
    for _ in range(2):
        other = enter()
        other.post("/accounts/2fa/authenticate/", {"code": spare})
        answers.append("_auth_user_id" in other.session)
    assert answers == [True, False]


def test_the_secret_is_sealed_in_the_database(secretary: User) -> None:
    add_totp(secretary, SECRET)
    assert SECRET not in str(Authenticator.objects.get(user=secretary).data)


def test_a_session_without_the_factor_adds_no_second_one(secretary: User) -> None:
    add_totp(secretary, SECRET)
    browser = signed_in(secretary, strong=False)
    for page in (
        "/accounts/2fa/keys/add/",
        "/accounts/2fa/totp/deactivate/",
        "/accounts/2fa/recovery/",
    ):
        answer = browser.get(page)
        assert answer.status_code == 302
        assert answer["Location"].split("?")[0] in {"/accounts/reauthenticate/", GATE}
    again = browser.get("/accounts/reauthenticate/?next=/accounts/2fa/keys/add/")
    assert again["Location"].startswith("/accounts/2fa/reauthenticate/")


def test_a_code_to_the_phone_alone_sets_up_nothing_for_who_has_a_password(
    secretary: User, last_code: Callable[[], str]
) -> None:
    browser = Client()
    browser.post("/accounts/login/", {"phone": secretary.phone})
    browser.post("/accounts/login/code/", {"code": last_code()})
    for page in ("/accounts/2fa/totp/activate/", "/accounts/2fa/keys/add/"):
        where = browser.get(page)["Location"]
        assert where.startswith("/accounts/reauthenticate/?next=")
    asked = browser.get("/accounts/reauthenticate/?next=/accounts/2fa/totp/activate/")
    assert (asked.status_code, "phone" in asked.content.decode().split("<main")[1]) == (200, False)
    given = {"password": PASSWORD, "next": "/accounts/2fa/totp/activate/"}
    browser.post("/accounts/reauthenticate/", given)
    assert browser.get("/accounts/2fa/totp/activate/").status_code == 200


def test_the_last_factor_stays_while_the_duty_does(secretary: User) -> None:
    add_totp(secretary, SECRET)
    signed_in(secretary).post("/accounts/2fa/totp/deactivate/")
    assert Authenticator.objects.filter(user=secretary, type="totp").count() == 1


def test_a_sensitive_page_asks_again_after_five_minutes(town: Town) -> None:
    for page in ("/me/phone/", "/me/data/", "/me/erase/", "/accounts/2fa/totp/activate/"):
        old = signed_in(town.people["widow"], strong=False, ago=301)
        assert old.get(page)["Location"].split("?")[0] == "/accounts/reauthenticate/"
        new = signed_in(town.people["widow"], strong=False, ago=5)
        assert new.get(page).status_code == 200


def test_an_account_without_password_is_asked_for_a_code(
    town: Town, last_code: Callable[[], str], phone: Callable[[], list[dict[str, str]]]
) -> None:
    widow = town.people["widow"]
    browser = signed_in(widow, strong=False, ago=400)
    where = browser.get("/accounts/reauthenticate/?next=/me/data/")["Location"]
    assert where == "/accounts/reauthenticate/phone/?next=%2Fme%2Fdata%2F"
    browser.post(where, {"next": "/me/data/"})
    assert phone()[-1]["to"] == widow.phone
    answer = browser.post("/accounts/reauthenticate/phone/", {"code": last_code()})
    assert (answer["Location"], browser.get("/me/data/").status_code) == ("/me/data/", 200)


def test_a_wrong_password_too_often_is_429(secretary: User) -> None:
    answers = [
        Client().post("/accounts/staff/", {"login": "secretary", "password": "no"}).status_code
        for _ in range(6)
    ]
    assert answers == [422, 422, 422, 422, 422, 429]


def test_an_unknown_user_name_is_answered_like_a_wrong_password(secretary: User) -> None:
    import re

    pages = []
    for login in ("secretary", "nobody"):
        answer = Client().post("/accounts/staff/", {"login": login, "password": "no"})
        words = re.sub(r'value="[^"]*"', "", answer.content.decode())
        pages.append((answer.status_code, words))
    assert pages[0] == pages[1]


def test_the_demo_prints_the_code_of_an_app(
    secretary: User, capsys: pytest.CaptureFixture[str]
) -> None:
    add_totp(secretary, SECRET)
    early_in_the_step()
    call_command("code", "secretary")
    assert capsys.readouterr().out.strip() == now_code()


def test_where_real_people_are_it_prints_none(secretary: User, settings: object) -> None:
    add_totp(secretary, SECRET)
    settings.BEHIND_HTTPS = True
    with pytest.raises(CommandError):
        call_command("code", "secretary")


def test_seats_of_other_bodies_are_asked_by_the_table(town: Town) -> None:
    body = Body.objects.create(area=town.areas["maple"], seat=Seat.SOCIAL, name="邻里食堂")
    Membership.objects.create(user=town.people["tenant"], body=body, term=TERM)
    assert signed_in(town.people["tenant"], strong=False).get("/me/").status_code == 200


def test_the_page_before_the_desk_offers_the_ways_one_has(secretary: User) -> None:
    browser = signed_in(secretary, strong=False)
    page = browser.get(f"{GATE}?next=/me/").content.decode()
    assert ("/accounts/2fa/totp/activate/" in page, "/accounts/2fa/keys/add/" in page) == (
        True,
        True,
    )
    add_totp(secretary, SECRET)
    page = browser.get(f"{GATE}?next=/me/").content.decode()
    assert "/accounts/2fa/totp/activate/" not in page
    early_in_the_step()
    where = "/accounts/2fa/reauthenticate/?next=/me/"
    assert where in page
    assert browser.post(where, {"code": now_code(), "next": "/me/"})["Location"] == "/me/"
    assert browser.get(f"{GATE}?next=/me/")["Location"] == "/me/"


def test_every_page_about_second_steps_opens(secretary: User) -> None:
    add_totp(secretary, SECRET)
    browser = signed_in(secretary)
    for page in (
        "",
        "totp/deactivate/",
        "keys/",
        "keys/add/",
        "recovery/generate/",
        "reauthenticate/",
    ):
        assert (page, browser.get(f"/accounts/2fa/{page}").status_code) == (page, 200)
    assert browser.get("/accounts/password/change/").status_code == 200
    assert browser.get("/accounts/inactive/").status_code == 200
    assert Client().get("/accounts/staff/").status_code == 200
