"""Quiet hours by Shanghai's clock, edges and midnight included."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.notices.actions.delivering import pause_after
from portal.notices.rules import RULES, is_quiet, kept_since, numbers
from portal.people.models import User
from portal.places.models import Area, Kind, RuleChange
from tests.notices.conftest import NOON, SHANGHAI

DEFAULTS = {rule.key: rule.default for rule in RULES}


@pytest.mark.parametrize(
    ("clock", "quiet"),
    [
        ((21, 59, 59), False),
        ((22, 0, 0), True),
        ((23, 59, 59), True),
        ((0, 0, 0), True),
        ((6, 59, 59), True),
        ((7, 0, 0), False),
        ((12, 0, 0), False),
    ],
)
def test_the_night_is_from_22_to_7(clock, quiet):
    assert is_quiet(datetime(2026, 11, 23, *clock, tzinfo=SHANGHAI), DEFAULTS) is quiet


def test_the_night_is_shanghais_wherever_the_server_stands():
    assert is_quiet(datetime(2026, 11, 23, 14, 0, tzinfo=UTC), DEFAULTS)
    assert not is_quiet(datetime(2026, 11, 22, 23, 0, tzinfo=UTC), DEFAULTS)


def test_a_rest_within_one_day_and_none_at_all():
    noon_rest = DEFAULTS | {"notices.quiet_from": 12, "notices.quiet_until": 14}
    assert is_quiet(NOON, noon_rest)
    assert not is_quiet(NOON + timedelta(hours=2), noon_rest)
    never = DEFAULTS | {"notices.quiet_from": 0, "notices.quiet_until": 0}
    assert not any(is_quiet(NOON + timedelta(hours=h), never) for h in range(24))


@pytest.mark.django_db
def test_an_empty_house_has_the_defaults_and_the_root_may_set_others():
    assert numbers() == DEFAULTS
    root = Area.objects.create(kind=Kind.CITY, name="市", code="c")
    by = User.objects.create_user(name="书记")
    RuleChange.objects.create(area=root, key="notices.quiet_from", value=21, changed_by=by)
    assert numbers() == DEFAULTS | {"notices.quiet_from": 21}


def test_what_is_kept_can_not_be_less_than_half_a_year():
    (keep,) = [rule for rule in RULES if rule.key == "notices.keep"]
    assert keep.minimum == 184
    assert kept_since(NOON, DEFAULTS | {"notices.keep": keep.minimum}) == NOON - timedelta(184)


def test_pauses_double_up_to_six_hours():
    minutes = [pause_after(n).total_seconds() / 60 for n in (1, 2, 3, 4, 8, 9, 10, 60000)]
    assert minutes == [1, 2, 4, 8, 128, 256, 360, 360]
