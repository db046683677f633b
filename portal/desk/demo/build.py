"""Build the demo town: places, people with their seats, and cases in every stage."""

import random
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from grievances.actions.templates import keep_template
from grievances.models import AnswerTemplate
from portal.desk.demo import cast
from portal.desk.demo.matters import MATTERS
from portal.desk.demo.walk import WAYS, Walker
from portal.loop.actions import fill_calendar
from portal.loop.calendar import work_calendar
from portal.loop.models import Case
from portal.loop.sweep import sweep
from portal.people.actions import add_totp
from portal.people.models import Body, Duty, Membership, Residency, User
from portal.places.models import Area, Household

TERM = DateRange(date(2024, 1, 1), date(2034, 1, 1))
TEMPLATES = [
    ("decline", "不归社区管", "这件事不归社区管，我们替您问到了该找的地方。"),
    ("contact", "约好来看", "和您通了电话，约好明天上午来看。"),
    ("report", "已修好", "已经修好，现场试过，能正常使用。"),
]


@dataclass
class Login:
    """How somebody of the demo signs in."""

    name: str
    place: str
    username: str = ""
    password: str = ""
    secret: str = ""
    phone: str = ""


@dataclass
class Town:
    """What was built."""

    areas: dict[str, Area] = field(default_factory=dict)
    bodies: dict[str, Body] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    workers: dict[str, list[str]] = field(default_factory=dict)
    logins: list[Login] = field(default_factory=list)


class NotEmpty(Exception):
    """There is a town already: the demo never mixes with real rows."""


@transaction.atomic
def build(*, seed: int, password: str, at: datetime) -> Town:
    """Build it all in one transaction. Raises NotEmpty where any area exists."""
    if Area.objects.exists():
        raise NotEmpty
    town, chance = Town(), random.Random(seed)  # noqa: S311 - no secret hangs on it
    _places(town)
    _bodies(town)
    _staff(town, password, chance, at)
    _residents(town, at)
    admin = town.people["admin"]
    for year in (at.year - 1, at.year, at.year + 1):
        fill_calendar(year, by=admin, at=at)
    for move, name, words in TEMPLATES:
        template = AnswerTemplate(area=town.areas["street"], move=move, name=name, words=words)
        keep_template(template, by=admin, at=at)
    _cases(town, at)
    return town


def _places(town: Town) -> None:
    for order, (key, parent, kind, name, code, phone) in enumerate(cast.AREAS):
        town.areas[key] = _area(town, parent, kind, name, code, phone=phone, order=order)
    for grid, prefix, houses in cast.BUILDINGS:
        for number, x, y in houses:
            code = f"{prefix}-b{number}"
            name = f"{number}号楼"
            town.areas[code] = _area(
                town, grid, "building", name, code, order=number, plan_x=x, plan_y=y
            )


def _area(town: Town, parent: str, kind: str, name: str, code: str, **more: object) -> Area:
    area = Area.objects.create(
        parent=town.areas.get(parent), kind=kind, name=name, code=code, **more
    )
    area.refresh_from_db()
    return area


def _bodies(town: Town) -> None:
    for key, area, seat, name, is_office, phone in cast.BODIES:
        town.bodies[key] = Body.objects.create(
            area=town.areas[area], seat=seat, name=name, is_street_office=is_office, phone=phone
        )


def _secret(chance: random.Random) -> str:
    return "".join(chance.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", k=32))


def _worker(town: Town, username: str, name: str, place: str, login: Login, at: datetime) -> User:
    number = len(town.people)
    user = User.objects.create_user(
        name=name,
        username=username,
        password=login.password,
        phone=f"+8613700{number:06d}",
        phone_verified_at=at,
    )
    add_totp(user, login.secret)
    town.people[username] = user
    town.logins.append(login)
    return user


def _staff(town: Town, password: str, chance: random.Random, at: datetime) -> None:
    for username, name, body, is_head in cast.STAFF:
        place = town.bodies[body].name
        login = Login(name, place, username, password, _secret(chance))
        user = _worker(town, username, name, place, login, at)
        rank = Membership.Rank.HEAD if is_head else Membership.Rank.MEMBER
        Membership.objects.create(user=user, body=town.bodies[body], rank=rank, term=TERM)
        town.workers.setdefault(body, []).append(username)
    for username, name, area, duty in cast.HOLDERS:
        place = f"{town.areas[area].name} {duty.value}"
        login = Login(name, place, username, password, _secret(chance))
        user = _worker(town, username, name, place, login, at)
        Duty.objects.create(user=user, area=town.areas[area], name=duty, term=TERM)
    admin = town.people["admin"]
    admin.is_staff = admin.is_superuser = True
    admin.save(update_fields=["is_staff", "is_superuser"])


def _residents(town: Town, at: datetime) -> None:
    for number, (key, name, age, building, door, tie, verified) in enumerate(cast.RESIDENTS, 1):
        phone = f"+8613800{number:06d}"
        user = User.objects.create_user(name=name, age=age, phone=phone, phone_verified_at=at)
        town.people[key] = user
        home, _made = Household.objects.get_or_create(building=town.areas[building], door=door)
        keeper = town.people["grid1"] if verified else None
        Residency.objects.create(
            user=user,
            household=home,
            tie=tie,
            term=TERM,
            verified_by=keeper,
            verified_at=at if verified else None,
        )
        town.logins.append(Login(name, town.areas[building].name, phone=phone[3:]))


def _cases(town: Town, at: datetime) -> None:
    calendar = work_calendar(at=at)
    previous: Case | None = None
    for matter in MATTERS:
        walker = Walker(
            matter, town.people, town.bodies, town.areas, town.workers, calendar, now=at
        )
        WAYS[matter.way](walker)
        if matter.way == "merge_with_previous" and previous is not None:
            walker.wait(hours=1)
            walker.do(walker.desk, "merge", into=previous)
        previous = walker.case
    while sweep(at=at):
        pass
