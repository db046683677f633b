"""The engine: the only writer of cases. Lock, check, move, record — and tell.

Every act goes through `begin` or `advance`. They refuse with a `Refused`, whose `sentence` is
said to the person; nothing is written then.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.utils.translation import gettext as _

from portal.loop import merging
from portal.loop.calendar import work_calendar
from portal.loop.columns import columns_of, entry_of, state_of
from portal.loop.deadlines import Moment, times_of
from portal.loop.fold import Content, Solved, Stage, State, Urgency
from portal.loop.given import Given, answer_to, as_texts, facts_of, tidied
from portal.loop.models import Accusation, Case, Contact, Step
from portal.loop.records import Act, next_number, record
from portal.loop.refusals import Accused, Missing, NotYours, OutOfTurn, Refused
from portal.loop.spec import NEED_LABELS, Need, Who
from portal.loop.standing import Actor, seat_of, standing
from portal.loop.turns import move_of, moves_for, permitted, spec_of
from portal.people.models import Body, User
from portal.people.sealed import fingerprint
from portal.places.models import Area
from portal.places.rulebook import Rulebook
from portal.roles.grants import Permission, Scope

__all__ = [
    "CONTACT_COLUMN",
    "NEED_LABELS",
    "Accused",
    "Given",
    "Missing",
    "NotYours",
    "OutOfTurn",
    "Refused",
    "advance",
    "answer_move",
    "begin",
    "columns_of",
    "entry_of",
    "moves_for",
    "spec_of",
    "state_of",
]
CONTACT_COLUMN = "loop.contact"


@transaction.atomic
def begin(  # noqa: PLR0913 - a case is begun with all of this
    origin: str,
    *,
    title: str,
    kind: str,
    area: Area,
    urgency: Urgency,
    by: Actor,
    at: datetime,
    filer: User | None = None,
    name: str = "",
    phone: str = "",
    accused: tuple[Body, ...] = (),
    facts: Mapping[str, Any] | None = None,
) -> Case:
    """Begin a case at its community's desk. `phone` (E.164) reaches a person without account.

    Raises Missing where the area lies in no community or the kind is unknown, NotYours where
    somebody may not file, or not for somebody else.
    """
    if kind not in spec_of(origin).kinds:
        raise Missing(_("Choose a kind."))
    if area.community is None:
        raise Missing(_("Choose a place in a community."))
    who, seat = _filing(by, filer, area)
    case = Case.objects.create(
        origin=origin,
        number=next_number(area.community, at),
        title=title,
        kind=kind,
        area=area,
        community=area.community,
        filer=filer,
        desk=area.community,
        urgency=urgency,
        stage=Stage.FILED,
        filed_at=at,
    )
    Accusation.objects.bulk_create(Accusation(case=case, body=body) for body in accused)
    if phone or name:
        sealed = fingerprint(phone, column=CONTACT_COLUMN) if phone else ""
        Contact.objects.create(case=case, name=name, phone=phone, phone_hash=sealed)
    state = State(desk=area.community.pk, urgency=urgency)
    begun = _begun(case, state, at) | {"is_reachable": bool(filer or phone), **(facts or {})}
    record(case, state, Act(spec_of(origin).moves["file"], by.user, who, seat, at, begun))
    return case


def _filing(by: Actor, filer: User | None, area: Area) -> tuple[Who, int | None]:
    """As whom somebody files: for themselves, or in whose seat for somebody else."""
    if by.user is None:
        return Who.FILER, None
    if by.user == filer:
        if not by.powers.may(Permission.FILE, area, Scope.OWN):
            raise NotYours(_("This is for others to do."))
        return Who.FILER, None
    if not by.powers.may(Permission.FILE_FOR_OTHERS, area):
        raise NotYours(_("Only those who take calls here may file for somebody else."))
    return Who.PROXY, seat_of(by.powers, Permission.FILE_FOR_OTHERS, area)


def _begun(case: Case, state: State, at: datetime) -> dict[str, Any]:
    rulebook, calendar = Rulebook(case.area), work_calendar(at=at)
    moment = Moment(state, at, case.kind, rulebook, calendar, state.urgency)
    times = as_texts(times_of("file", moment))
    return {"desk": state.desk, "urgency": state.urgency.value, **times}


@transaction.atomic
def advance(case: Case, name: str, *, by: Actor, at: datetime, given: Given | None = None) -> Step:
    """Make one move; the case passed in is refreshed. The other side of a merge moves with it.

    `at` counts as the time of the last step where it lies before it. Raises OutOfTurn, NotYours,
    Missing or Accused, each with its sentence.
    """
    move = move_of(case, name)
    found = tidied(move, given or {})
    partners = merging.partners(case, move, found)
    _lock(case, *partners)
    state = state_of(case)
    at = max(at, case.steps.latest("seq").at)
    stand = standing(by, case, state, case.desk)
    who = permitted(move, stand, state, at)
    merging.check(case, move, partners, by=by, at=at)
    facts = facts_of(move, case, state, found, at)
    if who is Who.CALLED:
        facts["body"] = stand[Who.CALLED]
    words, note = found.get(Need.WORDS, ""), found.get(Need.NOTE, "")
    act = Act(move, by.user, who, stand[who], at, facts, words, note)
    step = record(case, state, act)
    merging.follow(case, act, partners, spec_of(case.origin))
    return step


def answer_move(case: Case, solved: Solved, result: Content) -> str:
    """Whether an answer to the three questions ends the feedback or sends the case back."""
    return answer_to(state_of(case), solved, result, Rulebook(case.area))


def _lock(case: Case, *partners: Case) -> None:
    """Hold the cases until the transaction ends, in one order for all, and read them anew."""
    wanted = [case.pk, *(partner.pk for partner in partners)]
    if _locking():
        rows = Case.objects.select_for_update(no_key=True).filter(pk__in=wanted)
        list(rows.order_by("pk").values_list("pk"))
    for one in (case, *partners):
        one.refresh_from_db()


def _locking() -> bool:
    """True. A test may switch it off to see what the lock is for; nobody else may."""
    if getattr(settings, "LOOP_LOCKING", True):
        return True
    if not settings.DEBUG:
        raise ImproperlyConfigured("LOOP_LOCKING is off: only tests do that")
    return False
