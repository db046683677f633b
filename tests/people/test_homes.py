"""Who lives where."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.people.homes import HomeRefused, claim_home, confirm_home
from portal.people.models import Residency, User
from portal.people.powers import powers_of
from portal.places.models import Household
from portal.roles.grants import Role
from tests.signed import signed_in
from tests.town import MONDAY, Town


@pytest.fixture
def claim(town: Town) -> Residency:
    browser = signed_in(town.people["tenant"], strong=False)
    given = {"building": town.areas["b3"].pk, "door": " 3 单元５０２ ", "tie": "tenant"}
    assert browser.post("/me/home/", given).status_code == 302
    return Residency.objects.get(user=town.people["tenant"])


@pytest.fixture
def worker(town: Town) -> Client:
    return signed_in(town.people["grid_worker"])


def is_verified(user: User) -> bool:
    present = datetime.now(tz=UTC)
    return any(h.role == Role.VERIFIED for h in powers_of(user, at=present).holdings)


def test_a_claim_counts_once_confirmed(town: Town, claim: Residency, worker: Client) -> None:
    tenant = town.people["tenant"]
    assert is_verified(tenant) is False
    page = worker.get("/residents/").content.decode()
    assert ("小尹" in page, "温奶奶" in page, "139****0011" in page, tenant.phone in page) == (
        True,
        True,
        True,
        False,
    )
    worker.post(f"/residents/{claim.pk}/confirm/")
    assert is_verified(tenant) is True


def test_a_refusal_is_read_by_the_person(town: Town, claim: Residency, worker: Client) -> None:
    worker.post(f"/residents/{claim.pk}/refuse/", {"why": "房东说不认识"})
    assert (
        "房东说不认识"
        in signed_in(town.people["tenant"], strong=False).get("/me/").content.decode()
    )
    assert is_verified(town.people["tenant"]) is False
    assert "小尹" not in worker.get("/residents/").content.decode()


def test_a_refusal_needs_a_reason(claim: Residency, worker: Client) -> None:
    assert worker.post(f"/residents/{claim.pk}/refuse/", {"why": ""}).status_code == 422
    claim.refresh_from_db()
    assert claim.refused_at is None


def test_who_was_refused_may_ask_again(town: Town, claim: Residency, worker: Client) -> None:
    worker.post(f"/residents/{claim.pk}/refuse/", {"why": "没写清楚"})
    again = signed_in(town.people["tenant"], strong=False)
    given = {"building": town.areas["b3"].pk, "door": "3单元502", "tie": "tenant"}
    assert again.post("/me/home/", given).status_code == 302


def test_the_same_claim_twice_is_one(town: Town, claim: Residency) -> None:
    given = {"building": town.areas["b3"].pk, "door": "3单元502", "tie": "tenant"}
    again = signed_in(town.people["tenant"], strong=False).post("/me/home/", given)
    assert (again.status_code, Residency.objects.filter(user=town.people["tenant"]).count()) == (
        422,
        1,
    )


def test_an_unknown_door_is_refused_and_not_made(town: Town) -> None:
    given = {"building": town.areas["b3"].pk, "door": "9单元999", "tie": "tenant"}
    answer = signed_in(town.people["tenant"], strong=False).post("/me/home/", given)
    assert (answer.status_code, Household.objects.count()) == (422, 1)


def test_another_communitys_claims_are_not_there(town: Town, claim: Residency) -> None:
    other = signed_in(town.people["river_secretary"])
    assert "小尹" not in other.get("/residents/").content.decode()
    assert other.post(f"/residents/{claim.pk}/confirm/").status_code == 404
    assert other.post(f"/residents/{claim.pk}/refuse/", {"why": "x"}).status_code == 404


def test_only_those_who_confirm_find_the_page(town: Town) -> None:
    found = {
        n for n, p in town.people.items() if signed_in(p).get("/residents/").status_code == 200
    }
    assert found == {"secretary", "clerk", "river_secretary", "officer", "grid_worker"}


def test_nobody_confirms_their_own_home(town: Town, worker: Client) -> None:
    home = Household.objects.get()
    own = claim_home(town.people["grid_worker"], household=home, tie="family", at=MONDAY)
    assert worker.post(f"/residents/{own.pk}/confirm/").status_code == 409
    with pytest.raises(HomeRefused):
        confirm_home(own, by=town.people["grid_worker"], at=MONDAY)


def test_an_answered_claim_is_not_answered_again(claim: Residency, worker: Client) -> None:
    worker.post(f"/residents/{claim.pk}/confirm/")
    assert worker.post(f"/residents/{claim.pk}/refuse/", {"why": "x"}).status_code == 409


def test_moving_out_is_ones_own_to_say(town: Town) -> None:
    home = Residency.objects.get(user=town.people["widow"])
    assert signed_in(town.people["tenant"]).post(f"/me/home/{home.pk}/end/").status_code == 404
    signed_in(town.people["widow"], strong=False).post(f"/me/home/{home.pk}/end/")
    assert is_verified(town.people["widow"]) is False


def test_the_list_asks_as_much_for_three_as_for_one(
    town: Town, claim: Residency, worker: Client
) -> None:
    def asked() -> int:
        worker.get("/residents/")
        with CaptureQueriesContext(connection) as seen:
            worker.get("/residents/")
        return len(seen)

    one = asked()
    for number, name in enumerate(["stranger", "rep"]):
        home = Household.objects.create(building=town.areas["b3"], door=f"1单元{number}01")
        claim_home(town.people[name], household=home, tie="owner", at=MONDAY)
    assert asked() == one
