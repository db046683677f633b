"""When a case is due: the times that each move sets, from the rules and the calendar.

Called once, when a step is made; the answers lie in the step's facts as ISO texts, and the fold
only copies them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from portal.loop.clock import Span, WorkCalendar, deadline, postponed, warning_time
from portal.loop.fold import Outcome, State, Urgency
from portal.loop.rules import span, standard
from portal.places.rulebook import Rulebook

Times = dict[str, datetime | None]


@dataclass(frozen=True, slots=True)
class Moment:
    """What the times of a move depend on."""

    state: State
    at: datetime
    kind: str
    rulebook: Rulebook
    calendar: WorkCalendar
    urgency: Urgency
    until: date | None = None

    def after(self, key: str, start: datetime | None = None) -> datetime:
        """The instant at which a rule's span, begun at `start` (now), runs out."""
        return deadline(start or self.at, span(self.rulebook, key), self.calendar)

    @property
    def standard(self) -> tuple[Span, Span]:
        """(respond, resolve) in force for this case."""
        return standard(self.rulebook, self.urgency, self.kind)

    def watch(self, due: datetime, start: datetime) -> Times:
        """A deadline with the instant at which the sweep reminds of it."""
        percent = self.rulebook["loop.warn_at"]
        return {"due_at": due, "look_at": warning_time(start, due, percent)}


def times_of(move: str, moment: Moment) -> Times:
    """The times that a move sets; empty for a move that sets none."""
    setter = _SETTERS.get(move)
    return setter(moment) if setter else {}


def _from_filing(m: Moment) -> Times:
    """Both deadlines, counted from the day of filing."""
    filed = m.state.filed_at or m.at
    respond, resolve = m.standard
    respond_by = deadline(filed, respond, m.calendar)
    return {
        "respond_by": respond_by,
        "resolve_by": deadline(filed, resolve, m.calendar),
        **m.watch(respond_by, filed),
    }


def _current(m: Moment) -> Times:
    """The deadline that counts now: to respond, and once that is done, to resolve."""
    times = _resumed(m)
    state = m.state
    due = times.get("resolve_by", state.resolve_by) if state.responded_at else state.respond_by
    return times | m.watch(due, state.filed_at or m.at) if due else times


def _named(m: Moment) -> Times:
    """A lead is named: it may object for a while; another urgency sets the deadlines anew."""
    times: Times = {"object_by": m.after("loop.objection"), **_resumed(m)}
    if m.urgency != m.state.urgency:
        times |= _from_filing(m)
    if m.state.responded_at and (due := times.get("resolve_by", m.state.resolve_by)):
        times |= m.watch(due, m.state.filed_at or m.at)
    return times


def _resumed(m: Moment) -> Times:
    """The deadline to resolve, moved by the time the clock stood still; nothing if it ran."""
    state = m.state
    if state.resolve_by is None or state.waiting_since is None:
        return {}
    return {
        "resolve_by": postponed(
            state.resolve_by,
            stopped=state.waiting_since,
            resumed=m.at,
            unit=m.standard[1].unit,
            calendar=m.calendar,
        )
    }


def _responded(m: Moment) -> Times:
    """From here on the deadline to resolve counts, if this move completes the response."""
    state = m.state
    if state.responded_at or not state.resolve_by:
        return {}
    return m.watch(state.resolve_by, state.filed_at or m.at)


def _signed(m: Moment) -> Times:
    return {} if m.state.is_reachable and not m.state.contacted_at else _responded(m)


def _asked(m: Moment) -> Times:
    limit = m.after("loop.ask_limit")
    return {"due_at": limit, "look_at": limit}


def _went_on(m: Moment) -> Times:
    times = _resumed(m)
    due = times.get("resolve_by")
    return times | m.watch(due, m.state.filed_at or m.at) if due else {}


def _extended(m: Moment) -> Times:
    wanted, due = m.state.extension_wanted, m.state.resolve_by
    if wanted is None or due is None:
        return {}
    until = max(wanted, due)
    return {"resolve_by": until, **m.watch(until, m.at)}


def _given(m: Moment) -> Times:
    silence = m.after("loop.silence")
    return {"due_at": silence, "look_at": silence}


def _tracked(m: Moment) -> Times:
    """The day of the check: the promised one, else so many days after the result went out."""
    if m.state.check_at and m.state.stage == "tracking":
        return {}
    check = m.state.promised_at if m.state.outcome == Outcome.NOT_YET else None
    if check is None:
        check = m.after("loop.check", m.state.resolved_at)
    return {
        "check_at": check,
        "due_at": m.after("loop.check_within", check),
        "look_at": check,
    }


def _again(m: Moment) -> Times:
    """Back to handling: the clock to resolve starts anew."""
    due = deadline(m.at, m.standard[1], m.calendar)
    return {"resolve_by": due, "check_at": None, **m.watch(due, m.at)}


_SETTERS: Mapping[str, Callable[[Moment], Times]] = MappingProxyType(
    {
        "file": _from_filing,
        "accept": _named,
        "reassign": _named,
        "uphold": _named,
        "send_back": _current,
        "unmerge": _current,
        "sign": _signed,
        "contact": _responded,
        "ask": _asked,
        "answer": _went_on,
        "resume": _went_on,
        "extend": _extended,
        "clear": _given,
        "rate": _tracked,
        "lapse": _tracked,
        "reopen": _again,
        "relapsed": _again,
        "warn": lambda m: {"look_at": m.state.due_at},
        "check_due": lambda m: {"look_at": m.state.due_at},
        "overdue": lambda m: {"look_at": None},
    }
)
