"""Working a case: one move, twenty at once, merging, the three questions, joining, a look."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from grievances.actions.shelving import shelve
from grievances.models import Grievance
from portal.attachments.actions import adopt
from portal.loop import engine
from portal.loop.fold import Content, Solved
from portal.loop.models import Case, Contact, Joining, Step
from portal.loop.sight import may_see_identity
from portal.loop.spec import Need
from portal.loop.standing import Actor
from portal.people.actions import record_look
from portal.people.models import User
from portal.roles.grants import Role

Given = Mapping[Need, Any]


@transaction.atomic
def move(
    case: Case,
    name: str,
    *,
    by: Actor,
    at: datetime,
    given: Given | None = None,
    photos: str = "",
) -> Step:
    """Make one move; the photos of the holder named go over to the step.

    Raises engine.Refused.
    """
    # Those merged into a case that is withdrawn open again with it.
    children = list(case.merged.values_list("pk", flat=True)) if name == "withdraw" else []
    step = engine.advance(case, name, by=by, at=at, given=given)
    if photos:
        adopt(photos, f"step:{step.pk}")
    for grievance in Grievance.objects.with_case().filter(case__in=[case.pk, *children]):
        shelve(grievance)
    return step


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one case of a batch."""

    case: Case
    refusal: str = ""


def batch(
    cases: Iterable[Case], name: str, *, by: Actor, at: datetime, given: Given | None = None
) -> list[Outcome]:
    """Make one move on many cases, each for itself: what is refused says why, the rest is done."""
    outcomes = []
    for case in cases:
        try:
            move(case, name, by=by, at=at, given=given)
            outcomes.append(Outcome(case))
        except engine.Refused as refused:
            outcomes.append(Outcome(case, refused.sentence))
    return outcomes


def answer(
    case: Case,
    *,
    solved: Solved,
    result: Content,
    manner: Content,
    by: Actor,
    at: datetime,
    words: str = "",
) -> Step:
    """Answer the three questions; “no” sends the case round again."""
    given = {Need.SOLVED: solved, Need.RESULT: result, Need.MANNER: manner, Need.WORDS: words}
    return move(case, engine.answer_move(case, solved, result), by=by, at=at, given=given)


def join(case: Case, *, by: User, at: datetime) -> Joining:
    """Join: “this is mine too”; be told of everything as the filer is."""
    joining, _made = Joining.objects.get_or_create(case=case, user=by, defaults={"at": at})
    return joining


def leave(case: Case, *, by: User) -> None:
    """No longer be told."""
    Joining.objects.filter(case=case, user=by).delete()


@dataclass(frozen=True, slots=True)
class Identity:
    """Who complained, as one entitled person saw it once."""

    name: str
    phone: str


@transaction.atomic
def look_up_identity(case: Case, *, by: Actor, why: str, at: datetime) -> Identity:
    """Who complained, with the look on record. Raises engine.NotYours or engine.Missing."""
    state = engine.state_of(case)
    if by.user is None or not may_see_identity(by, case, state):
        raise engine.NotYours(_("Only who handles or decides this case may see who complained."))
    if not why.strip():
        raise engine.Missing(_("Say why you need to know."))
    role = next(iter(h.role for h in by.powers.holdings if h.body_id), Role.GRID_WORKER)
    record_look(case.filer, matter=case.number, role=role, why=why.strip(), by=by.user, at=at)
    if case.filer:
        return Identity(case.filer.name, case.filer.phone)
    contact = Contact.objects.filter(case=case).first()
    return Identity(contact.name, contact.phone) if contact else Identity("", "")
