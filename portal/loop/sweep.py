"""Where time itself acts: a case is reminded of, becomes overdue, goes on, lapses, is due a check.

Runs each minute over the open cases whose `look_at` has come, by a partial index: closed cases
cost nothing. It may run twice at once: each case is locked and looked at again.
"""

import logging
from datetime import datetime

from django.db import transaction

from portal.loop.engine import advance, state_of
from portal.loop.fold import Stage, State
from portal.loop.models import Case, Step
from portal.loop.standing import SWEEP

log = logging.getLogger(__name__)


def sweep(*, at: datetime) -> list[Step]:
    """Make every move that time asks for; returns the steps made.

    A case that can't be moved is logged and left, so that it never keeps others waiting.
    """
    made: list[Step] = []
    waiting = Case.objects.to_look_at(at=at).order_by("look_at", "pk")
    for pk in list(waiting.values_list("pk", flat=True)):
        try:
            made += look(pk, at=at)
        except Exception:
            log.exception("the sweep could not move case %s", pk)
    return made


@transaction.atomic
def look(pk: int, *, at: datetime) -> list[Step]:
    """Look at one case; a case that another sweep holds is left to it."""
    case = (
        Case.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
        .to_look_at(at=at)
        .filter(pk=pk)
        .first()
    )
    name = due_move(state_of(case), at) if case else None
    return [advance(case, name, by=SWEEP, at=at)] if case and name else []


def due_move(state: State, at: datetime) -> str | None:
    """The move that time asks for in a state, if any. Pure."""
    if state.stage is Stage.FEEDBACK:
        return "lapse"
    if state.stage is Stage.TRACKING and not state.check_asked:
        return "check_due"
    if state.waiting_since is not None:
        return "resume"
    if state.due_at is not None and at >= state.due_at:
        return "overdue" if state.overdue_at is None else None
    return "warn" if state.warned_at is None and state.stage is not Stage.TRACKING else None
