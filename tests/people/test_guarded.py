"""The one condition in SQL and the powers in memory agree on who needs a second step."""

import pytest

from portal.people.guarded import needs_second_step
from portal.people.models import Body, Duty, Membership, User
from portal.people.powers import powers_of
from portal.roles.grants import Duty as DutyName
from portal.roles.grants import Seat
from tests.town import MONDAY, TERM, Town


def both(user: User) -> tuple[bool, bool]:
    marked = User.objects.annotate(marked=needs_second_step(at=MONDAY)).get(pk=user.pk)
    return marked.marked, powers_of(user, at=MONDAY).is_guarded


def test_they_agree_on_the_whole_town(town: Town) -> None:
    answers = {name: both(person) for name, person in town.people.items()}
    assert {name: a for name, (a, _) in answers.items()} == {
        name: b for name, (_, b) in answers.items()
    }
    assert {name for name, (a, _) in answers.items() if a} == {
        "secretary",
        "clerk",
        "river_secretary",
        "officer",
        "engineer",
        "manager",
        "repairman",
        "foreman",
        "grid_worker",
    }


@pytest.mark.parametrize("seat", list(Seat))
@pytest.mark.parametrize("is_active", [True, False])
def test_they_agree_on_every_seat(town: Town, seat: Seat, is_active: bool) -> None:
    body = Body.objects.create(
        area=town.areas["river"], seat=seat, name="试验", is_active=is_active
    )
    Membership.objects.create(user=town.people["stranger"], body=body, term=TERM)
    marked, guarded = both(town.people["stranger"])
    assert marked == guarded


@pytest.mark.parametrize("duty", list(DutyName))
def test_they_agree_on_every_duty(town: Town, duty: DutyName) -> None:
    Duty.objects.create(
        user=town.people["stranger"], area=town.areas["maple"], name=duty, term=TERM
    )
    marked, guarded = both(town.people["stranger"])
    assert marked == guarded


def test_who_may_open_the_administration_needs_it_too(town: Town) -> None:
    stranger = town.people["stranger"]
    stranger.is_staff = True
    stranger.save()
    assert both(stranger)[0] is True
