"""One message taken over by eight at once becomes one case; without the database's word, more."""

import threading

import pytest
from django.db import connection

from grievances.actions.importing import Fate, take_in
from grievances.models import Grievance
from grievances.outside import Line, Message
from tests.town import MONDAY

MESSAGE = Message("24", "路灯不亮", "三天了，看不见路。", MONDAY, "城乡建设")
LINE = Line(2, "24", MESSAGE)

pytestmark = [pytest.mark.drill, pytest.mark.django_db(transaction=True)]


def race(town):
    gate, fates = threading.Barrier(8), []

    def take():
        try:
            gate.wait(timeout=20)
            fates.append(take_in(LINE, area=town.areas["maple"], at=MONDAY).fate)
        finally:
            connection.close()

    threads = [threading.Thread(target=take) for _n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(fates)


def test_eight_take_the_same_message_over_and_one_does(town):
    assert race(town) == [Fate.KNOWN] * 7 + [Fate.NEW]
    assert Grievance.objects.count() == 1


def test_control_without_the_constraint_several_do(town, as_owner):
    constraint = next(c for c in Grievance._meta.constraints if c.name == "outside_number_once")
    with as_owner(), connection.schema_editor() as editor:
        editor.remove_constraint(Grievance, constraint)
    try:
        assert race(town).count(Fate.NEW) > 1
    finally:
        with as_owner():
            with connection.cursor() as cursor:
                cursor.execute("UPDATE grievances_grievance SET outside_number = case_id::text")
            with connection.schema_editor() as editor:
                editor.add_constraint(Grievance, constraint)
