"""The queues of those who work: one list a task, most urgent in time first.

Every queue is a filter over open cases in the order of `due_at`, so an index serves it however
many cases are closed. What a queue shows, `portal.loop.sight` lets the person see.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType

from django.db.models import F, Q

from grievances.actions.shelving import STAFF
from portal.loop.fold import Stage
from portal.loop.models import Call, CaseQuerySet, among
from portal.loop.sight import decided, led, within, worked_by
from portal.loop.standing import Actor
from portal.loop.turns import spec_of
from portal.places.models import Area
from portal.roles.grants import Permission
from portal.search.queries import search

PAGE = 50
FOUND = 1000  # of what words find; the newest, should there be more
LONGEST = 60
FILTERS = ("kind", "community", "words")


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


def communities_of(by: Actor) -> list[Area]:
    """The communities in which this person has a place or a duty, by name."""
    paths = {h.path for h in by.powers.holdings if h.body_id is not None or h.duty is not None}
    around = Area.objects.filter(path__in={part for path in paths for part in _above(path)})
    return list((Area.objects.under(*paths) | around).communities().order_by("name"))


def _above(path: str) -> list[str]:
    """A path and those of the areas above it."""
    return [path[: end + 1] for end, sign in enumerate(path) if sign == "/" and end]


def narrowed(
    cases: CaseQuerySet, wanted: Mapping[str, str], *, communities: list[Area]
) -> CaseQuerySet:
    """The cases of a queue that an address asks for; what is malformed asks for nothing.

    `words` finds every case whose number, title or text as filed holds them all.
    """
    if (kind := wanted.get("kind")) in spec_of("grievance").kinds:
        cases = cases.filter(kind=kind)
    if community := next((a for a in communities if a.code == wanted.get("community")), None):
        cases = cases.filter(community=community)
    if words := wanted.get("words", "").strip()[:LONGEST]:
        ids = [area.pk for area in communities]
        refs = search(words, shelves=[STAFF], communities=ids, limit=FOUND, open_only=True).refs
        cases = cases.filter(pk__in=refs)
    return cases


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
