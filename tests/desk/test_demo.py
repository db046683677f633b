"""The demo town: everybody in their seat, a case in every stage, nothing adrift."""

from datetime import UTC, datetime

import pytest
from django.db import connection

from portal.desk.demo.build import NotEmpty, build
from portal.loop.fold import Stage
from portal.loop.models import Case
from portal.loop.rebuild import drifts
from portal.people.models import Body, Duty
from portal.roles.grants import Duty as DutyName
from portal.roles.grants import Seat

NOW = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def test_the_town_has_every_seat_duty_and_stage() -> None:
    town = build(seed=1, password="a-long-demo-password", at=NOW)
    assert set(Body.objects.values_list("seat", flat=True)) == {seat.value for seat in Seat}
    given = set(Duty.objects.values_list("name", flat=True))
    assert given == {duty.value for duty in DutyName} - {DutyName.FUND_MEMBER.value}
    stages = set(Case.objects.values_list("stage", flat=True))
    assert stages == {stage.value for stage in Stage} - {Stage.WITHDRAWN.value}
    assert list(drifts()) == []
    connection.check_constraints()
    assert len(town.logins) == len(town.people)


def test_the_same_seed_builds_the_same_town_and_never_twice() -> None:
    build(seed=7, password="a-long-demo-password", at=NOW)
    with pytest.raises(NotEmpty):
        build(seed=7, password="a-long-demo-password", at=NOW)
