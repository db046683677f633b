"""The official calendar as the database holds it."""

from datetime import datetime

from portal.loop.clock import WorkCalendar, day_of, last_day
from portal.loop.models import CalendarDay, CalendarYear, Case


def work_calendar(*, at: datetime) -> WorkCalendar:
    """The calendar from the year before `at` on; two small queries."""
    first = day_of(at).year - 1
    days = CalendarDay.objects.filter(day__year__gte=first).values_list("day", "is_working")
    return WorkCalendar(dict(days), official_years())


def official_years() -> frozenset[int]:
    """The years whose calendar the State Council has published: one small query."""
    years = CalendarYear.objects.filter(is_official=True)
    return frozenset(years.values_list("year", flat=True))


def is_provisional_for(case: Case) -> bool:
    """Whether a deadline of the case reaches into a year whose calendar isn't official yet.

    The page then says that the day may still move. One small query.
    """
    dues = (case.respond_by, case.resolve_by, case.due_at, case.check_at)
    reached = {last_day(due).year for due in dues if due is not None}
    return bool(case.is_open and reached - official_years())
