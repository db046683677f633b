"""The queues of those who work: one list a task, most urgent in time first.

Every queue is a filter over open cases in the order of `due_at`, so an index serves it however
many cases are closed. What a queue shows, `portal.loop.sight` lets the person see.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType

from django.db.models import F, Q

from portal.loop.fold import Stage
from portal.loop.models import Call, CaseQuerySet, among
from portal.loop.sight import decided, led, within, worked_by
from portal.loop.standing import Actor
from portal.roles.grants import Permission

PAGE = 50


def _decide(by: Actor, at: datetime) -> Q:
    return Q(stage=Stage.FILED) & decided(by)


def _look_over(by: Actor, at: datetime) -> Q:
    """Results, requests for time and objections that wait for this person's word."""
    user = by.user.pk if by.user else None
    results = Q(reported_by__isnull=False) & ~Q(reported_by=user) & (decided(by) | led(by))
    times = Q(extension_wanted__isnull=False) & decided(by)
    return results | times | Q(objection_open=True) & within(*by.powers.areas(Permission.SUPERVISE))


def _handle(by: Actor, at: datetime) -> Q:
    called = Call.objects.filter(body__in=by.powers.body_ids, reported_at=None).values("case")
    return Q(stage__in=[Stage.LEADING, Stage.HANDLING]) & (led(by) | Q(among("pk", called)))


def _apart(by: Actor) -> Q:
    return ~Q(hands__overlap=list(by.powers.body_ids))


def _call_back(by: Actor, at: datetime) -> Q:
    unanswered = Q(rated_round__lt=F("round"), is_reachable=True, unreached__lt=2)
    return Q(stage__in=[Stage.FEEDBACK, Stage.TRACKING]) & unanswered & _apart(by)


def _check(by: Actor, at: datetime) -> Q:
    return Q(stage=Stage.TRACKING, check_at__lte=at) & _apart(by)


def _red(by: Actor, at: datetime) -> Q:
    return Q(due_at__lt=at, waiting_since=None)


def _all(by: Actor, at: datetime) -> Q:
    return Q()


QUEUES: Mapping[str, tuple[str, Callable[[Actor, datetime], Q]]] = MappingProxyType(
    {
        "decide": ("To decide", _decide),
        "handle": ("To handle", _handle),
        "look_over": ("To look over", _look_over),
        "call_back": ("To call back", _call_back),
        "check": ("To check", _check),
        "red": ("Overdue", _red),
        "all": ("All open", _all),
    }
)


def queue(name: str, by: Actor, *, at: datetime) -> CaseQuerySet:
    """The open cases of one queue, most urgent first."""
    _label, condition = QUEUES[name]
    return worked_by(by).open().filter(condition(by, at)).order_by("due_at", "pk")


def queues_of(by: Actor) -> list[str]:
    """The queues that can hold something for this person."""
    powers = by.powers
    found = []
    if powers.areas(Permission.TRIAGE):
        found.append("decide")
    if powers.body_ids:
        found += ["handle", "look_over"]
    if powers.areas(Permission.EFFECT_CHECK):
        found += ["call_back", "check"]
    return [*found, "red", "all"] if found else []


def after(cases: CaseQuerySet, cursor: str) -> CaseQuerySet:
    """The rest of a queue behind a cursor `<due as ISO>~<id>`; a malformed one is the beginning."""
    due, _mark, pk = cursor.partition("~")
    try:
        instant, number = datetime.fromisoformat(due), int(pk)
    except ValueError:
        return cases
    if instant.tzinfo is None or not 0 <= number < 2**63:
        return cases
    return cases.filter(Q(due_at__gt=instant) | Q(due_at=instant, pk__gt=number))


def capped(cases: CaseQuerySet, cap: int = 99) -> str:
    """How many, but never counting further than the cap: “99+”."""
    count = cases.order_by()[: cap + 1].count()
    return f"{cap}+" if count > cap else str(count)
