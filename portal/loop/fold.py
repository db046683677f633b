"""What a case is, folded from its steps: pure, and the only place where a step changes a state.

The engine writes `fold(state, entry)` to the case; `manage.py rebuild_cases --check` folds every
step again and compares. Times are computed once, when the step is made, and lie in its facts, so
that a later change of the calendar or of a rule never rewrites history.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from portal.loop.state import ENDS, Content, Outcome, Solved, Stage, State, Urgency

__all__ = ["ENDS", "Content", "Entry", "Outcome", "Solved", "Stage", "State", "Urgency", "fold"]


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
    return _looked_at_once(replace(state, **change))


def _looked_at_once(state: State) -> State:
    """What the sweep has done for a deadline it need not look at again."""
    if state.overdue_at is not None:
        return replace(state, look_at=None)
    if state.warned_at is not None and state.waiting_since is None:
        return replace(state, look_at=state.due_at)
    return state


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


# What one lead began and the next does not take over.
_UNDONE: Mapping[str, Any] = MappingProxyType(
    {
        "signed_at": None,
        "objection_open": False,
        "waiting_since": None,
        "extension_wanted": None,
        "extension_by": None,
        "reported_by": None,
        "outcome": None,
        "promised_at": None,
    }
)


def _lead(state: State, entry: Entry) -> Change:
    lead = entry.facts["lead"]
    helpers = frozenset(entry.facts.get("helpers", ())) - {lead}
    change: Change = {
        **_UNDONE,
        "lead": lead,
        "person": entry.facts.get("person"),
        "helpers": helpers,
        "called": state.called - helpers - {lead},
        "hands": state.hands | helpers | {lead},
    }
    if urgency := entry.facts.get("urgency"):
        change["urgency"] = Urgency(urgency)
    return change


def _leave_lead(state: State, entry: Entry) -> Change:
    return {
        **_UNDONE,
        "lead": None,
        "person": None,
        "helpers": frozenset(),
        "called": frozenset(),
        "object_by": None,
        "lead_decided": False,
        "desk": entry.facts.get("desk", state.desk),
    }


def _withdraw(_state: State, _entry: Entry) -> Change:
    return {**_UNDONE, "called": frozenset()}


def _sign(state: State, entry: Entry) -> Change:
    # Somebody is always in charge: whoever was named, else whoever signed.
    person = entry.facts.get("person") or state.person or entry.by
    change: Change = {"signed_at": entry.at, "object_by": None, "person": person}
    if not state.is_reachable or state.contacted_at:
        change["responded_at"] = state.responded_at or entry.at
    return change


def _reopen(state: State, entry: Entry) -> Change:
    """Not done: a second chance with a new deadline, without more questions or more time."""
    change = _rate(state, entry) | {"round": state.round + 1, "reopened": state.reopened + 1}
    return {**change, **_NEW_ROUND}


_NEW_ROUND: Mapping[str, Any] = MappingProxyType(
    {"outcome": None, "promised_at": None, "check_asked": False, "unreached": 0}
)


def _relapsed(state: State, _entry: Entry) -> Change:
    """It has come back: everything anew."""
    return {**_NEW_ROUND, "round": state.round + 1, "asks": 0, "extended": False}


def _rate(state: State, entry: Entry) -> Change:
    change: Change = {
        "rated_round": state.round,
        "rated_at": entry.at,
        "solved": Solved(entry.facts["solved"]),
        "result": Content(entry.facts["result"]),
        "manner": Content(entry.facts["manner"]),
    }
    if entry.facts.get("supervised"):
        change["supervised_at"] = entry.at
    return change


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
        "extension_wanted": None,
        "extension_by": None,
        "resolved_at": entry.at,
        "responded_at": state.responded_at or entry.at,
        "was_late": state.was_late or late,
    }


def _contact(state: State, entry: Entry) -> Change:
    return {"contacted_at": entry.at, "responded_at": state.responded_at or entry.at}


def _more_time(_state: State, _entry: Entry) -> Change:
    """Asked for once, whatever the answer was."""
    return {"extension_wanted": None, "extension_by": None, "extended": True}


def _call(state: State, entry: Entry) -> Change:
    return {"unreached": state.unreached + (0 if entry.facts["reached"] else 1)}


_CHANGES: Mapping[str, Callable[[State, Entry], Change]] = MappingProxyType(
    {
        "file": _file,
        "accept": _lead,
        "reassign": _lead,
        "uphold": lambda s, e: _lead(s, e) | {"lead_decided": True},
        "decline": lambda s, e: {"responded_at": s.responded_at or e.at},
        "pass_on": lambda s, e: {"desk": e.facts["desk"]},
        "send_back": _leave_lead,
        "merge": lambda s, e: _leave_lead(s, e) | {"merged_into": e.facts["into"]},
        "unmerge": lambda s, e: {"merged_into": None, "ended_at": None},
        "withdraw": _withdraw,
        "sign": _sign,
        "object": lambda s, e: {"objected": s.objected | {s.lead}, "objection_open": True},
        "overrule": lambda s, e: {
            "objection_open": False,
            "object_by": None,
            "lead_decided": True,
        },
        "contact": _contact,
        "ask": lambda s, e: {
            "waiting_since": e.at,
            "asks": s.asks + 1,
            "contacted_at": s.contacted_at or e.at,
            "responded_at": s.responded_at or e.at,
        },
        "answer": lambda s, e: {"waiting_since": None},
        "resume": lambda s, e: {"waiting_since": None},
        "want_time": lambda s, e: {
            "extension_wanted": _time(e.facts["until"]),
            "extension_by": e.by,
        },
        "extend": _more_time,
        "refuse_time": _more_time,
        "report": _report,
        "rework": lambda s, e: {"reported_by": None, "outcome": None, "promised_at": None},
        "clear": _clear,
        "whistle": lambda s, e: {
            "called": s.called | frozenset(e.facts["called"]),
            "hands": s.hands | frozenset(e.facts["called"]),
        },
        "report_in": lambda s, e: {
            "called": s.called - {e.facts["body"]},
            "helpers": s.helpers | {e.facts["body"]},
        },
        "supervise": lambda s, e: {"supervised_at": e.at},
        "rate": _rate,
        "reopen": _reopen,
        "call": _call,
        "set_aside": lambda s, e: {"is_assessable": False},
        "relapsed": _relapsed,
        "publish": lambda s, e: {"is_public": True},
        "unpublish": lambda s, e: {"is_public": False},
        "warn": lambda s, e: {"warned_at": e.at},
        # A late check is not the handler's lateness.
        "overdue": lambda s, e: {
            "overdue_at": e.at,
            "was_late": s.was_late or s.stage is not Stage.TRACKING,
        },
        "check_due": lambda s, e: {"check_asked": True},
    }
)
