"""The queues read the open cases alone, by index, whoever asks: never the whole table of cases."""

import re
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet

from grievances.queues import capped, queue, queues_of
from portal.desk.reading import own_cases, summary
from portal.loop.models import Case
from portal.loop.standing import actor
from tests.loop.walks import STATES
from tests.town import Town, at

NOW = at(23, 13)
WORKERS = ("secretary", "officer", "manager", "engineer", "rep", "grid_worker")


@pytest.fixture
def indexed(town: Town) -> Any:
    """A town in which reading a whole table costs more than any index: so small ones have none."""
    for walk in STATES.values():
        walk(town)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexonlyscan = off")
    return town


def plan(cases: QuerySet[Any]) -> str:
    return cases.explain()


def whole(text: str) -> list[str]:
    """The parts of a plan that go through every case: no index, or one without a condition."""
    found = re.findall(r"Seq Scan on loop_case\b", text)
    for scan in re.finditer(r"Index Scan using (\w+) on loop_case\b.*\n\s+(.*)", text):
        if scan[1] == "loop_case_pkey" and "Index Cond" not in scan[2]:
            found.append(scan[0])
    return found


def test_no_queue_goes_through_all_cases(indexed: Town) -> None:
    asked = 0
    for who in WORKERS:
        by = actor(indexed.people[who], at=NOW)
        for name in queues_of(by):
            text = plan(queue(name, by, at=NOW)[:51])
            assert whole(text) == [], (who, name, text)
            asked += 1
    assert asked > len(WORKERS)


def test_the_control_goes_through_all_cases(indexed: Town) -> None:
    by = actor(indexed.people["secretary"], at=NOW)
    mine = Case.objects.filter(assignments__body__in=by.powers.body_ids).values("pk")
    either = Case.objects.filter(pk__in=mine) | Case.objects.filter(title="x")
    assert whole(plan(either)) != []


def test_counts_stop_at_their_cap(indexed: Town, django_assert_num_queries: Any) -> None:
    by = actor(indexed.people["secretary"], at=NOW)
    with django_assert_num_queries(1) as seen:
        assert capped(queue("all", by, at=NOW), cap=2) == "2+"
    assert "LIMIT 3" in seen.captured_queries[0]["sql"]


def test_the_front_page_asks_few_and_bounded_things(
    indexed: Town, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(5):
        summary(at=NOW)
    month = Case.objects.filter(stage="closed", ended_at__gte=NOW)
    assert "case_closed" in plan(month)
    assert "case_filed" in plan(Case.objects.filter(filed_at__gte=NOW).values("filed_at"))


def test_my_desk_shows_my_newest(indexed: Town) -> None:
    lines = own_cases(actor(indexed.people["widow"], at=NOW), at=NOW)
    newest = Case.objects.filter(filer=indexed.people["widow"]).order_by("-pk")
    assert [line.number for line in lines] == [case.number for case in newest[:5]]
