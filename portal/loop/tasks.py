"""What the clock starts: the sweep each minute, next year's calendar once a day.

Each may run twice, or late, or never for an hour: it only does what is still to be done.
"""

from celery import shared_task
from django.utils import timezone

from portal.loop.actions import fill_calendar
from portal.loop.clock import day_of
from portal.loop.sweep import sweep as sweep_cases


@shared_task
def sweep() -> None:
    """Make every move that time asks for."""
    sweep_cases(at=timezone.now())


@shared_task
def fill_calendars() -> None:
    """Fill this year and the next, and make a provisional one official once it is published."""
    now = timezone.now()
    this_year = day_of(now).year
    for year in (this_year, this_year + 1):
        fill_calendar(year, by=None, at=now)
