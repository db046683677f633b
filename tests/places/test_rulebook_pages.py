"""The rulebook's pages."""

import pytest
from django.test import Client

from portal.places.models import RuleChange
from portal.places.rulebook import Rulebook, rules
from tests.signed import signed_in
from tests.town import Town

MAY = {"secretary", "clerk", "river_secretary", "officer"}


@pytest.fixture
def key() -> str:
    return next(iter(rules()))


@pytest.fixture
def boss(town: Town) -> Client:
    return signed_in(town.people["secretary"])


def test_only_those_who_set_rules_find_them(town: Town) -> None:
    found = {n for n, p in town.people.items() if signed_in(p).get("/rules/").status_code == 200}
    assert found == MAY


def test_every_number_is_there_with_where_it_comes_from(town: Town, boss: Client, key: str) -> None:
    assert boss.get("/rules/FL/").status_code == 200
    value = rules()[key].maximum
    boss.post(f"/rules/FL/{key}/", {"value": value, "why": "居民会议定的"})
    assert Rulebook(town.areas["maple"])[key] == value
    assert Rulebook(town.areas["river"])[key] == rules()[key].default
    page = boss.get("/rules/FL/").content.decode()
    assert ("居民会议定的" in page, "林书记" in page) == (True, True)


def test_a_number_out_of_bounds_is_refused_with_a_sentence(boss: Client, key: str) -> None:
    answer = boss.post(f"/rules/FL/{key}/", {"value": rules()[key].maximum + 1, "why": "x"})
    assert (answer.status_code, RuleChange.objects.count()) == (422, 0)


def test_another_communitys_rules_are_not_there(boss: Client, key: str) -> None:
    answers = [
        boss.get("/rules/JA/").status_code,
        boss.post(f"/rules/JA/{key}/", {"value": 5, "why": "x"}).status_code,
        boss.get("/rules/fl/").status_code,
        boss.get("/rules/FL/no.such.key/").status_code,
    ]
    assert (answers, RuleChange.objects.count()) == ([404] * 4, 0)


def test_extra_fields_change_nothing(town: Town, boss: Client, key: str) -> None:
    boss.post(
        f"/rules/FL/{key}/",
        {"value": rules()[key].minimum, "why": "x", "area": town.areas["river"].pk, "key": "other"},
    )
    row = RuleChange.objects.get()
    assert (row.area_id, row.key, row.changed_by_id) == (
        town.areas["maple"].pk,
        key,
        town.people["secretary"].pk,
    )
