"""Seats, duties and invitations: within one's own area, and nobody for themselves."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.people.appointing import AppointmentRefused, end_membership, give_duty
from portal.people.models import Body, Duty, Membership, User
from portal.people.powers import powers_of
from portal.roles.grants import EXCLUSIONS, Permission, Seat
from portal.roles.grants import Duty as DutyName
from tests.signed import signed_in
from tests.town import MONDAY, TERM, Town

PAGES = [
    "/people/",
    "/people/bodies/add/",
    "/people/invite/",
    "/people/duties/",
    "/people/duties/give/",
]
MAY = {"secretary", "clerk", "river_secretary", "officer"}


@pytest.fixture
def boss(town: Town) -> Client:
    return signed_in(town.people["secretary"])


def test_only_those_who_appoint_find_these_pages(town: Town) -> None:
    for name, person in town.people.items():
        browser = signed_in(person)
        answers = {browser.get(page).status_code for page in PAGES}
        assert (name, answers) == (name, {200 if name in MAY else 404})


def test_nobody_signed_out_finds_them(town: Town) -> None:
    for page in PAGES:
        assert Client().get(page)["Location"].startswith("/accounts/login/")


def test_the_secretary_sees_the_bodies_of_the_own_community_alone(town: Town, boss: Client) -> None:
    shown = set(re.findall(r"/people/bodies/(\d+)/", boss.get("/people/").content.decode()))
    own = {str(body.pk) for body in Body.objects.filter(area=town.areas["maple"])}
    assert shown == own


def test_another_communitys_body_is_not_there(town: Town, boss: Client) -> None:
    theirs = town.bodies["river_committee"]
    seat = Membership.objects.get(body=theirs)
    given = {"who": "clerk", "first": "2026-11-23", "rank": "member"}
    answers = [
        boss.get(f"/people/bodies/{theirs.pk}/").status_code,
        boss.get(f"/people/bodies/{theirs.pk}/edit/").status_code,
        boss.post(f"/people/bodies/{theirs.pk}/edit/", {"name": "x"}).status_code,
        boss.post(f"/people/bodies/{theirs.pk}/close/").status_code,
        boss.post(f"/people/bodies/{theirs.pk}/appoint/", given).status_code,
        boss.post(f"/people/memberships/{seat.pk}/end/").status_code,
        boss.post(f"/people/{town.people['river_secretary'].pk}/link/").status_code,
        boss.post(f"/people/bodies/{town.bodies['office'].pk}/appoint/", given).status_code,
    ]
    assert answers == [404] * 8
    assert powers_of(town.people["river_secretary"], at=MONDAY).works_here


def test_a_body_is_not_put_into_another_community(town: Town, boss: Client) -> None:
    given = {"area": town.areas["river"].pk, "seat": "social", "name": "越界队"}
    assert boss.post("/people/bodies/add/", given).status_code == 422
    assert not Body.objects.filter(name="越界队").exists()


def test_a_body_is_added_and_renamed_but_keeps_its_seat(town: Town, boss: Client) -> None:
    given = {"area": town.areas["maple"].pk, "seat": "social", "name": "修伞铺"}
    boss.post("/people/bodies/add/", given)
    body = Body.objects.get(name="修伞铺")
    extra = {
        "name": "修伞补鞋铺",
        "seat": "party_committee",
        "area": town.areas["river"].pk,
        "is_street_office": "on",
        "is_active": "",
    }
    boss.post(f"/people/bodies/{body.pk}/edit/", extra)
    body.refresh_from_db()
    assert (body.name, body.seat, body.area_id, body.is_street_office, body.is_active) == (
        "修伞补鞋铺",
        Seat.SOCIAL,
        town.areas["maple"].pk,
        False,
        True,
    )


def test_someone_is_appointed_by_number_and_ended_again(town: Town, boss: Client) -> None:
    body, tenant = town.bodies["volunteers"], town.people["tenant"]
    given = {"who": tenant.phone.removeprefix("+86"), "first": "2020-01-01", "rank": "member"}
    boss.post(f"/people/bodies/{body.pk}/appoint/", given)
    seat = Membership.objects.get(user=tenant)
    boss.post(f"/people/memberships/{seat.pk}/end/")
    seat.refresh_from_db()
    assert (seat.term.lower, seat.term.upper is not None) == (date(2020, 1, 1), True)
    assert boss.get(f"/people/bodies/{body.pk}/").status_code == 200


def test_extra_fields_change_nothing(town: Town, boss: Client) -> None:
    body = town.bodies["volunteers"]
    given = {
        "who": town.people["tenant"].phone,
        "first": "2026-11-23",
        "rank": "member",
        "body": town.bodies["committee"].pk,
        "user": town.people["stranger"].pk,
        "is_staff": "1",
        "role": "party",
    }
    boss.post(f"/people/bodies/{body.pk}/appoint/", given)
    tenant = User.objects.get(pk=town.people["tenant"].pk)
    assert list(Membership.objects.filter(user=tenant).values_list("body_id", flat=True)) == [
        body.pk
    ]
    assert (tenant.is_staff, tenant.is_superuser) == (False, False)


def test_nobody_appoints_themselves(town: Town, boss: Client) -> None:
    given = {
        "who": "secretary",
        "first": "2026-11-23",
        "name": "treasurer",
        "area": town.areas["maple"].pk,
    }
    assert boss.post("/people/duties/give/", given).status_code == 422
    assert not Duty.objects.filter(user=town.people["secretary"]).exists()


@pytest.mark.parametrize("pair", sorted(sorted(p) for p in EXCLUSIONS))
def test_duties_that_exclude_each_other_are_refused_with_a_sentence(
    town: Town, pair: list[DutyName]
) -> None:
    tenant, boss = town.people["tenant"], town.people["secretary"]
    first = {"first": date(2026, 1, 1), "last": None, "by": boss}
    give_duty(tenant, area=town.areas["maple"], name=pair[0], **first)
    with pytest.raises(AppointmentRefused) as refusal:
        give_duty(tenant, area=town.areas["grid1"], name=pair[1], **first)
    assert tenant.name in str(refusal.value)
    assert Duty.objects.filter(user=tenant).count() == 1


def test_a_leaver_is_out_at_once(town: Town) -> None:
    clerk = town.people["clerk"]
    browser = signed_in(clerk)
    assert browser.get("/people/").status_code == 200
    end_membership(Membership.objects.get(user=clerk), on=date(2026, 11, 23))
    assert browser.get("/people/")["Location"].startswith("/accounts/login/")
    assert powers_of(clerk, at=MONDAY).works_here is False


def test_a_closed_bodys_people_are_out_at_once(town: Town, boss: Client) -> None:
    browser = signed_in(town.people["manager"])
    assert browser.get("/me/").status_code == 200
    boss.post(f"/people/bodies/{town.bodies['property'].pk}/close/")
    assert browser.get("/me/")["Location"].startswith("/accounts/login/")


def test_a_closed_account_is_out_at_once(town: Town) -> None:
    browser = signed_in(town.people["widow"], strong=False)
    User.objects.filter(pk=town.people["widow"].pk).update(is_active=False)
    assert browser.get("/me/")["Location"].startswith("/accounts/login/")


def invite(boss: Client, town: Town, username: str = "lin.fang") -> str:
    given = {"username": username, "name": "凌芳", "body": town.bodies["committee"].pk}
    page = boss.post("/people/invite/", given).content.decode()
    return re.search(r"http://testserver(/accounts/invitation/[^<\"]+)", page).group(1)


def test_an_invitation_works_once(town: Town, boss: Client) -> None:
    link = invite(boss, town)
    guest = Client()
    assert guest.get(link).status_code == 200
    given = {"password": "four green maple trees", "again": "four green maple trees"}
    assert guest.post(link, given)["Location"] == "/accounts/staff/"
    assert guest.get(link).status_code == 404
    assert User.objects.get(username="lin.fang").check_password(given["password"])


def test_a_weak_password_is_refused(town: Town, boss: Client) -> None:
    link = invite(boss, town)
    for weak in ("short", "1234567890", "password123", "lin.fang1"):
        assert Client().post(link, {"password": weak, "again": weak}).status_code == 422


def test_a_forged_invitation_is_not_there(town: Town) -> None:
    assert Client().get("/accounts/invitation/MQ/abc-123/").status_code == 404
    assert Client().get("/accounts/invitation/%00/abc-123/").status_code == 400


def test_a_false_host_gets_no_link(town: Town, boss: Client) -> None:
    given = {"username": "x.y", "name": "某", "body": town.bodies["committee"].pk}
    assert boss.post("/people/invite/", given, headers={"Host": "evil.example"}).status_code == 400
    assert not User.objects.filter(username="x.y").exists()


def test_a_link_is_not_given_for_who_holds_something_elsewhere(town: Town, boss: Client) -> None:
    clerk = town.people["clerk"]
    assert boss.post(f"/people/{clerk.pk}/link/").status_code == 200
    Membership.objects.create(user=clerk, body=town.bodies["office"], term=TERM)
    assert boss.post(f"/people/{clerk.pk}/link/").status_code == 404
    assert boss.post(f"/people/{town.people['secretary'].pk}/link/").status_code == 404
    assert boss.post(f"/people/{town.people['widow'].pk}/link/").status_code == 404


def _queries(browser: Client, page: str) -> int:
    browser.get(page)
    with CaptureQueriesContext(connection) as seen:
        assert browser.get(page).status_code == 200
    return len(seen)


def test_lists_ask_as_much_for_three_rows_as_for_one(town: Town, boss: Client) -> None:
    grid = town.areas["grid1"]
    body = town.bodies["volunteers"]
    pages = ["/people/", "/people/duties/", f"/people/bodies/{body.pk}/"]
    before = [_queries(boss, page) for page in pages]
    for number, name in enumerate(["tenant", "widow", "stranger"]):
        person = town.people[name]
        Body.objects.create(area=town.areas["maple"], seat="social", name=f"队{number}")
        Duty.objects.create(user=person, area=grid, name="craftsperson", term=TERM)
        Membership.objects.create(user=person, body=body, term=TERM)
    assert [_queries(boss, page) for page in pages] == before


def test_appointing_is_read_off_the_table(town: Town) -> None:
    found = {n for n, p in town.people.items() if powers_of(p, at=MONDAY).areas(Permission.APPOINT)}
    assert found == MAY
