"""Whose turn it is: the moves somebody could make now. Reads only: what pages need of it."""

from datetime import datetime
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from portal.loop.columns import state_of
from portal.loop.fold import State
from portal.loop.models import Case
from portal.loop.refusals import NotYours, OutOfTurn, Refused
from portal.loop.spec import NEED_LABELS, LoopSpec, Move, Who
from portal.loop.standing import Actor, Standing, standing

__all__ = [
    "NEED_LABELS",
    "Refused",
    "move_of",
    "moves_for",
    "permitted",
    "spec_of",
    "state_of",
]


@cache
def spec_of(origin: str) -> LoopSpec:
    """The loop that an origin has declared in `settings.LOOPS`."""
    specs: dict[str, LoopSpec] = {spec.origin: spec for spec in map(import_string, settings.LOOPS)}
    return specs[origin]


def moves_for(case: Case, by: Actor, *, at: datetime) -> list[Move]:
    """The moves this person could make now: what the page has buttons for."""
    state = state_of(case)
    stand = standing(by, case, state, case.desk)
    found = []
    for move in spec_of(case.origin).from_stage(state.stage):
        try:
            permitted(move, stand, state, at)
        except Refused:
            continue
        found.append(move)
    return found


def move_of(case: Case, name: str) -> Move:
    """The move of that name in the case's loop; raises OutOfTurn where there is none."""
    move = spec_of(case.origin).moves.get(name)
    if move is None:
        raise OutOfTurn(_("There is no such step."))
    return move


def permitted(move: Move, stand: Standing, state: State, at: datetime) -> Who:
    """As whom somebody who stands so may make a move now; raises OutOfTurn or NotYours."""
    if move.is_echo or state.stage not in move.sources:
        raise OutOfTurn(_("This is not possible at this stage."))
    who = next((who for who in move.who if who in stand), None)
    if who is None:
        raise NotYours(_("This is for others to do."))
    for guard in move.guards:
        if not guard.allows(state, at, stand):
            raise OutOfTurn(_(guard.refusal))
    return who
