"""What is done to the calendar: a year is filled, a day is set by hand.

A day somebody set stays theirs: filling the year again never takes it back.
"""

from collections.abc import Mapping
from datetime import date, datetime

import chinese_calendar
import holidays
from chinese_calendar import constants
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from portal.loop.models import CalendarDay, CalendarYear
from portal.loop.refusals import Missing, NotYours
from portal.loop.standing import Actor
from portal.people.models import User
from portal.places.models import Area, Kind
from portal.roles.grants import Permission, Role
from portal.roles.grants import Scope as Reach

OVER_COMMUNITIES = (Kind.CITY, Kind.DISTRICT, Kind.STREET)
FIRST_YEAR = min(constants.holidays).year
_NAMES: Mapping[str, str] = {h.value: h.chinese for h in chinese_calendar.Holiday}


def may_set_calendar(by: Actor) -> bool:
    """Whether somebody may change the days; one small query.

    Those who set the rules of a street or above, and those who run the installation.
    """
    if by.user is None or not by.user.is_active:
        return False
    if by.user.is_superuser or any(h.role is Role.ADMINISTRATOR for h in by.powers.holdings):
        return True
    paths = [holding.path for holding in by.powers.granting(Permission.SET_RULES, Reach.AREA)]
    return Area.objects.filter(path__in=paths, kind__in=OVER_COMMUNITIES).exists()


@transaction.atomic
def fill_calendar(year: int, *, by: User | None, at: datetime) -> CalendarYear:
    """Fill a year: officially where the State Council's notice is in the package.

    Else provisionally, with the statutory holidays of 全国年节及纪念日放假办法.
    Filling again changes nothing but what the package has learnt since. A year that somebody
    has declared official stays as it is unless the package knows it too.
    """
    is_official = is_published(year)
    row, made = CalendarYear.objects.select_for_update(no_key=True).get_or_create(
        year=year, defaults={"is_official": is_official, "changed_by": by, "changed_at": at}
    )
    if row.is_official and not is_official:
        return row
    days = _published(year) if is_official else _statutory(year)
    filled = CalendarDay.objects.filter(day__year=year, changed_by=None)
    if not made and _same(filled, days) and row.is_official == is_official:
        return row
    filled.delete()
    CalendarDay.objects.bulk_create(
        [
            CalendarDay(day=day, is_working=works, name=name, changed_at=at)
            for day, (works, name) in sorted(days.items())
        ],
        ignore_conflicts=True,
    )
    row.is_official, row.changed_by, row.changed_at = is_official, by, at
    row.save()
    return row


def is_published(year: int) -> bool:
    """Whether the package holds the State Council's notice for a year."""
    return date(year, 10, 1) in constants.holidays


Days = dict[date, tuple[bool, str]]


def _same(filled: QuerySet[CalendarDay], days: Days) -> bool:
    held = {day: (works, name) for day, works, name in filled.values_list(*_COLUMNS)}
    by_hand = CalendarDay.objects.filter(day__in=list(days)).exclude(changed_by=None)
    theirs = set(by_hand.values_list("day", flat=True))
    return held == {day: told for day, told in days.items() if day not in theirs}


_COLUMNS = ("day", "is_working", "name")


def _published(year: int) -> Days:
    off = {day: (False, _NAMES[name]) for day, name in constants.holidays.items()}
    made_up = {day: (True, f"{_NAMES[name]}调休") for day, name in constants.workdays.items()}
    return {day: told for day, told in (off | made_up).items() if day.year == year}


def _statutory(year: int) -> Days:
    found = holidays.country_holidays("CN", years=year, language="zh_CN")
    return {day: (False, name) for day, name in found.items()}


@transaction.atomic
def set_day(day: date, *, is_working: bool, name: str, by: Actor, at: datetime) -> CalendarDay:
    """Say whether a day is worked; who and when is on record. New deadlines follow it.

    Raises NotYours, or Missing for a year before the calendar begins.
    """
    if not may_set_calendar(by):
        raise NotYours(_("Only those who set the rules of a street or above change the calendar."))
    if not FIRST_YEAR <= day.year <= at.year + 5:
        raise Missing(_("Choose a day of these years."))
    changes = {"is_working": is_working, "name": name, "changed_by": by.user, "changed_at": at}
    found, _made = CalendarDay.objects.update_or_create(day=day, defaults=changes)
    return found


@transaction.atomic
def declare_official(year: int, *, by: Actor, at: datetime) -> CalendarYear:
    """Say that a year's days are now as the State Council has published them.

    Raises NotYours, or Missing where the year has not been filled.
    """
    if not may_set_calendar(by):
        raise NotYours(_("Only those who set the rules of a street or above change the calendar."))
    row = CalendarYear.objects.select_for_update(no_key=True).filter(year=year).first()
    if row is None:
        raise Missing(_("Choose a day of these years."))
    row.is_official, row.changed_by, row.changed_at = True, by.user, at
    row.save()
    return row
