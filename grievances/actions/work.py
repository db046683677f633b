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

    Raises engine.Refused. Merging and its undoing go through `merge` and `unmerge`.
    """
    step = engine.advance(case, name, by=by, at=at, given=given)
    if photos:
        adopt(photos, f"step:{step.pk}")
    if grievance := Grievance.objects.with_case().filter(case=case).first():
        shelve(grievance)
    return step


def act(
    case: Case,
    name: str,
    *,
    by: Actor,
    at: datetime,
    given: Given | None = None,
    photos: str = "",
) -> Step:
    """Make any move of the table, each by its own door."""
    given = given or {}
    if name == "merge":
        return merge(case, into=given[Need.INTO], by=by, at=at, words=given.get(Need.WORDS, ""))
    if name == "unmerge":
        return unmerge(case, by=by, at=at)
    return move(case, name, by=by, at=at, given=given, photos=photos)


@transaction.atomic
def merge(case: Case, *, into: Case, by: Actor, at: datetime, words: str = "") -> Step:
    """Merge a case into another: both know of it, its people are carried along and told."""
    # Locked in the order of their numbers, so that two merges never wait for each other.
    list(
        Case.objects.select_for_update(no_key=True).filter(pk__in=[case.pk, into.pk]).order_by("pk")
    )
    into.refresh_from_db()
    if into.pk == case.pk or into.merged_into_id or not into.is_open:
        raise engine.Missing(_("Choose another case that is still open."))
    if into.community_id != case.community_id or into.origin != case.origin:
        raise engine.Missing(_("Choose a case of the same community."))
    move(into, "take_in", by=by, at=at, given={Need.INTO: case})
    return move(case, "merge", by=by, at=at, given={Need.INTO: into, Need.WORDS: words})


@transaction.atomic
def unmerge(case: Case, *, by: Actor, at: datetime) -> Step:
    """Take a case out of the one it was merged into; it is filed again, with its own people."""
    into = case.merged_into
    if into is None:
        raise engine.OutOfTurn(_("This case is not merged."))
    list(
        Case.objects.select_for_update(no_key=True).filter(pk__in=[case.pk, into.pk]).order_by("pk")
    )
    step = move(case, "unmerge", by=by, at=at)
    if into.is_open:
        move(into, "let_go", by=by, at=at, given={Need.INTO: case})
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
            act(case, name, by=by, at=at, given=given)
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
