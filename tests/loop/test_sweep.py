"""The sweep: cheap however many cases are closed, and patient with a broken one."""

import json
import logging

import pytest
from django.db import connection, transaction

from portal.loop.fold import Urgency
from portal.loop.models import Case
from portal.loop.sweep import sweep
from portal.loop.tasks import sweep as sweep_task
from portal.standalone.addresses import RUNTIME
from tests.loop.walks import closed
from tests.town import Town, at, filed

MANY = 100_000
COPY = """
INSERT INTO loop_case ({columns})
SELECT {values} FROM loop_case, generate_series(1, %s) AS n WHERE id = %s
"""


def copies(pk: int, number: int, letter: str) -> None:
    """So many more cases like one, past the triggers: nothing but rows."""
    names = [f.column for f in Case._meta.concrete_fields if f.column != "id"]
    values = [f"'{letter}' || n" if name == "number" else name for name in names]
    sql = COPY.format(columns=", ".join(names), values=", ".join(values))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE NONE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql, [number, pk])
        cursor.execute("ANALYZE loop_case")
        cursor.execute("SET LOCAL session_replication_role = origin")
        cursor.execute(f"SET LOCAL ROLE {RUNTIME}")


def looked_through() -> tuple[bool, int]:
    """Whether the sweep's query uses the partial index, and how many pages it touches."""
    waiting = Case.objects.to_look_at(at=at(23, 12)).order_by("look_at", "pk").values("pk")
    [told] = json.loads(waiting.explain(analyze=True, buffers=True, format="json"))
    return "case_look" in json.dumps(told), told["Plan"]["Shared Hit Blocks"]


@pytest.mark.drill
def test_a_hundred_thousand_closed_cases_cost_nothing(town: Town) -> None:
    case, _when = closed(town)
    connection.check_constraints()
    copies(case.pk, MANY, "X")
    # Open ones too, with time left: those whose time has come are found among them.
    copies(filed(town, urgency=Urgency.LONG_TERM).pk, 2_000, "Y")
    filed(town, urgency=Urgency.EMERGENCY)
    uses_index, pages = looked_through()
    assert uses_index
    assert pages < 20


def test_one_broken_case_keeps_nobody_waiting(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    broken, whole = filed(town), filed(town)
    Case.objects.filter(pk=broken.pk).update(kind="x", origin="no such loop")
    with caplog.at_level(logging.ERROR):
        made = sweep(at=at(26))
    assert [step.case_id for step in made] == [whole.pk]
    assert len(caplog.records) == 1


def test_the_task_may_run_twice(town: Town) -> None:
    filed(town)
    sweep_task()
    sweep_task()
