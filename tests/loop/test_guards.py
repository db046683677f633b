"""What the database refuses by itself, to the portal's own role and to the owner of its tables."""

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from portal.loop.models import Case
from portal.people.models import Body
from portal.roles.grants import EXCLUSIONS
from tests.loop.walks import (
    check_time,
    closed,
    feedback,
    go,
    handling,
    leading,
    merged,
    other_case,
    plain_filed,
    yes,
)
from tests.town import Town

STEP = (
    "INSERT INTO loop_step (case_id, seq, move, source, target, round, who, at, words, note,"
    " facts, body_id) VALUES (%s, %s, %s, %s, %s, 1, 'triager', %s, '', '', '{}', %s)"
)


@pytest.fixture(params=["runtime role", "owner"])
def attack(
    request: pytest.FixtureRequest, as_owner: Callable[[], Any]
) -> Callable[[str, list[object]], str]:
    """Run SQL in that role, with every deferred rule checked; returns what the database said."""
    role = as_owner if request.param == "owner" else nullcontext

    def run(sql: str, values: list[object]) -> str:
        connection.check_constraints()
        try:
            with transaction.atomic(), role(), connection.cursor() as cursor:
                cursor.execute(sql, values)
                connection.check_constraints()
        except DatabaseError as error:
            return str(error)
        return ""

    return run


Attack = Callable[[str, list[object]], str]


def refused(said: str, *reasons: str) -> bool:
    """By the rule meant, or (the runtime role) for want of the right."""
    return any(reason in said for reason in (*reasons, "permission denied"))


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE loop_step SET words = 'x' WHERE case_id = %s",
        "UPDATE loop_step SET at = at - interval '1 day' WHERE case_id = %s",
        "DELETE FROM loop_step WHERE case_id = %s",
        "TRUNCATE loop_step CASCADE",
        "TRUNCATE loop_case CASCADE",
        "DELETE FROM loop_rating WHERE case_id = %s",
    ],
)
def test_a_step_is_never_changed_nor_removed(town: Town, attack: Attack, sql: str) -> None:
    case, when = feedback(town)
    go(town, case, "widow", "rate", when, **yes())
    values: list[object] = [case.pk] if "%s" in sql else []
    assert refused(attack(sql, values), "append-only")


def test_a_stage_does_not_move_alone(town: Town, attack: Attack) -> None:
    case, _when = leading(town)
    said = attack("UPDATE loop_case SET stage = 'handling' WHERE id = %s", [case.pk])
    assert refused(said, "is not where its newest step left it")
    said = attack("UPDATE loop_case SET version = version + 1 WHERE id = %s", [case.pk])
    assert refused(said, "is not where its newest step left it")


def test_a_step_does_not_move_alone(town: Town, attack: Attack) -> None:
    case, when = leading(town)
    values = [case.pk, 3, "sign", "leading", "handling", when, None]
    assert refused(attack(STEP, values), "is not where its newest step left it")


@pytest.mark.parametrize(
    ("seq", "source", "earlier"), [(4, "leading", False), (3, "filed", False), (3, "leading", True),
                                   (2, "leading", False)]
)  # fmt: skip
def test_a_step_follows_the_one_before(
    town: Town, attack: Attack, seq: int, source: str, earlier: bool
) -> None:
    case, when = leading(town)
    at = case.filed_at if earlier else when
    values = [case.pk, seq, "sign", source, "handling", at, None]
    assert refused(attack(STEP, values), "does not follow the one before", "step_seq")


def test_no_second_lead(town: Town, attack: Attack) -> None:
    case, when = leading(town)
    sql = (
        "INSERT INTO loop_assignment (case_id, body_id, is_lead, began_at)"
        " VALUES (%s, %s, true, %s)"
    )
    assert refused(attack(sql, [case.pk, town.bodies["reps"].pk, when]), "one_lead")


def test_no_case_without_its_lead(town: Town, attack: Attack) -> None:
    case, when = leading(town)
    sql = "UPDATE loop_assignment SET ended_at = %s WHERE case_id = %s"
    assert refused(attack(sql, [when, case.pk]), "names another lead")
    sql = "UPDATE loop_case SET lead_id = %s WHERE id = %s"
    assert refused(attack(sql, [None, case.pk]), "case_led_has_lead")
    assert refused(attack(sql, [town.bodies["reps"].pk, case.pk]), "names another lead")


def test_never_to_the_accused(town: Town, attack: Attack) -> None:
    case, when = leading(town, accused=(town.bodies["builder"],))
    sql = (
        "INSERT INTO loop_assignment (case_id, body_id, is_lead, began_at)"
        " VALUES (%s, %s, false, %s)"
    )
    assert refused(attack(sql, [case.pk, town.bodies["builder"].pk, when]), "complains about")
    sql = "INSERT INTO loop_accusation (case_id, body_id) VALUES (%s, %s)"
    assert refused(attack(sql, [case.pk, town.bodies["property"].pk]), "complains about")
    sql = "DELETE FROM loop_accusation WHERE case_id = %s"
    assert refused(attack(sql, [case.pk]), "an accusation stays")


def test_merges_form_a_forest(town: Town, attack: Attack) -> None:
    case, _when = merged(town)
    top = Case.objects.get(merged=case)
    sql = (
        "UPDATE loop_case SET stage = 'merged', ended_at = now(), due_at = NULL,"
        " merged_into_id = %s WHERE id = %s"
    )
    assert refused(attack(sql, [case.pk, top.pk]), "merged into itself")
    assert refused(attack(sql, [top.pk, top.pk]), "merged into itself", "case_not_into_itself")


@pytest.mark.parametrize("body", ["property", None])
def test_no_body_checks_its_own_work(town: Town, attack: Attack, body: str | None) -> None:
    case, when = check_time(town)
    pk = town.bodies[body].pk if body else None
    values = [case.pk, case.version + 1, "holds", "tracking", "closed", when, pk]
    assert refused(attack(STEP, values), "is checked by another body")


def test_an_end_is_an_end(town: Town, attack: Attack) -> None:
    case, when = closed(town)
    values = [case.pk, case.version + 1, "reopen", "closed", "handling", when, None]
    assert refused(attack(STEP, values), "has ended")


def test_one_answer_a_round(town: Town, attack: Attack) -> None:
    case, when = feedback(town)
    go(town, case, "widow", "rate", when, **yes())
    sql = (
        "INSERT INTO loop_rating (case_id, round, solved, result, manner, at)"
        " VALUES (%s, 1, 'yes', 'satisfied', 'satisfied', %s)"
    )
    assert refused(attack(sql, [case.pk, when]), "rated_once")


def test_the_guards_let_the_engine_through(town: Town) -> None:
    """The control: the same database takes what the engine writes."""
    for walk in (plain_filed, handling, check_time):
        walk(town)
    other_case(town)
    connection.check_constraints()
    assert Case.objects.count() == 4
    assert Body.objects.count() == 8


def test_duties_that_exclude_each_other_are_the_same_in_sql_and_python(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT one, other FROM people_duty_exclusion")
        held = [frozenset(pair) for pair in cursor.fetchall()]
    assert sorted(map(sorted, held)) == sorted(sorted(map(str, pair)) for pair in EXCLUSIONS)
