"""A list asks the database as often for three rows as for one, and no oftener than it did."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from grievances.models import AnswerTemplate
from portal.people.actions import record_look
from portal.people.homes import claim_home
from portal.people.models import Body, Duty, User
from portal.places.models import Household
from portal.roles.grants import Duty as DutyName
from portal.roles.grants import Role, Seat
from tests.matters import World, complain, move, show
from tests.town import SHANGHAI, TERM, build


def matter(world: World, n: int) -> None:
    """One more case of the widow's, for everybody to read, with a lead and a note."""
    when, name = world.ago(hours=9 - n), f"matter {n}"
    complain(world, name, when=when)
    show(world, name, when + timedelta(minutes=1))
    lead = world.town.bodies["property"]
    move(world, name, "secretary", "accept", when + timedelta(minutes=2), lead=lead)


def undecided(world: World, n: int) -> None:
    complain(world, f"undecided {n}", when=world.ago(hours=9 - n))


def body(world: World, n: int) -> None:
    street = world.town.areas["street"]
    Body.objects.create(area=street, seat=Seat.GOVERNMENT, name=f"第{n}所")


def duty(world: World, n: int) -> None:
    user = User.objects.create_user(name=f"手艺人{n}")
    place = world.town.areas["maple"]
    Duty.objects.create(user=user, area=place, name=DutyName.CRAFTSPERSON, term=TERM)


def claim(world: World, n: int) -> None:
    door = Household.objects.create(building=world.town.areas["b5"], door=f"{n}01")
    user = User.objects.create_user(name=f"住户{n}")
    claim_home(user, household=door, tie="tenant", at=world.now)


def template(world: World, n: int) -> None:
    AnswerTemplate.objects.create(
        area=world.town.areas["maple"], move="decline", name=f"第{n}条", words="请打12345。",
        changed_by=world.town.people["secretary"], changed_at=world.now,
    )  # fmt: skip


def look(world: World, n: int) -> None:
    widow, officer = world.town.people["widow"], world.town.people["officer"]
    record_look(widow, matter=f"FL{n}", role=Role.STREET, why="回访", by=officer, at=world.now)


Grow = Callable[[World, int], None]
# Address, who looks, what a row of it is, and how many queries it may take at most.
LISTS: list[tuple[str, str, Grow, int]] = [
    ("/cases/", "anonymous", matter, 6),
    ("/cases/", "widow", matter, 9),
    ("/mine/", "widow", matter, 12),
    ("/inbox/", "widow", matter, 9),
    ("/desk/", "widow", matter, 16),
    ("/desk/", "secretary", undecided, 32),
    ("/queue/?queue=decide", "secretary", undecided, 24),
    ("/queue/?queue=all", "secretary", matter, 24),
    ("/queue/?queue=handle", "manager", matter, 22),
    ("/queue/templates/", "secretary", template, 12),
    ("/people/", "officer", body, 12),
    ("/people/duties/", "officer", duty, 12),
    ("/residents/", "grid_worker", claim, 12),
    ("/me/looks/", "widow", look, 9),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("address", "who", "grow", "most"), LISTS)
def test_three_rows_ask_as_often_as_one(
    address: str, who: str, grow: Grow, most: int, settings: object, tmp_path: object
) -> None:
    settings.MEDIA_ROOT = tmp_path
    world = World(build(), datetime.now(SHANGHAI))
    browser = world.client(who) if who != "anonymous" else Client()
    grow(world, 1)
    one = asked(browser, address)
    grow(world, 2)
    grow(world, 3)
    three = asked(browser, address)

    assert three == one
    assert one <= most


def asked(browser: object, address: str) -> int:
    cache.clear()  # what is kept between two askings would hide what one costs
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(address).status_code == 200
    return len(queries)
