"""The engine against its own table: every move, from every stage, by everybody."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.db import connection, transaction

from portal.loop import engine
from portal.loop.fold import Stage, State
from portal.loop.models import Case, Step
from portal.loop.spec import MOVES, Move, Who
from portal.loop.standing import Actor
from portal.loop.turns import permitted
from portal.notices.models import Notice
from tests.loop.walks import ONE_OF_EACH_STAGE, STATES, offerings, other_case
from tests.town import Town


def is_listed(move: Move, who: Who, state: State, at: datetime) -> bool:
    """The table, read a second time and in other words."""
    if move.is_echo or who not in move.who or state.stage not in move.sources:
        return False
    return all(g.spares is who or g.holds(state, at) for g in move.guards)


def somebody(town: Town, *hats: Who) -> Actor:
    """A stranger who stands to the case in these ways, through a body that had no hand in it."""
    body = town.bodies["volunteers"].pk
    return Actor(town.people["stranger"], given=dict.fromkeys(hats, body))


def tried(case: Case, move: Move, by: Actor, at: datetime, given: object) -> bool:
    try:
        with transaction.atomic():
            engine.advance(case, move.name, by=by, at=at, given=given)  # type: ignore[arg-type]
            connection.check_constraints()
            transaction.set_rollback(True)
    except engine.Refused as refused:
        return not refused.sentence
    return True


def hats_for(name: str, move: Move, stage: Stage) -> Iterator[tuple[Who, ...]]:
    """From another stage: all hats at once. From a stage of the move: each hat by itself."""
    if stage not in move.sources:
        yield tuple(Who)
    else:
        whole = name in ONE_OF_EACH_STAGE
        yield from ((who,) for who in Who if whole or who in move.who)


SUCCESSES: set[tuple[str, Stage, Who]] = set()


@pytest.mark.parametrize("name", STATES)
def test_exactly_the_listed_moves_succeed_and_nothing_else_is_written(
    town: Town, name: str
) -> None:
    case, at = STATES[name](town)
    other = other_case(town)
    state = engine.state_of(case)
    before = (Case.objects.filter(pk=case.pk).values().get(), Step.objects.count())
    told = Notice.objects.count()
    wrong = []
    for move in MOVES:
        given = offerings(town, move.name, other)
        for hats in hats_for(name, move, state.stage):
            found = tried(case, move, somebody(town, *hats), at, given)
            if found:
                SUCCESSES.update((move.name, state.stage, who) for who in hats)
            if found is not any(is_listed(move, who, state, at) for who in hats):
                wrong.append((move.name, hats, found))
    assert wrong == []
    after = (Case.objects.filter(pk=case.pk).values().get(), Step.objects.count())
    assert (after, Notice.objects.count()) == (before, told)


def test_the_gate_agrees_with_the_table_for_every_move_stage_and_person(town: Town) -> None:
    at = town_time()
    for stage in Stage:
        for move in MOVES:
            for who in Who:
                state = State(stage=stage)
                assert is_let_through(move, who, state, at) is is_listed(move, who, state, at)


def is_let_through(move: Move, who: Who, state: State, at: datetime) -> bool:
    try:
        return permitted(move, {who: None}, state, at) is who
    except engine.Refused:
        return False


def town_time() -> datetime:
    return datetime.fromisoformat("2026-11-23T09:00:00+08:00")


def test_every_row_of_the_table_was_seen_to_succeed() -> None:
    if len(SUCCESSES) < 50:
        pytest.skip("the matrix ran in another process, or alone")
    rows = {
        (move.name, stage, who)
        for move in MOVES
        for stage in move.sources
        for who in move.who
        if not move.is_echo
    }
    assert rows - SUCCESSES == set()
