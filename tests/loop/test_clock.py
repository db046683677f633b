"""The clock, by properties and by days one can look up."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.loop.clock import (
    SHANGHAI,
    Span,
    WorkCalendar,
    day_of,
    deadline,
    end_of,
    last_day,
    nth_working_day,
    postponed,
    warning_time,
    working_days_between,
    working_days_late,
    working_days_left,
)

days = st.dates(date(2025, 1, 1), date(2028, 12, 31))
calendars = st.builds(
    WorkCalendar,
    st.dictionaries(days, st.booleans(), max_size=30),
    st.frozensets(st.integers(2025, 2028)),
)
instants = st.datetimes(
    datetime(2025, 1, 1),  # noqa: DTZ001 - hypothesis wants them naive
    datetime(2028, 6, 30),  # noqa: DTZ001
).map(lambda naive: naive.replace(tzinfo=SHANGHAI))
spans = st.builds(Span, st.integers(1, 40), st.sampled_from(["hours", "working days", "days"]))
OFFICIAL = WorkCalendar(
    {date(2026, 10, d): False for d in range(1, 8)}
    | {date(2026, 9, 20): True, date(2026, 10, 10): True},
    frozenset({2026}),
)


@given(days, st.integers(0, 30), calendars)
def test_the_nth_working_day_has_n_working_days_up_to_it(
    start: date, n: int, calendar: WorkCalendar
) -> None:
    end = nth_working_day(start, n, calendar)
    assert working_days_between(start, end, calendar) == n
    assert n == 0 or calendar.is_working(end)


@given(instants, spans, calendars)
def test_a_deadline_lies_after_its_beginning(
    at: datetime, span: Span, calendar: WorkCalendar
) -> None:
    assert deadline(at, span, calendar) > at


@given(instants, instants, spans, calendars)
def test_who_begins_later_is_never_due_earlier(
    one: datetime, other: datetime, span: Span, calendar: WorkCalendar
) -> None:
    first, second = sorted([one, other])
    assert deadline(first, span, calendar) <= deadline(second, span, calendar)


@given(instants, st.integers(1, 20), calendars)
def test_one_more_day_is_one_more_working_day(at: datetime, n: int, calendar: WorkCalendar) -> None:
    less, more = (deadline(at, Span(k, "working days"), calendar) for k in (n, n + 1))
    assert working_days_between(last_day(less), last_day(more), calendar) == 1


@given(instants, instants, instants, st.sampled_from(["hours", "working days", "days"]), calendars)
def test_a_pause_never_brings_a_deadline_nearer(
    due: datetime, one: datetime, other: datetime, unit: str, calendar: WorkCalendar
) -> None:
    stopped, resumed = sorted([one, other])
    later = postponed(due, stopped=stopped, resumed=resumed, unit=unit, calendar=calendar)  # type: ignore[arg-type]
    assert later >= due
    if unit == "hours":
        assert later - due == resumed - stopped


@given(instants, spans, calendars, st.integers(1, 99))
def test_a_reminder_comes_between(
    at: datetime, span: Span, calendar: WorkCalendar, percent: int
) -> None:
    due = deadline(at, span, calendar)
    assert at <= warning_time(at, due, percent) <= due


@given(instants, instants, calendars)
def test_what_is_late_has_no_days_left(at: datetime, due: datetime, c: WorkCalendar) -> None:
    late, left = working_days_late(due, at, c), working_days_left(due, at, c)
    assert late == 0 or left == 0
    assert late >= 0 <= left


@given(days)
def test_midnight_belongs_to_the_day_it_ends(day: date) -> None:
    assert last_day(end_of(day)) == day
    assert day_of(end_of(day)) == day + timedelta(days=1)


@pytest.mark.parametrize(
    ("filed", "number", "last"),
    [
        (date(2026, 11, 23), 1, date(2026, 11, 24)),  # Monday: the day itself is not counted
        (date(2026, 11, 23), 5, date(2026, 11, 30)),
        (date(2026, 11, 27), 1, date(2026, 11, 30)),  # Friday: over the weekend
        (date(2026, 9, 30), 1, date(2026, 10, 8)),  # over the whole of National Day
        (date(2026, 10, 9), 1, date(2026, 10, 10)),  # to a make-up Saturday
        (date(2026, 9, 18), 1, date(2026, 9, 20)),  # to a make-up Sunday
        (date(2026, 12, 31), 1, date(2027, 1, 1)),  # a year nobody has published yet
    ],
)
def test_days_one_can_look_up(filed: date, number: int, last: date) -> None:
    assert nth_working_day(filed, number, OFFICIAL) == last
    noon = datetime(filed.year, filed.month, filed.day, 12, tzinfo=SHANGHAI)
    assert deadline(noon, Span(number, "working days"), OFFICIAL) == end_of(last)
    assert OFFICIAL.is_provisional(last) is (last.year == 2027)


def test_hours_run_through_night_and_holiday() -> None:
    at = datetime(2026, 9, 30, 23, 30, tzinfo=SHANGHAI)
    due = datetime(2026, 10, 1, 1, 30, tzinfo=SHANGHAI)
    assert deadline(at, Span(2, "hours"), OFFICIAL) == due
