"""Who may be given a case: bodies of its table, people of its lead, and never the accused."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from portal.loop.clock import day_of
from portal.loop.fold import State
from portal.loop.models import Case
from portal.loop.refusals import Accused, Missing
from portal.loop.spec import Need
from portal.people.models import Body, Membership, User


def accused_ids(case: Case) -> frozenset[int]:
    """The bodies a case complains about, with those of every case merged into it."""
    return frozenset(case.accusations.values_list("body_id", flat=True))


def sits_in(user: int | None, bodies: Iterable[int], at: datetime) -> bool:
    """Whether a person sits in one of these bodies on that day."""
    terms = Membership.objects.on(day_of(at))
    return user is not None and terms.filter(user=user, body__in=list(bodies)).exists()


def check_bodies(case: Case, state: State, given: Mapping[Need, Any], at: datetime) -> None:
    """Refuse, with Accused or Missing, whoever must not be given the case."""
    accused = accused_ids(case)
    lead: Body | None = given.get(Need.LEAD)
    named = [*([lead] if lead else []), *given.get(Need.HELPERS, ()), *given.get(Need.CALLED, ())]
    for body in named:
        _check_body(body, case, accused)
    if person := given.get(Need.PERSON):
        _check_person(person, lead.pk if lead else state.lead, accused, at)
    if against := given.get(Need.ACCUSED, ()):
        check_apart(state, against, at)


def _check_body(body: Body, case: Case, accused: frozenset[int]) -> None:
    if body.pk in accused:
        raise Accused(_("The case complains about %s: another body must take it.") % body.name)
    if not body.is_active or body.area_id not in case.area.ancestry:
        raise Missing(_("%s does not sit at this area’s table.") % body.name)


def _check_person(person: User, body: int | None, accused: frozenset[int], at: datetime) -> None:
    if body is None or not person.is_active or not sits_in(person.pk, [body], at):
        raise Missing(_("%s is not a member of the lead body.") % person.name)
    if sits_in(person.pk, accused, at):
        raise Accused(
            _("%s sits in the body the case complains about: name somebody else.") % person.name
        )


def check_apart(state: State, accused: Iterable[Body], at: datetime) -> None:
    """Refuse, with Accused, to complain about a body that is on the case now."""
    busy = {state.lead} | state.helpers | state.called
    for body in accused:
        if body.pk in busy or sits_in(state.person, [body.pk], at):
            raise Accused(_("%s is on this case now: name another body first.") % body.name)
