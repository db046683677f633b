"""What the scripted week stands on: the sum that must hold, and who sits where."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection

from portal.loop.clock import day_of
from portal.loop.models import Case
from portal.people.models import Body, Membership, User
from portal.places.models import Area
from portal.roles.grants import Seat

BALANCE = """
SELECT community_id, area_id, count(*),
       count(*) FILTER (WHERE stage IN ('filed', 'leading', 'handling', 'feedback', 'tracking')),
       count(*) FILTER (WHERE stage = 'closed'), count(*) FILTER (WHERE stage = 'declined'),
       count(*) FILTER (WHERE stage = 'withdrawn'), count(*) FILTER (WHERE stage = 'merged')
FROM loop_case GROUP BY GROUPING SETS ((), (community_id), (area_id))"""


class Unbalanced(AssertionError):
    """The sum does not hold."""


@dataclass
class Books:
    """What was filed, as the script itself counted it; compared with the database at each step."""

    filed: Counter[tuple[int | None, int | None]] = field(default_factory=Counter)
    checks: int = 0

    @classmethod
    def of_now(cls) -> "Books":
        """Begin with what a house holds already."""
        books = cls()
        for case in Case.objects.only("community_id", "area_id"):
            books.enter(case)
        return books

    def enter(self, case: Case) -> None:
        """One more, in all, in its community, in its area."""
        self.filed[None, None] += 1
        self.filed[case.community_id, None] += 1
        self.filed[None, case.area_id] += 1

    def check(self) -> None:
        """One query; raises Unbalanced."""
        with connection.cursor() as cursor:
            cursor.execute(BALANCE)
            rows = cursor.fetchall()
        told = {(community, area): count for community, area, count, *_parts in rows if count}
        if told != dict(self.filed) or any(row[2] != sum(row[3:]) for row in rows):
            raise Unbalanced(rows)
        self.checks += 1


@dataclass
class Seats:
    """Who sits where, around one community."""

    desk: list[User]
    street: list[User]
    leads: list[tuple[Body, list[User]]]
    all_people: list[User]


def seats_of(community: Area, *, at: datetime) -> Seats:
    """Read the seats around a community: its own, and those of the areas above."""
    rows = Membership.objects.on(day_of(at)).filter(
        body__is_active=True, body__area__in=Area.objects.above(community)
    )
    people: dict[Body, list[User]] = {}
    for row in rows.select_related("body", "user").order_by("body", "user"):
        people.setdefault(row.body, []).append(row.user)
    users = [user for members in people.values() for user in members]
    party = [b for b in people if b.seat == Seat.PARTY and b.area_id == community.pk]
    office = [b for b in people if b.is_street_office]
    working = [b for b in people if b not in party and b not in office]
    return Seats(
        desk=[user for body in party for user in people[body]],
        street=[user for body in office for user in people[body]],
        leads=[(body, people[body]) for body in working],
        all_people=users,
    )
