"""What the loop knows of a case: stages, answers, and the state itself. Pure values."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Stage(StrEnum):
    """Where a case is. The first five are open, the last four are ends."""

    FILED = "filed"
    LEADING = "leading"
    HANDLING = "handling"
    FEEDBACK = "feedback"
    TRACKING = "tracking"
    CLOSED = "closed"
    DECLINED = "declined"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done."""
        return self not in ENDS


ENDS = frozenset({Stage.CLOSED, Stage.DECLINED, Stage.MERGED, Stage.WITHDRAWN})


class Urgency(StrEnum):
    """How fast a case must be answered."""

    EMERGENCY = "emergency"
    URGENT = "urgent"
    ORDINARY = "ordinary"
    LONG_TERM = "long_term"


class Outcome(StrEnum):
    """What a result says."""

    DONE = "done"
    EXPLAINED = "explained"  # can't be done, and why
    NOT_YET = "not_yet"  # measures so far, and a promised day


class Solved(StrEnum):
    """The first of the three questions."""

    YES = "yes"
    MOSTLY = "mostly"
    NO = "no"


class Content(StrEnum):
    """The second and third: content with the result, and with how one was treated."""

    SATISFIED = "satisfied"
    MOSTLY = "mostly"
    NOT = "not"


@dataclass(frozen=True, slots=True)
class State:
    """Everything the loop knows of a case. Bodies, people and areas are ids."""

    stage: Stage = Stage.FILED
    round: int = 1
    urgency: Urgency = Urgency.ORDINARY
    desk: int | None = None
    lead: int | None = None
    person: int | None = None
    helpers: frozenset[int] = frozenset()
    # Bodies that ever led, helped or were called: they never check the effect.
    hands: frozenset[int] = frozenset()
    objected: frozenset[int] = frozenset()
    objection_open: bool = False
    object_by: datetime | None = None
    lead_decided: bool = False  # the street decided an objection: its word is final
    called: frozenset[int] = frozenset()  # whistled in, not yet reported
    filed_at: datetime | None = None
    respond_by: datetime | None = None
    resolve_by: datetime | None = None
    due_at: datetime | None = None  # the deadline that counts now
    look_at: datetime | None = None  # when the sweep looks next
    is_reachable: bool = True  # False: filed without account or phone
    signed_at: datetime | None = None
    contacted_at: datetime | None = None
    responded_at: datetime | None = None  # signed for and contacted, the first time
    waiting_since: datetime | None = None
    asks: int = 0
    extension_wanted: datetime | None = None
    extension_by: int | None = None  # who asked for it
    extended: bool = False
    reported_by: int | None = None  # a result waits to be looked over
    outcome: Outcome | None = None
    promised_at: datetime | None = None
    resolved_at: datetime | None = None  # the result went out, the latest time
    reopened: int = 0
    supervised_at: datetime | None = None
    rated_round: int = 0
    solved: Solved | None = None
    result: Content | None = None
    manner: Content | None = None
    rated_at: datetime | None = None
    unreached: int = 0
    is_assessable: bool = True
    check_at: datetime | None = None
    check_asked: bool = False
    warned_at: datetime | None = None
    overdue_at: datetime | None = None  # red since; None: in time
    was_late: bool = False  # was ever red
    merged_into: int | None = None
    is_public: bool = False
    ended_at: datetime | None = None
