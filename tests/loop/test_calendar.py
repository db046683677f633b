"""The official calendar: filled, set by hand, shown, and warned about."""

from datetime import date

import pytest
from django.test import Client

from portal.loop import actions
from portal.loop.calendar import is_provisional_for, work_calendar
from portal.loop.models import CalendarDay, CalendarYear
from portal.loop.refusals import Missing, NotYours
from portal.loop.standing import actor
from portal.loop.tasks import fill_calendars
from tests.loop.walks import check_time, go
from tests.town import MONDAY, Town, at, filed


def test_a_published_year_has_its_make_up_days(db: None) -> None:
    row = actions.fill_calendar(2026, by=None, at=MONDAY)
    calendar = work_calendar(at=MONDAY)
    assert row.is_official
    assert calendar.is_working(date(2026, 10, 10))  # a Saturday, worked
    assert not calendar.is_working(date(2026, 10, 1))
    assert CalendarDay.objects.get(day=date(2026, 2, 28)).name == "春节调休"


def test_a_year_not_out_yet_has_the_holidays_of_the_law_and_says_so(db: None) -> None:
    row = actions.fill_calendar(2027, by=None, at=MONDAY)
    calendar = work_calendar(at=MONDAY)
    assert not row.is_official
    assert calendar.is_provisional(date(2027, 5, 3))
    assert not calendar.is_working(date(2027, 10, 1))
    assert calendar.is_working(date(2027, 10, 8))


def test_filling_again_changes_nothing_and_keeps_what_a_person_set(town: Town) -> None:
    actions.fill_calendar(2027, by=None, at=MONDAY)
    officer = actor(town.people["officer"], at=MONDAY)
    actions.set_day(date(2027, 10, 1), is_working=True, name="试", by=officer, at=at(23, 10))
    before = list(CalendarDay.objects.values_list()), list(CalendarYear.objects.values_list())
    actions.fill_calendar(2027, by=None, at=at(24))
    after = list(CalendarDay.objects.values_list()), list(CalendarYear.objects.values_list())
    assert after == before
    assert work_calendar(at=MONDAY).is_working(date(2027, 10, 1))


def test_a_year_declared_official_stays_official(town: Town) -> None:
    actions.fill_calendar(2027, by=None, at=MONDAY)
    officer = actor(town.people["officer"], at=MONDAY)
    actions.declare_official(2027, by=officer, at=at(24))
    actions.fill_calendar(2027, by=None, at=at(25))
    row = CalendarYear.objects.get(year=2027)
    assert (row.is_official, row.changed_by) == (True, town.people["officer"])


@pytest.mark.parametrize(
    ("name", "may"),
    [("officer", True), ("secretary", False), ("engineer", False), ("widow", False)],
)
def test_the_street_sets_days_and_a_community_does_not(town: Town, name: str, may: bool) -> None:
    by = actor(town.people[name], at=MONDAY)
    assert actions.may_set_calendar(by) is may
    if not may:
        with pytest.raises(NotYours):
            actions.set_day(date(2027, 3, 1), is_working=False, name="", by=by, at=MONDAY)


def test_a_day_out_of_all_reason_is_refused(town: Town) -> None:
    by = actor(town.people["officer"], at=MONDAY)
    with pytest.raises(Missing):
        actions.set_day(date(9999, 3, 1), is_working=False, name="", by=by, at=MONDAY)


def test_the_beat_fills_this_year_and_the_next_and_may_run_twice(db: None) -> None:
    fill_calendars()
    once = CalendarDay.objects.count(), CalendarYear.objects.count()
    fill_calendars()
    assert (CalendarDay.objects.count(), CalendarYear.objects.count()) == once
    assert once[1] == 2


def test_a_case_says_so_when_its_deadline_reaches_into_a_provisional_year(town: Town) -> None:
    assert not is_provisional_for(filed(town))
    CalendarYear.objects.filter(year=2026).update(is_official=False)
    assert is_provisional_for(filed(town))


def test_a_check_in_the_new_year_is_provisional_until_the_calendar_is_out(town: Town) -> None:
    case, when = check_time(town)
    go(town, case, "volunteer", "relapsed", at(30, month=12), words="又灭了。")
    assert case.resolve_by == at(7, 0, month=1, year=2027)
    assert is_provisional_for(case)
    CalendarYear.objects.create(year=2027, is_official=True, changed_at=when)
    assert not is_provisional_for(case)


def test_everybody_reads_the_page_and_only_the_street_sets_a_day(town: Town) -> None:
    client = Client()
    assert client.get("/calendar/?year=2026").status_code == 200
    assert client.get("/calendar/?year=nonsense").status_code == 200
    day = {"day": "2027-03-01", "is_working": "0", "name": "植树"}
    assert client.post("/calendar/", day).status_code == 403
    client.force_login(
        town.people["secretary"], backend="django.contrib.auth.backends.ModelBackend"
    )
    assert client.post("/calendar/", day).status_code == 403
    assert client.post("/calendar/2026/official/").status_code == 403
    assert not CalendarDay.objects.filter(day="2027-03-01").exists()
