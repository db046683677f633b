"""The conditions of the loop's table: what must hold for a move, and what is said where it fails.

Pure. A guard may spare somebody: what binds the desk need not bind the street above it.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from portal.loop.fold import State
from portal.loop.terms import Who


@dataclass(frozen=True, slots=True)
class Guard:
    """A condition on the state, the sentence said where it fails, and whom it does not bind."""

    name: str
    holds: Callable[[State, datetime], bool]
    refusal: str
    spares: Who | None = None

    def allows(self, state: State, at: datetime, stand: Collection[Who]) -> bool:
        """Whether somebody who stands so may go on."""
        return self.spares in stand or self.holds(state, at)


def _past(when: datetime | None, at: datetime) -> bool:
    return when is not None and at >= when


G = Guard
# --- asking the person -------------------------------------------------------------------------
NOT_WAITING = G(
    "not_waiting", lambda s, at: s.waiting_since is None, "We are waiting for the person’s answer."
)
WAITING = G("waiting", lambda s, at: s.waiting_since is not None, "Nobody is being waited for.")
WAITED_OUT = G(
    "waited_out",
    lambda s, at: _past(s.due_at, at),
    "The time for an answer is not over.",
    spares=Who.HANDLER,
)
# --- objections ----------------------------------------------------------------------------------
CAN_OBJECT = G(
    "can_object",
    lambda s, at: s.lead not in s.objected and s.object_by is not None and at <= s.object_by,
    "A body may object once, within the time for objections.",
)
OBJECTION_OPEN = G(
    "objection_open", lambda s, at: s.objection_open, "There is no objection to decide."
)
NO_OBJECTION = G(
    "no_objection",
    lambda s, at: not s.objection_open,
    "An objection is waiting for the street’s decision.",
)
LEAD_FREE = G(
    "lead_free",
    lambda s, at: not s.lead_decided,
    "The street has decided who leads; only the street changes that.",
    spares=Who.SUPERVISOR,
)
# --- more time -----------------------------------------------------------------------------------
EXTENSION_WANTED = G(
    "extension_wanted", lambda s, at: s.extension_wanted is not None, "Nobody asked for more time."
)
CAN_EXTEND = G(
    "can_extend",
    lambda s, at: not s.extended and s.extension_wanted is None,
    "More time can be asked for once.",
)
# --- the result ----------------------------------------------------------------------------------
RESULT_PENDING = G(
    "result_pending",
    lambda s, at: s.reported_by is not None,
    "No result is waiting to be looked over.",
)
NO_RESULT = G(
    "no_result", lambda s, at: s.reported_by is None, "A result is waiting to be looked over."
)
NOT_RATED = G(
    "not_rated", lambda s, at: s.rated_round < s.round, "This round has its answer already."
)
NOT_CONTACTED = G(
    "not_contacted", lambda s, at: s.contacted_at is None, "The person has been contacted already."
)
PUBLISHED = G("published", lambda s, at: s.is_public, "The case is not public.")
ASSESSABLE = G(
    "assessable", lambda s, at: s.is_assessable, "It is marked as not assessable already."
)
CHECK_TIME = G(
    "check_time", lambda s, at: _past(s.check_at, at), "It is too early to say that it holds."
)
# --- what time itself asks for --------------------------------------------------------------------
SILENT = G("silent", lambda s, at: _past(s.due_at, at), "The time for an answer is not over.")
RUNNING_SHORT = G(
    "running_short",
    lambda s, at: s.warned_at is None and s.overdue_at is None and _past(s.look_at, at),
    "There is time left.",
)
RUN_OUT = G(
    "run_out", lambda s, at: s.overdue_at is None and _past(s.due_at, at), "There is time left."
)
CHECK_NOT_ASKED = G(
    "check_not_asked",
    lambda s, at: not s.check_asked and _past(s.check_at, at),
    "The check is not due, or has been asked for.",
)
