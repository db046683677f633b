"""Django's administration: staff alone, after the second step, and our door for it."""

import pytest
from django.contrib import admin
from django.test import Client

from portal.people.models import User
from tests.signed import signed_in
from tests.town import Town

MODELS = [m for m in admin.site._registry if m._meta.app_label in {"people", "places"}]


@pytest.fixture
def machinist(town: Town) -> User:
    user = town.people["stranger"]
    user.is_staff = user.is_superuser = True
    user.save()
    return user


def test_the_rooms_are_registered() -> None:
    assert {m.__name__ for m in MODELS} == {
        "Area",
        "Household",
        "RuleChange",
        "Body",
        "User",
        "Membership",
        "Duty",
        "Residency",
        "PersonalLook",
    }


@pytest.mark.parametrize("model", MODELS)
def test_each_list_opens(machinist: User, model: type) -> None:
    where = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
    assert signed_in(machinist).get(where).status_code == 200


def test_before_the_second_step_it_is_closed(machinist: User) -> None:
    answer = signed_in(machinist, strong=False).get("/admin/")
    assert answer["Location"].startswith("/accounts/second-step/")


def test_its_own_password_form_is_no_way_around(db: None) -> None:
    assert Client().get("/admin/login/?next=/admin/")["Location"].startswith("/accounts/staff/")
    assert Client().post("/admin/login/", {"username": "x", "password": "y"}).status_code == 302


def test_who_is_not_staff_does_not_get_in(town: Town) -> None:
    answer = signed_in(town.people["secretary"]).get("/admin/")
    assert answer.status_code in {302, 403}
    assert "people" not in answer.content.decode()


@pytest.mark.parametrize("page", ["people/body", "places/area", "places/household"])
def test_imports_have_a_page(machinist: User, page: str) -> None:
    assert signed_in(machinist).get(f"/admin/{page}/import/").status_code == 200


def test_no_number_is_shown(machinist: User, town: Town) -> None:
    widow = town.people["widow"]
    page = signed_in(machinist).get(f"/admin/people/user/{widow.pk}/change/").content.decode()
    assert (widow.phone in page, widow.phone[3:] in page) == (False, False)
