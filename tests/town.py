"""A town with names: two communities under one street, every seat, and a few people.

The names are the fixture's own. `build()` makes the rows, and nothing else in the tests does.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.backends.postgresql.psycopg_any import DateRange

from portal.loop.fold import Urgency
from portal.loop.models import CalendarDay, CalendarYear, Case
from portal.people.models import Body, Duty, Membership, Residency, User
from portal.places.models import Area, Household
from portal.roles.grants import Duty as DutyName
from portal.roles.grants import Seat

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=SHANGHAI)
TERM = DateRange(date(2020, 1, 1), date(2040, 1, 1))


def at(day: int, hour: int = 9, minute: int = 0, *, month: int = 11, year: int = 2026) -> datetime:
    """An instant of November 2026 in Shanghai; the 23rd is a Monday."""
    return datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)


@dataclass
class Town:
    """The cast and the places."""

    areas: dict[str, Area] = field(default_factory=dict)
    bodies: dict[str, Body] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)

    def __getattr__(self, name: str) -> object:
        for shelf in ("areas", "bodies", "people"):
            if name in self.__dict__.get(shelf, {}):
                return self.__dict__[shelf][name]
        raise AttributeError(name)


AREAS = [  # name, parent, kind, Chinese name, code
    ("city", None, "city", "山城市", "sc"),
    ("district", "city", "district", "九曲区", "jq"),
    ("street", "district", "street", "枫林街道", "fl"),
    ("maple", "street", "community", "枫林社区", "FL"),
    ("river", "street", "community", "江岸社区", "JA"),
    ("grid1", "maple", "grid", "第一网格", "fl-1"),
    ("b3", "grid1", "building", "3号楼", "fl-b3"),
    ("b5", "grid1", "building", "5号楼", "fl-b5"),
    ("river_b1", "river", "building", "1号楼", "ja-b1"),
]
BODIES = [  # name, area, seat, Chinese name, street office?
    ("committee", "maple", Seat.PARTY, "枫林社区党委", False),
    ("river_committee", "river", Seat.PARTY, "江岸社区党委", False),
    ("office", "street", Seat.GOVERNMENT, "枫林街道办事处", True),
    ("cityworks", "street", Seat.GOVERNMENT, "市政所", False),
    ("property", "maple", Seat.PROPERTY, "安居物业", False),
    ("builder", "maple", Seat.BUILDER, "新枫建设公司", False),
    ("reps", "maple", Seat.REPS, "枫林居民代表会", False),
    ("volunteers", "maple", Seat.SOCIAL, "红枫志愿队", False),
]
PEOPLE = [  # name, Chinese name, body, head?
    ("secretary", "林书记", "committee", True),
    ("clerk", "方干事", "committee", False),
    ("river_secretary", "江书记", "river_committee", True),
    ("officer", "韩科长", "office", True),
    ("engineer", "孟工", "cityworks", True),
    ("manager", "童经理", "property", True),
    ("repairman", "小秦", "property", False),
    ("foreman", "葛工长", "builder", True),
    ("rep", "贺阿姨", "reps", True),
    ("volunteer", "小满", "volunteers", True),
    ("widow", "温奶奶", None, False),
    ("tenant", "小尹", None, False),
    ("grid_worker", "裴网格员", None, False),
    ("stranger", "路人", None, False),
]
HOLIDAYS_2026 = [  # 国务院办公厅: 2026 年国庆节、中秋节 and 2027 元旦 as the tests need them
    (date(2026, 10, d), False, "国庆节") for d in range(1, 8)
] + [(date(2026, 9, 20), True, "国庆调休"), (date(2026, 10, 10), True, "国庆调休")]


def build() -> Town:
    """Make the town's rows."""
    town = Town()
    for order, (key, parent, kind, name, code) in enumerate(AREAS):
        area = Area(
            kind=kind, name=name, code=code, order=order, parent=town.areas.get(parent or "")
        )
        area.save()
        area.refresh_from_db()
        town.areas[key] = area
    for key, area, seat, name, is_office in BODIES:
        town.bodies[key] = Body.objects.create(
            area=town.areas[area], seat=seat, name=name, is_street_office=is_office
        )
    for number, (key, name, body, is_head) in enumerate(PEOPLE):
        user = User.objects.create_user(
            name=name,
            username=key if body or key == "grid_worker" else None,
            phone=f"+861390000{number:04d}",
            phone_verified_at=at(1),
        )
        town.people[key] = user
        if body:
            rank = Membership.Rank.HEAD if is_head else Membership.Rank.MEMBER
            Membership.objects.create(user=user, body=town.bodies[body], rank=rank, term=TERM)
    Duty.objects.create(
        user=town.people["grid_worker"],
        area=town.areas["grid1"],
        name=DutyName.GRID_WORKER,
        term=TERM,
    )
    home = Household.objects.create(building=town.areas["b3"], door="3单元502")
    Residency.objects.create(
        user=town.people["widow"],
        household=home,
        tie=Residency.Tie.OWNER,
        term=TERM,
        verified_by=town.people["grid_worker"],
        verified_at=at(1),
    )
    CalendarDay.objects.bulk_create(
        CalendarDay(day=day, is_working=works, name=name) for day, works, name in HOLIDAYS_2026
    )
    CalendarYear.objects.create(year=2026, is_official=True, changed_at=at(1))
    return town


def filed(town: Town, **changes: object) -> Case:
    """The widow's case: the streetlight by building 3, filed on Monday morning."""
    from portal.loop import engine
    from portal.loop.standing import actor

    widow = town.people["widow"]
    words = {
        "title": "3号楼路灯不亮",
        "kind": "roads",
        "area": town.areas["b3"],
        "urgency": Urgency.ORDINARY,
        "by": actor(widow, at=MONDAY),
        "at": MONDAY,
        "filer": widow,
    }
    return engine.begin("grievance", **(words | changes))  # type: ignore[arg-type]
