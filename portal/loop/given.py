"""What is given with a move: is it all there, is it fit, and which facts come of it.

Facts are everything the fold needs, as plain values (ids, codes, ISO times).
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _

from portal.loop.bodies import check_bodies
from portal.loop.calendar import work_calendar
from portal.loop.clock import WorkCalendar, day_of, end_of, last_day, nth_working_day
from portal.loop.deadlines import Moment, times_of
from portal.loop.fold import Content, Outcome, Solved, State, Urgency
from portal.loop.models import Case
from portal.loop.refusals import Missing, OutOfTurn
from portal.loop.spec import NEED_LABELS, Move, Need
from portal.places.rulebook import Rulebook

Given = Mapping[Need, Any]
PROMISE_AT_MOST = timedelta(days=365)
_CODES: Mapping[Need, tuple[StrEnum, ...]] = MappingProxyType(
    {
        Need.URGENCY: tuple(Urgency),
        Need.OUTCOME: tuple(Outcome),
        Need.SOLVED: tuple(Solved),
        Need.RESULT: tuple(Content),
        Need.MANNER: tuple(Content),
    }
)
_TEXTS = frozenset({Need.WORDS, Need.NOTE, Need.WAY_ON})
_BODIES = frozenset({Need.HELPERS, Need.CALLED, Need.ACCUSED})


def tidied(move: Move, given: Given) -> dict[Need, Any]:
    """What was given, without what is empty; codes as their enums, texts without margins.

    Raises Missing for what is not part of the move, is not there, or is not a known code.
    """
    if unknown := set(given) - set(move.accepts):
        raise Missing(_("Not part of this step: %s") % ", ".join(sorted(unknown)))
    found = {need: _tidy(need, value) for need, value in given.items()}
    found = {need: value for need, value in found.items() if value not in (None, "", [], ())}
    for need in move.needs:
        if need not in found:
            raise _missing(need)
    if move.one_of and not set(move.one_of) & set(found):
        raise _missing(move.one_of[0])
    return found


def _missing(need: Need) -> Missing:
    return Missing(_("Something is missing: %s") % _(NEED_LABELS[need]))


def _tidy(need: Need, value: Any) -> Any:
    if need in _TEXTS:
        return str(value or "").strip()
    if need in _CODES and value:
        code = next((code for code in _CODES[need] if code == value), None)
        if code is None:
            raise _missing(need)
        return code
    return value


def facts_of(move: Move, case: Case, state: State, given: Given, at: datetime) -> dict[str, Any]:
    """Everything the fold needs, as plain values; refused where it breaks a rule."""
    rulebook, calendar = Rulebook(case.area), work_calendar(at=at)
    check_bodies(case, state, given, at)
    facts = _plain(given)
    if own := _OWN.get(move.name):
        facts |= own(case, state, given, at, rulebook, calendar)
    urgency = Urgency(given.get(Need.URGENCY) or state.urgency)
    moment = Moment(state, at, case.kind, rulebook, calendar, urgency)
    return facts | as_texts(times_of(move.name, moment))


def as_texts(times: Mapping[str, datetime | None]) -> dict[str, str | None]:
    """Times as ISO texts."""
    return {name: due.isoformat() if due else None for name, due in times.items()}


def _plain(given: Given) -> dict[str, Any]:
    """What was given, as ids and texts; words and notes have columns of their own."""
    facts: dict[str, Any] = {}
    for need, value in given.items():
        if need in {Need.WORDS, Need.NOTE, Need.UNTIL}:
            continue
        if need in _BODIES:
            facts[need] = sorted(body.pk for body in value)
        elif need is Need.PHOTOS:
            facts[need] = [str(photo) for photo in value]
        else:
            facts[need] = getattr(value, "pk", value)
    return facts


Own = Callable[[Case, State, Given, datetime, Rulebook, WorkCalendar], dict[str, Any]]


def _pass_on(
    case: Case, state: State, given: Given, _at: datetime, _r: Rulebook, _c: WorkCalendar
) -> dict[str, Any]:
    if given[Need.DESK].pk == state.desk:
        raise Missing(_("It is at this desk already."))
    return {}


def _ask(
    _case: Case, state: State, _given: Given, _at: datetime, rulebook: Rulebook, _c: WorkCalendar
) -> dict[str, Any]:
    if state.asks >= rulebook["loop.asks"]:
        raise OutOfTurn(_("The person has been asked as often as the rules allow."))
    return {}


def _answer(wanted: str) -> Own:
    def facts(
        case: Case, state: State, given: Given, _at: datetime, rulebook: Rulebook, _c: WorkCalendar
    ) -> dict[str, Any]:
        solved, result = given[Need.SOLVED], given[Need.RESULT]
        if answer_to(state, solved, result, rulebook) != wanted:
            raise OutOfTurn(_("The answer does not fit this step."))
        # From the second “not done” on, the street supervises.
        again = is_discontent(solved, result) and state.reopened > 0
        return {"supervised": True} if again else {}

    return facts


def is_discontent(solved: Solved, result: Content) -> bool:
    """Whether an answer says that it is not done."""
    return solved is Solved.NO or result is Content.NOT


def answer_to(state: State, solved: Solved, result: Content, rulebook: Rulebook) -> str:
    """The move an answer asks for: `reopen` while the rules allow it, else `rate`."""
    again = is_discontent(solved, result) and state.reopened < rulebook["loop.reopens"]
    return "reopen" if again else "rate"


def _want_time(
    _case: Case, state: State, given: Given, at: datetime, rulebook: Rulebook, c: WorkCalendar
) -> dict[str, Any]:
    after = day_of(at)
    latest = nth_working_day(after, rulebook["loop.extension"], c)
    if state.resolve_by:
        after = max(after, last_day(state.resolve_by))
    return {"until": end_of(_day(given, after, latest)).isoformat()}


def _report(
    _case: Case, _state: State, given: Given, at: datetime, _r: Rulebook, _c: WorkCalendar
) -> dict[str, Any]:
    if given[Need.OUTCOME] is not Outcome.NOT_YET:
        return {}
    today = day_of(at)
    return {"promised_at": end_of(_day(given, today, today + PROMISE_AT_MOST)).isoformat()}


def _whistle(
    case: Case, state: State, given: Given, at: datetime, rulebook: Rulebook, c: WorkCalendar
) -> dict[str, Any]:
    busy = {state.lead} | state.helpers | state.called
    for body in given[Need.CALLED]:
        if body.pk in busy:
            raise Missing(_("%s is on this case already.") % body.name)
    due = Moment(state, at, case.kind, rulebook, c, state.urgency).after("loop.report_in")
    return {"report_by": due.isoformat()}


def _day(given: Given, after: date, latest: date) -> date:
    day: date | None = given.get(Need.UNTIL)
    if day is None or not after < day <= latest:
        raise Missing(
            _("Choose a day after %(after)s and up to %(latest)s.")
            % {"after": after.isoformat(), "latest": latest.isoformat()}
        )
    return day


_OWN: Mapping[str, Own] = MappingProxyType(
    {
        "pass_on": _pass_on,
        "ask": _ask,
        "rate": _answer("rate"),
        "reopen": _answer("reopen"),
        "want_time": _want_time,
        "report": _report,
        "whistle": _whistle,
    }
)
