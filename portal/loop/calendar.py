"""The official calendar as the database holds it."""

from datetime import datetime

from portal.loop.clock import WorkCalendar, day_of
from portal.loop.models import CalendarDay, CalendarYear


def work_calendar(*, at: datetime) -> WorkCalendar:
    """The calendar from the year before `at` on; two small queries."""
    first = day_of(at).year - 1
    days = CalendarDay.objects.filter(day__year__gte=first).values_list("day", "is_working")
    years = CalendarYear.objects.filter(is_official=True).values_list("year", flat=True)
    return WorkCalendar(dict(days), frozenset(years))
