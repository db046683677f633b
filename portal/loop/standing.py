"""How a person stands to a case: filer, triager, lead, checker …, and through which body.

One function answers for the engine (may they?), the page (which buttons?) and the tests.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from portal.loop.fold import Stage, State
from portal.loop.models import Case
from portal.loop.spec import Who
from portal.people.models import User
from portal.people.powers import NOBODY, Powers, powers_of
from portal.places.models import Area
from portal.roles.grants import Permission, Scope

# Through which body a person stands so; None: as themselves.
Standing = Mapping[Who, int | None]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a user with their powers, the holder of a receipt, or the sweep."""

    user: User | None = None
    powers: Powers = NOBODY
    given: Standing = field(default_factory=dict)


def actor(user: User, *, at: datetime) -> Actor:
    """A signed-in person."""
    return Actor(user, powers_of(user, at=at))


RECEIPT_HOLDER = Actor(given={Who.FILER: None})
SWEEP = Actor(given={Who.SYSTEM: None})


def standing(by: Actor, case: Case, state: State, desk: Area) -> Standing:
    """Every way in which someone stands to a case, with the body they act for.

    Somebody who sits in a body that the case complains about stands to it only as its filer.
    """
    found: dict[Who, int | None] = dict(by.given)
    if by.user is None:
        return found
    if case.filer_id == by.user.pk:
        found[Who.FILER] = None
    accused = set(case.accusations.values_list("body_id", flat=True))
    if accused & by.powers.body_ids:
        return found
    return (
        found | _at_the_desk(by.powers, case, desk) | _at_work(by, state) | _apart(by, case, state)
    )


def seat_of(powers: Powers, permission: Permission, area: Area) -> int | None:
    """The body through which a permission is had in an area; None: by duty, or not at all."""
    for holding in powers.granting(permission, Scope.AREA):
        if area.path.startswith(holding.path):
            return holding.body_id
    return None


def _at_the_desk(powers: Powers, case: Case, desk: Area) -> dict[Who, int | None]:
    found: dict[Who, int | None] = {}
    for who, permission, area in (
        (Who.TRIAGER, Permission.TRIAGE, desk),
        (Who.SUPERVISOR, Permission.SUPERVISE, case.area),
        (Who.WHISTLER, Permission.WHISTLE, case.area),
    ):
        if powers.may(permission, area):
            found[who] = seat_of(powers, permission, area)
    return found


def _at_work(by: Actor, state: State) -> dict[Who, int | None]:
    working = by.powers.bodies(Permission.WORK)
    found: dict[Who, int | None] = {}
    if state.lead in working:
        found[Who.LEAD] = found[Who.HANDLER] = state.lead
    for body in sorted(state.helpers & working):
        found.setdefault(Who.HANDLER, body)
    for body in sorted(state.called & by.powers.body_ids):
        found[Who.CALLED] = body
    return found


def _apart(by: Actor, case: Case, state: State) -> dict[Who, int | None]:
    """Those who look at the work of others: a reviewer, and bodies that had no hand in it."""
    found: dict[Who, int | None] = {}
    user = by.user.pk if by.user else None
    may_triage = by.powers.may(Permission.TRIAGE, case.desk)
    leads = state.lead in by.powers.bodies(Permission.WORK)
    desk = seat_of(by.powers, Permission.TRIAGE, case.desk) if may_triage else None
    if state.reported_by is not None and state.reported_by != user and (leads or may_triage):
        found[Who.REVIEWER] = state.lead if leads else desk
    if state.extension_by is not None and state.extension_by != user and may_triage:
        found[Who.APPROVER] = desk
    if state.stage in (Stage.FEEDBACK, Stage.TRACKING) and not state.hands & by.powers.body_ids:
        if by.powers.may(Permission.EFFECT_CHECK, case.area):
            body = seat_of(by.powers, Permission.EFFECT_CHECK, case.area)
            found |= {Who.CHECKER: body, Who.CALLER: body}
        elif may_triage:
            found[Who.CALLER] = desk
    return found
