"""Who sees a case, and how much of it: one list and one check that agree.

Public: cleared cases. More: who filed or joined; who decides, supervises, leads, helps or was
called; who is to check. Somebody who sits in a body that the case complains about sees what the
public sees (信访工作条例 art. 30), unless they filed it themselves.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from portal.loop.bodies import accused_ids
from portal.loop.fold import Stage, State
from portal.loop.models import (
    Accusation,
    Assignment,
    Call,
    Case,
    CaseQuerySet,
    Joining,
    among,
)
from portal.loop.spec import Who
from portal.loop.standing import Actor, standing
from portal.places.models import Area
from portal.roles.grants import Permission, Scope


@dataclass(frozen=True, slots=True)
class Sight:
    """What somebody sees of a case beyond its public page."""

    own: bool = False  # filed it, joined it, or holds its receipt
    carried: bool = False  # filed or joined one that was merged into it: what the public may read
    full: bool = False  # the words as filed, uncleared photos, internal notes
    check: bool = False  # the words as filed, to check the effect
    identity: bool = False  # may look up who complained (each look is recorded)

    @property
    def anything(self) -> bool:
        """Whether the page exists for them where it is not public."""
        return self.own or self.carried or self.full or self.check


_FULL = frozenset({Who.TRIAGER, Who.SUPERVISOR, Who.LEAD, Who.HANDLER, Who.CALLED, Who.REVIEWER})


def sight(by: Actor, case: Case, state: State) -> Sight:
    """What somebody sees of one case."""
    stand = standing(by, case, state, case.desk)
    is_accused = bool(accused_ids(case) & by.powers.body_ids)
    follower = None if is_accused else by.user
    return Sight(
        own=Who.FILER in stand or case.joinings.filter(user=follower).exists(),
        carried=bool(follower and Case.objects.carrying(follower).filter(pk=case.pk).exists()),
        full=bool(_FULL & set(stand)),
        check=Who.CHECKER in stand,
        identity=may_see_identity(by, case, state),
    )


def may_see_identity(by: Actor, case: Case, state: State) -> bool:
    """Whether the table lets somebody see who complained in this case."""
    row, powers = Permission.SEE_IDENTITY, by.powers
    if by.user is None or accused_ids(case) & powers.body_ids:
        return False
    named = powers.bodies(row, Scope.NAMED) & ({state.lead} | state.helpers)
    return bool(
        named
        or powers.may(row, case.desk, Scope.TRIAGING)
        or powers.may(row, case.area, Scope.SUPERVISING)
    )


def worked_by(by: Actor) -> CaseQuerySet:
    """Cases that somebody works on, decides, supervises or may check: what `sight` calls more."""
    return Case.objects.none() if by.user is None else Case.objects.filter(_worked(by))


def _worked(by: Actor) -> Q:
    powers = by.powers
    calls = Call.objects.filter(body__in=powers.body_ids, reported_at=None, ended_at=None)
    seen = led(by) | Q(among("pk", calls.values("case")))
    seen |= decided(by) | within(*powers.areas(Permission.SUPERVISE))
    seen |= (
        within(*powers.areas(Permission.EFFECT_CHECK))
        & Q(stage__in=[Stage.FEEDBACK, Stage.TRACKING])
        & ~Q(hands__overlap=list(powers.body_ids))
    )
    return seen & ~Q(pk__in=_against(by))


def led(by: Actor) -> Q:
    """Cases that a body in which somebody works leads, or helps with."""
    named = by.powers.bodies(Permission.WORK)
    helped = Assignment.objects.filter(body__in=named, is_lead=False, ended_at=None)
    return Q(lead__in=named) | Q(among("pk", helped.values("case")))


def decided(by: Actor) -> Q:
    """Cases on a desk at which somebody decides."""
    desks = Area.objects.under(*by.powers.areas(Permission.TRIAGE))
    return Q(among("desk", desks.values("pk")))


def within(*paths: str) -> Q:
    """Cases about places under these paths: whole communities, and single parts of others."""
    whole = Area.objects.communities().under(*paths).values("pk")
    parts = Area.objects.under(*paths).exclude(community__in=whole).values("pk")
    return Q(among("community", whole)) | Q(among("area", parts))


def _against(by: Actor) -> QuerySet[Accusation, Any]:
    """Cases that complain about a body in which somebody sits."""
    return Accusation.objects.filter(body__in=by.powers.body_ids).values("case")


def visible_to(by: Actor) -> CaseQuerySet:
    """Every case whose page exists for somebody."""
    if by.user is None:
        return Case.objects.public()
    joined = Joining.objects.filter(user=by.user).values("case")
    followed = Q(among("pk", joined)) | Q(among("pk", Case.objects.carrying(by.user).values("pk")))
    return Case.objects.filter(
        Q(is_public=True) | Q(filer=by.user) | (followed & ~Q(pk__in=_against(by))) | _worked(by)
    )
