"""Merging: two cases move together, people and accusations are carried along, and back.

A case is merged only into an open one, and both are locked: so merges form a forest. Where the
case at the top is withdrawn, those merged into it go back to the desk: a neighbour's change of
mind ends nobody else's matter.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from portal.loop.bodies import accused_ids, check_apart
from portal.loop.calendar import work_calendar
from portal.loop.columns import state_of
from portal.loop.deadlines import Moment, times_of
from portal.loop.given import as_texts
from portal.loop.models import Accusation, Case
from portal.loop.records import Act, record
from portal.loop.refusals import Missing, NotYours, OutOfTurn
from portal.loop.spec import LoopSpec, Move, Need, Who
from portal.loop.standing import Actor, standing
from portal.people.models import Body
from portal.places.rulebook import Rulebook


def partners(case: Case, move: Move, given: Mapping[Need, Any]) -> list[Case]:
    """The cases that move along with this one, and are locked with it."""
    if move.name == "merge":
        return [given[Need.INTO]]
    if move.name == "unmerge":
        return list(Case.objects.filter(merged=case.pk))
    if move.name == "withdraw":
        return list(case.merged.order_by("pk"))
    return []


def check(case: Case, move: Move, others: list[Case], *, by: Actor, at: datetime) -> None:
    """Refuse a merge that may not be; both cases are locked."""
    if move.name == "unmerge" and [case.merged_into_id] != [other.pk for other in others]:
        raise OutOfTurn(_("This is not possible at this stage."))
    if move.name == "merge":
        _check_merge(case, others[0], by, at)


def _check_merge(case: Case, into: Case, by: Actor, at: datetime) -> None:
    if into.pk == case.pk or not into.is_open:
        raise Missing(_("Choose another case that is still open."))
    if (into.community_id, into.origin) != (case.community_id, case.origin):
        raise Missing(_("Choose a case of the same community."))
    state = state_of(into)
    if Who.TRIAGER not in standing(by, into, state, into.desk):
        raise NotYours(_("The other case is for others to decide."))
    check_apart(state, Body.objects.filter(pk__in=accused_ids(case)), at)


def follow(case: Case, act: Act, others: list[Case], spec: LoopSpec) -> None:
    """Make the other side of a move: take in, let go, or give back to the desk."""
    if act.move.name == "merge":
        _carry(case, others[0])
        _echo(others[0], spec.moves["take_in"], case, act)
    elif act.move.name == "unmerge":
        Accusation.objects.filter(case__in=others, via=case).delete()
        _echo(others[0], spec.moves["let_go"], case, act)
    elif act.move.name == "withdraw":
        # Asked again under the lock: one may have come in since.
        children = Case.objects.select_for_update(no_key=True).filter(merged_into=case)
        for child in children.order_by("pk"):
            _give_back(child, spec.moves["unmerge"], act)


def _carry(case: Case, into: Case) -> None:
    """Whom a case complains about learns of its people nowhere else either."""
    Accusation.objects.bulk_create(
        [Accusation(case=into, body_id=body, via=case) for body in sorted(accused_ids(case))],
        ignore_conflicts=True,
    )


def _echo(case: Case, move: Move, other: Case, act: Act) -> None:
    facts = {Need.INTO.value: other.pk}
    record(case, state_of(case), Act(move, act.by, act.who, act.body, _at(case, act), facts))


def _give_back(child: Case, move: Move, act: Act) -> None:
    state, at = state_of(child), _at(child, act)
    rulebook, calendar = Rulebook(child.area), work_calendar(at=at)
    moment = Moment(state, at, child.kind, rulebook, calendar, state.urgency)
    facts = as_texts(times_of(move.name, moment))
    record(child, state, Act(move, None, Who.SYSTEM, None, at, facts))


def _at(case: Case, act: Act) -> datetime:
    return max(act.at, case.steps.latest("seq").at)
