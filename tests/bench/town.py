"""Towns of any size for benchmarks: one set of places and people, and as many cases as wanted.

The places and people are made once, by the portal's own models, in the database `linli`; a town of
N cases is a copy of it, filled by one script (town.sql) past the triggers, then vacuumed.
"""

import sys
import time
from datetime import date
from pathlib import Path

import psycopg

from portal.standalone.servers import SUPERUSER
from tests.bench.house import House

STREETS, COMMUNITIES, BUILDINGS, RESIDENTS = 10, 300, 4, 3000
TABLES = (
    "loop_case", "loop_step", "loop_assignment", "loop_accusation", "loop_joining", "loop_call",
    "loop_rating", "grievances_grievance", "search_document", "notices_notice",
)  # fmt: skip


def name_of(rows: int) -> str:
    return f"bench_{rows}"


def ensure(house: House, rows: int) -> str:
    """The database of a town of so many cases, made where it is missing."""
    name = name_of(rows)
    with psycopg.connect(house.address("postgres", SUPERUSER), autocommit=True) as server:
        known = {row[0] for row in server.execute("SELECT datname FROM pg_database")}
        if name in known:
            house.run("manage.py", "migrate", "-v0", database=name, PORTAL_DB_ROLE="owner")
            return name
        _ensure_base(house)
        server.execute(f"DROP DATABASE IF EXISTS {name}_new")
        server.execute(f"CREATE DATABASE {name}_new TEMPLATE linli OWNER linli_owner")
        _fill(house.address(f"{name}_new", SUPERUSER), rows)
        server.execute(f"ALTER DATABASE {name}_new RENAME TO {name}")
    house.run("manage.py", "rebuild_search", "--pairs", database=name)
    return name


def _ensure_base(house: House) -> None:
    house.run("manage.py", "migrate", "-v0", PORTAL_DB_ROLE="owner")
    house.run("-m", "tests.bench.town")
    house.run("manage.py", "fill_calendar")


def _fill(address: str, rows: int) -> None:
    start = time.monotonic()
    with psycopg.connect(address, autocommit=True) as server:
        for setting in ("synchronous_commit = off", "maintenance_work_mem = '1GB'", "jit = off"):
            server.execute(f"SET {setting}")
        server.execute("SET session_replication_role = replica")
        server.execute("SET work_mem = '256MB'")
        plain = server.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) AND indexname"
            " NOT IN (SELECT conname FROM pg_constraint)",
            [list(TABLES)],
        ).fetchall()
        script = (
            Path(__file__).with_name("town.sql").read_text().replace(":rows", f"{rows}::bigint")
        )
        statements = [f'DROP INDEX "{index}"' for index, _definition in plain]
        statements += [statement for statement in script.split(";\n") if statement.strip()]
        statements += [definition for _index, definition in plain]
        statements += [f"VACUUM ANALYZE {table}" for table in TABLES]
        for statement in statements:
            server.execute(statement)
        size = server.execute("SELECT pg_size_pretty(pg_database_size(current_database()))")
        print(
            f"{rows} cases loaded in {time.monotonic() - start:.0f} s, {size.fetchone()[0]}",
            flush=True,
        )


def people_the_base() -> None:  # noqa: PLR0915 - a list of what there is
    """Places, bodies and people in an empty database; nothing in one that has them."""
    from django.db.backends.postgresql.psycopg_any import DateRange

    from portal.people.models import Body, Membership, User
    from portal.places.models import Area, Kind
    from portal.roles.grants import Seat

    if Area.objects.exists():
        return
    term = DateRange(date(2020, 1, 1), date(2040, 1, 1))

    def seat(username: str, body: Body) -> None:
        user = User.objects.create_user(name=username, username=username)
        Membership.objects.create(user=user, body=body, rank=Membership.Rank.HEAD, term=term)

    city = Area.objects.create(kind=Kind.CITY, name="山城市", code="sc")
    city.refresh_from_db()
    works = Body.objects.create(area=city, seat=Seat.GOVERNMENT, name="Bench city works")
    seat("works", works)
    district = Area.objects.create(kind=Kind.DISTRICT, name="九曲区", code="jq", parent=city)
    streets = []
    for n in range(STREETS):
        street = Area.objects.create(
            kind=Kind.STREET, name=f"第{n}街道", code=f"s{n}", parent=district
        )
        office = Body.objects.create(
            area=street, seat=Seat.GOVERNMENT, name=f"第{n}街道办", is_street_office=True
        )
        seat(f"officer{n}", office)
        streets.append(street)
    for n in range(COMMUNITIES):
        home = Area.objects.create(
            kind=Kind.COMMUNITY, name=f"第{n}社区", code=f"C{n}", parent=streets[n % STREETS]
        )
        party = Body.objects.create(area=home, seat=Seat.PARTY, name=f"第{n}社区党委")
        seat(f"secretary{n}", party)
        seat(f"manager{n}", Body.objects.create(area=home, seat=Seat.PROPERTY, name=f"第{n}物业"))
        for m in range(BUILDINGS):
            Area.objects.create(
                kind=Kind.BUILDING, name=f"{m + 1}号楼", code=f"C{n}-{m}", parent=home
            )
    User.objects.bulk_create(
        User(name=f"居民{n}", password="!", phone_hash="") for n in range(RESIDENTS)
    )


if __name__ == "__main__":
    import django

    django.setup()
    from django.db import transaction

    with transaction.atomic():
        people_the_base()
    sys.exit(0)
