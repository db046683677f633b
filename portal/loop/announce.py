"""Who is told of a step, and in which words: read off the table, written with the step."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from types import MappingProxyType

from django.db.models import Q
from django.utils import translation

from portal.loop.clock import day_of
from portal.loop.fold import State
from portal.loop.models import Case, Contact, Joining, Step
from portal.loop.spec import Audience, Move, Need
from portal.loop.words import message
from portal.notices.actions import tell, tell_address
from portal.people.models import Membership, User
from portal.roles.grants import ROLE_OF_SEAT, Permission, Role, Seat, granted


def tell_of(step: Step, case: Case, move: Move, state: State) -> None:
    """Queue a notice to everybody whom the table names, each once; never to who acted.

    Nobody is told one by one of what was so before a case was taken over from elsewhere.
    """
    if not _is_old_news(step, case):
        _tell(step, case, move, state)


def _tell(step: Step, case: Case, move: Move, state: State) -> None:
    told: set[int] = {step.by_id} if step.by_id else set()
    accused = _accused(case, step)
    for audience in audiences(move, step):
        barred = accused if audience is not Audience.PEOPLE else set()
        for user in _USERS[audience](case, state, step):
            if user.pk in told | barred:
                continue
            told.add(user.pk)
            with translation.override(user.language or "zh-hans"):
                words = message(step, case, audience)
            tell(user, words, event=f"step:{step.pk}", at=step.at)
    if Audience.PEOPLE in audiences(move, step):
        for contact in _contacts(case):
            with translation.override("zh-hans"):
                words = message(step, case, Audience.PEOPLE)
            tell_address(contact.phone, words, event=f"step:{step.pk}", at=step.at)


def _is_old_news(step: Step, case: Case) -> bool:
    """Whether it was so when the case was taken over: that it is there, that it is overdue.

    Whoever takes cases over writes `taken_over_at` into their first step, and tells the desk once.
    """
    if step.move == "file":
        return "taken_over_at" in step.facts
    if step.move not in {"warn", "overdue"} or case.due_at is None:
        return False
    first = Step.objects.filter(case=case, seq=1).values_list("facts", flat=True).get()
    since = first.get("taken_over_at")
    return since is not None and case.due_at <= datetime.fromisoformat(since)


def audiences(move: Move, step: Step) -> tuple[Audience, ...]:
    """The table's audiences; the street also learns of a second “not done”.

    The person who complained is not told of a note that is for those who work on the case.
    """
    extra = (Audience.STREET,) if step.facts.get("supervised") else ()
    internal = move.name == "note" and not step.words and not step.facts.get(Need.PHOTOS)
    return tuple(a for a in (*move.tells, *extra) if not (internal and a is Audience.PEOPLE))


def _accused(case: Case, step: Step) -> set[int]:
    """People who sit in a body that the case complains about, whatever else they are."""
    seats = Membership.objects.on(day_of(step.at))
    return set(
        seats.filter(body__in=case.accusations.values("body")).values_list("user", flat=True)
    )


def _people(case: Case, _state: State, _step: Step) -> Iterable[User]:
    """Who filed, who joined, and the same of every case merged into this one."""
    ids = family(case)
    filed = Q(cases__in=ids)
    joined = Q(pk__in=Joining.objects.filter(case__in=ids).values("user"))
    return User.objects.filter(filed | joined, is_active=True).distinct()


def family(case: Case) -> list[int]:
    """A case and every case merged into it, however far down."""
    found, level = [case.pk], [case.pk]
    while level:
        level = list(Case.objects.filter(merged_into__in=level).values_list("pk", flat=True))
        found += level
    return found


def _contacts(case: Case) -> Iterable[Contact]:
    return Contact.objects.filter(case__in=family(case)).exclude(phone_hash="")


def _members(bodies: Iterable[int | None], step: Step, *, heads: bool = False) -> Iterable[User]:
    seats = Membership.objects.on(day_of(step.at)).filter(body__in=[b for b in bodies if b])
    if heads:
        seats = seats.filter(rank=Membership.Rank.HEAD)
    return User.objects.filter(pk__in=seats.values("user"), is_active=True)


def _lead(case: Case, state: State, step: Step) -> Iterable[User]:
    members = _members([state.lead], step)
    return [user for user in members if user.pk == state.person] or members


def seated(
    permission: Permission, areas: Iterable[int], *, on: date, apart: Iterable[int] = ()
) -> Iterable[User]:
    """Members of the bodies of these very areas whose seat has a permission; not of those apart."""
    seats = [seat for seat, role in ROLE_OF_SEAT.items() if granted(permission, role)]
    bodies = Q(body__seat__in=seats, body__is_street_office=False)
    if granted(permission, Role.STREET):
        bodies |= Q(body__seat=Seat.GOVERNMENT, body__is_street_office=True)
    rows = (
        Membership.objects.on(on)
        .filter(bodies, body__area__in=areas, body__is_active=True)
        .exclude(body__in=apart)
    )
    return User.objects.filter(pk__in=rows.values("user"), is_active=True)


def _seated(case: Case, step: Step, permission: Permission, areas: list[int]) -> Iterable[User]:
    """The same, those whom the case complains about left out."""
    apart = case.accusations.values("body")
    return seated(permission, areas, on=day_of(step.at), apart=apart)  # type: ignore[arg-type]


def _desk(case: Case, _state: State, step: Step) -> Iterable[User]:
    """Those who sit at the deciding area itself; if nobody does, those above it."""
    here = _seated(case, step, Permission.TRIAGE, [case.desk_id])
    return here or _seated(case, step, Permission.TRIAGE, case.desk.ancestry)


def _checkers(case: Case, state: State, step: Step) -> Iterable[User]:
    found = _seated(case, step, Permission.EFFECT_CHECK, case.area.ancestry)
    hands = _members(state.hands, step)
    return [user for user in found if user not in set(hands)]


_USERS: Mapping[Audience, Callable[[Case, State, Step], Iterable[User]]] = MappingProxyType(
    {
        Audience.PEOPLE: _people,
        Audience.DESK: _desk,
        Audience.LEAD: _lead,
        Audience.LEAD_HEAD: lambda c, s, p: _members([s.lead], p, heads=True),
        Audience.HELPERS: lambda c, s, p: _members(s.helpers, p),
        Audience.CALLED: lambda c, s, p: _members(p.facts[Need.CALLED], p),
        Audience.STREET: lambda c, s, p: _seated(c, p, Permission.SUPERVISE, c.area.ancestry),
        Audience.CHECKERS: _checkers,
    }
)
