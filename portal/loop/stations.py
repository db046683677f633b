"""The stations of a case on the loop line: lead, handle, feedback, check — who, when, how long.

Drawn from the case and its steps alone. Nothing here asks the database or reads a clock.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.loop.clock import WorkCalendar, day_of, last_day, working_days_between
from portal.loop.fold import Stage
from portal.loop.reading import time_left
from portal.loop.words import day_words, time_words

PLACES = (Stage.LEADING, Stage.HANDLING, Stage.FEEDBACK, Stage.TRACKING)


class CaseLike(Protocol):
    """What of a case the line is drawn from: a Case, or a row of its columns."""

    @property
    def stage(self) -> str: ...
    @property
    def due_at(self) -> datetime | None: ...
    @property
    def waiting_since(self) -> datetime | None: ...
    @property
    def filed_at(self) -> datetime: ...


class StepLike(Protocol):
    """What of a step the line is drawn from."""

    move: str
    source: str
    target: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Station:
    """One station: `state` is done, now, waiting, overdue or ahead."""

    key: str
    label: str
    state: str
    who: str = ""
    when: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Stay:
    """A stretch of time at one station; `until` None: still there."""

    place: Stage
    since: datetime
    until: datetime | None


def labels() -> dict[Stage, str]:
    """The four words of the loop."""
    return {
        Stage.LEADING: _("Lead"),
        Stage.HANDLING: _("Handle"),
        Stage.FEEDBACK: _("Feedback"),
        Stage.TRACKING: _("Check"),
    }


def has_line(stage: str) -> bool:
    """Whether a case at this stage is drawn: one that was turned away went no way."""
    return stage not in (Stage.DECLINED, Stage.MERGED, Stage.WITHDRAWN)


def place_of(stage: str) -> int:
    """How many stations lie behind a case at this stage."""
    if stage == Stage.CLOSED:
        return len(PLACES)
    return PLACES.index(Stage(stage)) if stage in PLACES else 0


def brief(case: CaseLike, *, at: datetime) -> list[Station]:
    """The stations without who and when: for rows and cells."""
    behind = place_of(case.stage)
    names = labels()
    return [
        Station(place.value, names[place], _state(case, number, behind, at))
        for number, place in enumerate(PLACES)
    ]


def _state(case: CaseLike, number: int, behind: int, at: datetime) -> str:
    if number != behind:
        return "done" if number < behind else "ahead"
    if case.waiting_since:
        return "waiting"
    return "overdue" if case.due_at and case.due_at < at else "now"


def stays(case: CaseLike, steps: Iterable[StepLike]) -> list[Stay]:
    """Every stretch the case has spent at a station, in order; a new round adds new ones."""
    found: list[Stay] = [Stay(Stage.LEADING, case.filed_at, None)]
    for step in steps:
        place = Stage.LEADING if step.target == Stage.FILED else Stage(step.target)
        if place == found[-1].place or step.move == "file":
            continue
        found[-1] = Stay(found[-1].place, found[-1].since, step.at)
        found.append(Stay(place, step.at, None))
    return found


def full(
    case: CaseLike,
    steps: Sequence[StepLike],
    *,
    who: dict[Stage, str],
    at: datetime,
    calendar: WorkCalendar,
) -> list[Station]:
    """The stations with who is or was at work, when, and how long it took or may take."""
    newest = {stay.place: stay for stay in stays(case, steps)}
    drawn = []
    for station in brief(case, at=at):
        place = Stage(station.key)
        when, note = "", ""
        if station.state == "done":
            when, note = _past(newest.get(place), calendar)
        elif station.state != "ahead":
            when, note = _present(case, at, calendar)
        name = who.get(place, "")
        drawn.append(Station(station.key, station.label, station.state, name, when, note))
    return drawn


def _past(stay: Stay | None, calendar: WorkCalendar) -> tuple[str, str]:
    if stay is None or stay.until is None:
        return "", ""
    return day_words(stay.until), took(stay.since, stay.until, calendar)


def _present(case: CaseLike, at: datetime, calendar: WorkCalendar) -> tuple[str, str]:
    if case.due_at is None:
        return "", ""
    left = time_left(case.due_at, waiting=False, at=at, calendar=calendar)
    return left.words, _("by %s") % due_words(case.due_at)


def due_words(due: datetime) -> str:
    """The last day of a deadline; of one that ends within a day, its hour too."""
    ends_at_midnight = day_of(due) != last_day(due)
    return day_words(due) if ends_at_midnight else time_words(due)


def took(since: datetime, until: datetime, calendar: WorkCalendar) -> str:
    """How long something took: in working days, within one day in hours."""
    days = working_days_between(day_of(since), day_of(until), calendar)
    if days:
        return ngettext("took %(n)s working day", "took %(n)s working days", days) % {"n": days}
    hours = max(1, int((until - since).total_seconds() // 3600))
    return ngettext("took %(n)s hour", "took %(n)s hours", hours) % {"n": hours}
