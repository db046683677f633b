"""Random acts at random times: whatever anybody tries, a case stays what its steps say."""

from datetime import timedelta
from typing import Any

import hypothesis.strategies as st
import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from portal.loop import engine
from portal.loop.columns import state_of
from portal.loop.fold import Stage
from portal.loop.models import Accusation, Assignment, Case, Step
from portal.loop.rates import Scope, counts
from portal.loop.rebuild import drifts
from portal.loop.spec import MOVES, Need
from portal.loop.standing import SWEEP, actor
from portal.loop.sweep import due_move, sweep
from tests.loop.walks import offerings
from tests.town import MONDAY, Town, filed

CAST = ("secretary", "clerk", "officer", "manager", "repairman", "rep", "volunteer", "engineer",
        "widow", "tenant", "river_secretary", "sweep")  # fmt: skip
BODIES = ("property", "reps", "builder", "cityworks", "volunteers", "committee")
people, indexes = st.sampled_from(CAST), st.integers(0, 9)
hours = st.sampled_from([0, 1, 5, 24, 24 * 8, 24 * 31])


class Neighbourhood(RuleBasedStateMachine):
    """A few cases, and everybody pressing every button."""

    town: Town

    def __init__(self) -> None:
        super().__init__()
        self.now = MONDAY
        self.point = transaction.savepoint()
        self.cases: list[int] = []
        self.file(accused="builder")
        self.file(accused="")

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.point)

    @rule(accused=st.sampled_from(["", "builder", "reps"]))
    def file(self, accused: str) -> None:
        if len(self.cases) < 5:
            against = (self.town.bodies[accused],) if accused else ()
            widow = actor(self.town.people["widow"], at=self.now)
            case = filed(self.town, by=widow, at=self.now, accused=against)
            self.cases.append(case.pk)

    @rule(which=indexes, into=indexes, who=people, move=st.sampled_from(MOVES), body=indexes,
          later=hours)  # fmt: skip
    def try_anything(
        self, which: int, into: int, who: str, move: Any, body: int, later: int
    ) -> None:
        self.act(which, into, who, move.name, body, later)

    @rule(which=indexes, into=indexes, who=people, pick=st.integers(0, 30), body=indexes,
          later=hours)  # fmt: skip
    def press_a_button(
        self, which: int, into: int, who: str, pick: int, body: int, later: int
    ) -> None:
        case = self.case(which)
        by = SWEEP if who == "sweep" else actor(self.town.people[who], at=self.now)
        moves = engine.moves_for(case, by, at=self.now)
        if moves:
            self.act(which, into, who, moves[pick % len(moves)].name, body, later)

    @rule(later=hours)
    def time_passes(self, later: int) -> None:
        self.now += timedelta(hours=later)
        sweep(at=self.now)
        for case in Case.objects.open():
            due = due_move(state_of(case), self.now)
            assert case.look_at is None or case.look_at > self.now or due is not None

    def case(self, which: int) -> Case:
        return Case.objects.get(pk=self.cases[which % len(self.cases)])

    def act(self, which: int, into: int, who: str, name: str, body: int, later: int) -> None:
        self.now += timedelta(hours=later)
        by = SWEEP if who == "sweep" else actor(self.town.people[who], at=self.now)
        given = offerings(self.town, name, self.case(into))
        if Need.LEAD in given:
            given[Need.LEAD] = self.town.bodies[BODIES[body % len(BODIES)]]
        case, steps = self.case(which), Step.objects.count()
        try:
            engine.advance(case, name, by=by, at=self.now, given=given)
        except engine.Refused:
            assert Step.objects.count() == steps

    @invariant()
    def steps_say_what_cases_are(self) -> None:
        assert list(drifts()) == []

    @invariant()
    def every_case_is_somewhere(self) -> None:
        assert counts(Scope(self.town.areas["city"])).adds_up

    @invariant()
    def the_database_agrees(self) -> None:
        connection.check_constraints()

    @invariant()
    def no_case_without_a_lead_and_none_with_two(self) -> None:
        led = {Stage.LEADING, Stage.HANDLING, Stage.FEEDBACK, Stage.TRACKING}
        for case in Case.objects.filter(stage__in=led):
            now = Assignment.objects.filter(case=case, is_lead=True, ended_at=None)
            assert [row.body_id for row in now] == [case.lead_id]

    @invariant()
    def nothing_with_the_accused(self) -> None:
        for row in Accusation.objects.all():
            state = state_of(Case.objects.get(pk=row.case_id))
            assert row.body_id not in {state.lead} | state.helpers | state.called

    @invariant()
    def checked_by_others(self) -> None:
        for step in Step.objects.filter(move__in=["holds", "relapsed"]).select_related("case"):
            assert step.body_id not in set(step.case.hands)

    @invariant()
    def merged_into_something(self) -> None:
        for case in Case.objects.filter(stage=Stage.MERGED).select_related("merged_into"):
            assert case.merged_into is not None


def test_whatever_anybody_tries(town: Town) -> None:
    Neighbourhood.town = town
    run_state_machine_as_test(
        Neighbourhood,
        settings=settings(
            max_examples=12,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


pytestmark = pytest.mark.django_db
