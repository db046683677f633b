"""The clock of the loop: official working days and deadlines. Pure; the time is an argument.

Days are counted as 民法典 art. 200–203 counts them: the day on which a term begins is not
counted, and its last day ends at midnight. So a deadline in working days is the midnight that
ends the n-th working day after the day of filing; one in hours runs through nights and holidays.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
_DAY = timedelta(days=1)
_FRIDAY = 4
Unit = Literal["hours", "working days", "days"]


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Which days are worked: exceptions to Monday–Friday, and the years known officially.

    `exceptions` maps a day to True (a make-up working day) or False (a holiday).
    """

    exceptions: Mapping[date, bool] = field(default_factory=dict)
    official_years: frozenset[int] = frozenset()

    def is_working(self, day: date) -> bool:
        """Whether a day is worked; in a year not published yet, Monday to Friday are."""
        return self.exceptions.get(day, day.weekday() <= _FRIDAY)

    def is_provisional(self, day: date) -> bool:
        """Whether the day's year has no official calendar yet."""
        return day.year not in self.official_years


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time as the rules give it."""

    amount: int
    unit: Unit


def day_of(at: datetime) -> date:
    """The day in Shanghai on which an instant falls."""
    return at.astimezone(SHANGHAI).date()


def end_of(day: date) -> datetime:
    """The midnight that ends a day in Shanghai."""
    return datetime.combine(day + _DAY, time(), SHANGHAI)


def nth_working_day(start: date, number: int, calendar: WorkCalendar) -> date:
    """The n-th working day after a day (n ≥ 1); n = 0 is the day itself."""
    day = start
    while number > 0:
        day += _DAY
        number -= calendar.is_working(day)
    return day


def working_days_between(start: date, end: date, calendar: WorkCalendar) -> int:
    """How many working days lie after `start`, up to and with `end`; 0 if end ≤ start."""
    days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    return sum(calendar.is_working(day) for day in days)


def deadline(at: datetime, span: Span, calendar: WorkCalendar) -> datetime:
    """The instant at which a span that begins at `at` runs out."""
    if span.unit == "hours":
        return at + timedelta(hours=span.amount)
    if span.unit == "days":
        return end_of(day_of(at) + timedelta(days=span.amount))
    return end_of(nth_working_day(day_of(at), span.amount, calendar))


def postponed(
    due: datetime, *, stopped: datetime, resumed: datetime, unit: Unit, calendar: WorkCalendar
) -> datetime:
    """A deadline moved by the time the clock stood still; never earlier than it was."""
    if resumed <= stopped:
        return due
    if unit == "hours":
        return due + (resumed - stopped)
    if unit == "days":
        return end_of(last_day(due) + (day_of(resumed) - day_of(stopped)))
    lost = working_days_between(day_of(stopped), day_of(resumed), calendar)
    return due if lost == 0 else end_of(nth_working_day(last_day(due), lost, calendar))


def last_day(due: datetime) -> date:
    """The last day on which something is in time: a midnight belongs to the day it ends."""
    return day_of(due - timedelta(microseconds=1))


def warning_time(start: datetime, due: datetime, percent: int) -> datetime:
    """The instant at which this share of the time from start to due is used up."""
    return start + (due - start) * percent / 100


def working_days_late(due: datetime, at: datetime, calendar: WorkCalendar) -> int:
    """How many working days have begun since a deadline ran out."""
    return working_days_between(last_day(due), day_of(at), calendar) if at > due else 0


def working_days_left(due: datetime, at: datetime, calendar: WorkCalendar) -> int:
    """How many working days remain after today, up to and with the last; 0: today is the last."""
    return working_days_between(day_of(at), last_day(due), calendar)
