"""What a person may do where: the grants table read for one user at one moment.

Three small queries give the user's holdings; everything after that is in memory. Lists use
`areas(...)` and single checks use `scopes(...)`, both from the same holdings, so they agree.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.utils.timezone import localdate

from portal.people.models import Duty, Membership, Residency, User
from portal.places.models import Area
from portal.roles.grants import (
    GRANTS,
    GUARDED_ROLES,
    ROLE_OF_DUTY,
    ROLE_OF_SEAT,
    Permission,
    Role,
    Scope,
    Seat,
    granted,
)
from portal.roles.grants import Duty as DutyName


@dataclass(frozen=True, slots=True)
class Holding:
    """One role held in one area (its path), through a body or not."""

    role: Role
    path: str
    body_id: int | None = None
    seat: Seat | None = None
    is_head: bool = False
    duty: DutyName | None = None


ANYWHERE = "/"


class Powers:
    """The holdings of one user at one moment."""

    def __init__(self, holdings: tuple[Holding, ...]) -> None:
        """Take holdings as `powers_of` reads them."""
        self.holdings = holdings

    @cached_property
    def body_ids(self) -> frozenset[int]:
        """Bodies in which the user sits."""
        return frozenset(h.body_id for h in self.holdings if h.body_id is not None)

    @cached_property
    def headed_ids(self) -> frozenset[int]:
        """Bodies which the user heads."""
        return frozenset(h.body_id for h in self.holdings if h.body_id is not None and h.is_head)

    @property
    def is_guarded(self) -> bool:
        """Whether some role of the user sees personal data or touches money."""
        return any(h.role in GUARDED_ROLES for h in self.holdings)

    @property
    def works_here(self) -> bool:
        """Whether the user holds any place or duty, and so has a desk."""
        return any(h.body_id is not None or h.duty is not None for h in self.holdings)

    def granting(self, permission: Permission, scope: Scope) -> Iterator[Holding]:
        """The holdings through which a permission is had with this reach."""
        row = GRANTS[permission]
        return (h for h in self.holdings if scope in row.get(h.role, ()))

    def areas(self, permission: Permission, scope: Scope = Scope.AREA) -> tuple[str, ...]:
        """Paths of the areas in which the permission is had with this reach, widest only."""
        paths = sorted({h.path for h in self.granting(permission, scope)}, key=len)
        widest: list[str] = []
        for path in paths:
            if not path.startswith(tuple(widest)):
                widest.append(path)
        return tuple(widest)

    def bodies(self, permission: Permission, scope: Scope = Scope.NAMED) -> frozenset[int]:
        """Bodies through which the permission is had with this reach."""
        found = (h.body_id for h in self.granting(permission, scope))
        return frozenset(body for body in found if body is not None)

    def scopes(self, permission: Permission, area: Area) -> frozenset[Scope]:
        """Every reach with which the permission is had in an area."""
        return frozenset(
            scope
            for h in self.holdings
            if area.path.startswith(h.path)
            for scope in granted(permission, h.role)
        )

    def may(self, permission: Permission, area: Area, scope: Scope = Scope.AREA) -> bool:
        """Whether the permission is had in an area with this reach."""
        return scope in self.scopes(permission, area)


NOBODY = Powers(())


def powers_of(user: User | None, *, at: datetime) -> Powers:
    """Read a user's holdings; an anonymous or inactive one has none."""
    if user is None or not user.is_authenticated or not user.is_active:
        return NOBODY
    day = localdate(at)
    return Powers(
        (
            Holding(Role.RESIDENT, ANYWHERE),
            *_of_memberships(Membership.objects.on(day).filter(user=user)),
            *_of_duties(Duty.objects.on(day).filter(user=user)),
            *_of_residencies(Residency.objects.on(day).filter(user=user)),
        )
    )


def _of_memberships(rows: object) -> Iterator[Holding]:
    wanted = ("body_id", "body__seat", "body__is_street_office", "body__area__path", "rank")
    live = rows.filter(body__is_active=True)  # type: ignore[attr-defined]
    for body_id, seat, is_street, path, rank in live.values_list(*wanted):
        role = Role.STREET if is_street else ROLE_OF_SEAT[Seat(seat)]
        is_head = rank == Membership.Rank.HEAD
        yield Holding(role, path, body_id=body_id, seat=Seat(seat), is_head=is_head)


def _of_duties(rows: object) -> Iterator[Holding]:
    for name, path in rows.values_list("name", "area__path"):  # type: ignore[attr-defined]
        yield Holding(ROLE_OF_DUTY[DutyName(name)], path, duty=DutyName(name))


def _of_residencies(rows: object) -> Iterator[Holding]:
    lived = rows.filter(verified_at__isnull=False)  # type: ignore[attr-defined]
    # A neighbour has a say in the whole community, not in one building.
    for (path,) in lived.values_list("household__building__community__path"):
        yield Holding(Role.VERIFIED, path)
