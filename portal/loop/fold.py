"""What a case is, folded from its steps: pure, and the only place where a step changes a state.

The engine writes `fold(state, entry)` to the case; `manage.py rebuild_cases --check` folds every
step again and compares. Times are computed once, when the step is made, and lie in its facts, so
that a later change of the calendar or of a rule never rewrites history.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any


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


@dataclass(frozen=True, slots=True)
class Entry:
    """The part of a step that changes a state."""

    move: str
    target: Stage
    at: datetime
    by: int | None = None  # the user
    facts: Mapping[str, Any] = field(default_factory=dict)


_TIMES = ("respond_by", "resolve_by", "due_at", "look_at", "object_by", "check_at")
Change = dict[str, Any]


def fold(state: State, entry: Entry) -> State:
    """The state after one more step."""
    change: Change = {"stage": entry.target}
    for name in _TIMES:
        if name in entry.facts:
            change[name] = _time(entry.facts[name])
    change |= _CHANGES.get(entry.move, _nothing)(state, entry)
    if entry.target in ENDS and state.stage not in ENDS:
        change |= {"ended_at": entry.at, "due_at": None, "look_at": None, "overdue_at": None}
    if change.get("due_at", state.due_at) != state.due_at:
        change |= {"warned_at": None, "overdue_at": None}
    return replace(state, **change)


def rebuild(entries: Iterable[Entry]) -> State:
    """The state after all steps, in their order."""
    state = State()
    for entry in entries:
        state = fold(state, entry)
    return state


def _time(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None


def _nothing(_state: State, _entry: Entry) -> Change:
    return {}


def _file(_state: State, entry: Entry) -> Change:
    return {
        "filed_at": entry.at,
        "desk": entry.facts["desk"],
        "urgency": Urgency(entry.facts["urgency"]),
        "is_reachable": entry.facts.get("is_reachable", True),
    }


def _lead(state: State, entry: Entry) -> Change:
    lead = entry.facts["lead"]
    helpers = frozenset(entry.facts.get("helpers", ())) - {lead}
    change: Change = {
        "lead": lead,
        "person": entry.facts.get("person"),
        "helpers": helpers,
        "hands": state.hands | helpers | {lead},
        "objection_open": False,
        "signed_at": None,
        "reported_by": None,
        "waiting_since": None,
    }
    if urgency := entry.facts.get("urgency"):
        change["urgency"] = Urgency(urgency)
    return change


def _leave_lead(state: State, entry: Entry) -> Change:
    return {
        "lead": None,
        "person": None,
        "helpers": frozenset(),
        "called": frozenset(),
        "signed_at": None,
        "objection_open": False,
        "reported_by": None,
        "waiting_since": None,
        "extension_wanted": None,
        "desk": entry.facts.get("desk", state.desk),
    }


def _sign(state: State, entry: Entry) -> Change:
    change: Change = {"signed_at": entry.at, "object_by": None}
    if person := entry.facts.get("person"):
        change["person"] = person
    if not state.is_reachable or state.contacted_at:
        change["responded_at"] = state.responded_at or entry.at
    return change


def _reopen(state: State, entry: Entry) -> Change:
    change = _rate(state, entry) | {"round": state.round + 1, "reopened": state.reopened + 1}
    change |= _again(state, entry)
    if entry.facts.get("supervised"):
        change["supervised_at"] = entry.at
    return change


def _again(state: State, _entry: Entry) -> Change:
    return {
        "outcome": None,
        "promised_at": None,
        "check_asked": False,
        "extended": False,
        "asks": 0,
        "unreached": 0,
    }


def _rate(state: State, entry: Entry) -> Change:
    return {
        "rated_round": state.round,
        "rated_at": entry.at,
        "solved": Solved(entry.facts["solved"]),
        "result": Content(entry.facts["result"]),
        "manner": Content(entry.facts["manner"]),
    }


def _report(_state: State, entry: Entry) -> Change:
    return {
        "reported_by": entry.by,
        "outcome": Outcome(entry.facts["outcome"]),
        "promised_at": _time(entry.facts.get("promised_at")),
    }


def _clear(state: State, entry: Entry) -> Change:
    late = state.resolve_by is not None and entry.at > state.resolve_by
    return {
        "reported_by": None,
        "resolved_at": entry.at,
        "responded_at": state.responded_at or entry.at,
        "was_late": state.was_late or late,
    }


def _contact(state: State, entry: Entry) -> Change:
    return {"contacted_at": entry.at, "responded_at": state.responded_at or entry.at}


def _call(state: State, entry: Entry) -> Change:
    return {"unreached": state.unreached + (0 if entry.facts["reached"] else 1)}


_CHANGES: Mapping[str, Callable[[State, Entry], Change]] = MappingProxyType(
    {
        "file": _file,
        "accept": _lead,
        "reassign": _lead,
        "uphold": _lead,
        "decline": lambda s, e: {"responded_at": s.responded_at or e.at},
        "pass_on": lambda s, e: {"desk": e.facts["desk"]},
        "send_back": _leave_lead,
        "merge": lambda s, e: _leave_lead(s, e) | {"merged_into": e.facts["into"]},
        "unmerge": lambda s, e: {"merged_into": None, "ended_at": None},
        "withdraw": lambda s, e: {"objection_open": False, "waiting_since": None},
        "sign": _sign,
        "object": lambda s, e: {"objected": s.objected | {s.lead}, "objection_open": True},
        "overrule": lambda s, e: {"objection_open": False, "object_by": None},
        "contact": _contact,
        "ask": lambda s, e: {
            "waiting_since": e.at,
            "asks": s.asks + 1,
            "contacted_at": s.contacted_at or e.at,
            "responded_at": s.responded_at or e.at,
        },
        "answer": lambda s, e: {"waiting_since": None},
        "resume": lambda s, e: {"waiting_since": None},
        "want_time": lambda s, e: {"extension_wanted": _time(e.facts["until"])},
        "extend": lambda s, e: {"extension_wanted": None, "extended": True},
        "refuse_time": lambda s, e: {"extension_wanted": None, "extended": True},
        "report": _report,
        "rework": lambda s, e: {"reported_by": None, "outcome": None, "promised_at": None},
        "clear": _clear,
        "whistle": lambda s, e: {
            "called": s.called | frozenset(e.facts["called"]),
            "hands": s.hands | frozenset(e.facts["called"]),
        },
        "report_in": lambda s, e: {"called": s.called - {e.facts["body"]}},
        "supervise": lambda s, e: {"supervised_at": e.at},
        "rate": _rate,
        "reopen": _reopen,
        "call": _call,
        "set_aside": lambda s, e: {"is_assessable": False},
        "relapsed": lambda s, e: _again(s, e) | {"round": s.round + 1},
        "publish": lambda s, e: {"is_public": True},
        "unpublish": lambda s, e: {"is_public": False},
        "warn": lambda s, e: {"warned_at": e.at},
        "overdue": lambda s, e: {"overdue_at": e.at, "was_late": True},
        "check_due": lambda s, e: {"check_asked": True},
    }
)
