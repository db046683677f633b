"""The three rates 三率: how many were answered in time, solved, and content (DOMAIN §4).

Each figure is a value with its numerator, its denominator and what was left out, by reason; exact
fractions, never floats. Whole tables are counted in a few queries, however many cases there are.

* response = signed for and the person contacted in time ÷ due for it;
* resolution = solved, or mostly (with its credit) ÷ validly asked, by the latest answer;
* satisfaction = satisfied, or mostly (with its credit) ÷ validly asked;
* on time = closed in time ÷ (closed + open and overdue), so that the newest month can't flatter.

Cases count for the month, in Shanghai, in which they were filed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from fractions import Fraction
from statistics import median
from types import MappingProxyType
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import TruncMonth

from portal.loop.clock import SHANGHAI
from portal.loop.fold import Content, Solved, Stage
from portal.loop.models import Case
from portal.places.models import Area
from portal.places.rulebook import Rulebook

UNREACHABLE_AFTER = 2
_DAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class Rate:
    """A share of a whole; `value` is None where nothing was due."""

    numerator: Fraction
    denominator: int
    excluded: Mapping[str, int] = field(default_factory=dict)

    @property
    def value(self) -> Fraction | None:
        """Numerator ÷ denominator, exactly."""
        return self.numerator / self.denominator if self.denominator else None


@dataclass(frozen=True, slots=True)
class Rates:
    """The three rates of one group of cases, with what stands beside them."""

    response: Rate
    resolution: Rate
    satisfaction: Rate
    on_time: Rate
    weights: tuple[int, int, int]

    @property
    def score(self) -> Fraction | None:
        """The three by their weights; those with nothing due are left out of both sides."""
        three = (self.response, self.resolution, self.satisfaction)
        pairs = [(r.value, w) for r, w in zip(three, self.weights, strict=True)]
        known = [(value, weight) for value, weight in pairs if value is not None and weight]
        total = sum(weight for _value, weight in known)
        return sum((v * w for v, w in known), Fraction()) / total if total else None


@dataclass(frozen=True, slots=True)
class Scope:
    """Which cases are meant: of an area and all below it, a body, a kind, months of filing."""

    area: Area
    body: int | None = None  # the lead
    kind: str = ""
    origin: str = ""
    since: date | None = None  # filed on or after this day
    before: date | None = None  # and before this one

    def cases(self) -> QuerySet[Case]:
        """The cases meant."""
        wanted = Q()
        if self.body is not None:
            wanted &= Q(lead=self.body)
        if self.kind:
            wanted &= Q(kind=self.kind)
        if self.origin:
            wanted &= Q(origin=self.origin)
        if self.since:
            wanted &= Q(filed_at__gte=_midnight(self.since))
        if self.before:
            wanted &= Q(filed_at__lt=_midnight(self.before))
        return Case.objects.filter(wanted, area__in=Area.objects.under(self.area.path))


def month_of(day: date) -> tuple[date, date]:
    """The first day of a day's month, and of the next: midnights of Shanghai."""
    first = day.replace(day=1)
    year, month = divmod(first.year * 12 + first.month, 12)
    return first, date(year, month + 1, 1)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)


_GROUPS: Mapping[str, Any] = MappingProxyType(
    {
        "community": F("community"),
        "area": F("area"),
        "body": F("lead"),
        "kind": F("kind"),
        "month": TruncMonth("filed_at", tzinfo=SHANGHAI),
    }
)


def rates(scope: Scope, *, at: datetime) -> Rates:
    """The rates of one group of cases: two queries."""
    counted = scope.cases().aggregate(**_counts(at))
    return _rates(counted, Rulebook(scope.area))


def rates_by(group: str, scope: Scope, *, at: datetime) -> dict[Any, Rates]:
    """The rates of every community, area, body, kind or month in the scope: two queries.

    Credit and weights are those of the scope's area, so that the groups can be compared.
    """
    rulebook = Rulebook(scope.area)
    rows = scope.cases().order_by().annotate(group=_GROUPS[group]).values("group")
    counted = rows.annotate(**_counts(at)).order_by("group")
    return {row["group"]: _rates(row, rulebook) for row in counted}


# --- what is counted -----------------------------------------------------------------------------
_WITHDRAWN, _MERGED = Q(stage=Stage.WITHDRAWN), Q(stage=Stage.MERGED)
_LEFT = _WITHDRAWN | _MERGED
_DECLINED = ~_LEFT & Q(stage=Stage.DECLINED)
_ASKABLE = ~_LEFT & ~Q(stage=Stage.DECLINED)
_SET_ASIDE = _ASKABLE & Q(is_assessable=False)
_JUDGED = _ASKABLE & Q(is_assessable=True)
_RATED = _JUDGED & Q(rated_round__gt=0)
_UNRATED = _JUDGED & Q(rated_round=0)
_UNREACHED = _UNRATED & Q(unreached__gte=UNREACHABLE_AFTER)
_UNASKED = _UNRATED & Q(unreached__lt=UNREACHABLE_AFTER)
_IN_HAND = Q(stage__in=[Stage.FILED, Stage.LEADING, Stage.HANDLING])


def _counts(at: datetime) -> dict[str, Count]:
    """Every count of the page, each case in exactly one of each rate's parts."""
    due = ~_LEFT & (Q(respond_by__lte=at) | Q(responded_at__isnull=False))
    in_time = Q(responded_at__lte=F("respond_by"))
    late = Q(was_late=True) | Q(overdue_at__isnull=False)
    late |= Q(responded_at__isnull=True, respond_by__lt=at) | Q(resolve_by__lt=at)
    closed = Q(stage=Stage.CLOSED)
    parts = {
        "due": due,
        "in_time": due & in_time,
        "not_due": ~_LEFT & ~(Q(respond_by__lte=at) | Q(responded_at__isnull=False)),
        "withdrawn": _WITHDRAWN,
        "merged": _MERGED,
        "declined": _DECLINED,
        "not_assessable": _SET_ASIDE,
        "unreachable": _UNREACHED,
        "not_asked": _UNASKED,
        "asked": _RATED,
        "fully_solved": _RATED & Q(solved=Solved.YES),
        "mostly_solved": _RATED & Q(solved=Solved.MOSTLY),
        "content": _RATED & Q(result=Content.SATISFIED),
        "mostly_content": _RATED & Q(result=Content.MOSTLY),
        "closed": closed,
        "closed_in_time": closed & Q(was_late=False),
        "overdue": _IN_HAND & Q(waiting_since__isnull=True) & late,
        "running": _IN_HAND & ~(Q(waiting_since__isnull=True) & late),
        "answered": Q(stage__in=[Stage.FEEDBACK, Stage.TRACKING]),
    }
    # Named apart from the columns, which Django would otherwise take the counts for.
    return {f"n_{name}": Count("pk", filter=part) for name, part in parts.items()}


def _rates(row: Mapping[str, Any], rulebook: Rulebook) -> Rates:
    n = {name.removeprefix("n_"): number for name, number in row.items()}
    credit = Fraction(rulebook["loop.credit_mostly"], 100)
    left = {"withdrawn": n["withdrawn"], "merged": n["merged"]}
    unasked = left | {
        name: n[name] for name in ("declined", "not_assessable", "unreachable", "not_asked")
    }
    return Rates(
        response=Rate(Fraction(n["in_time"]), n["due"], left | {"not_due": n["not_due"]}),
        resolution=Rate(n["fully_solved"] + credit * n["mostly_solved"], n["asked"], unasked),
        satisfaction=Rate(n["content"] + credit * n["mostly_content"], n["asked"], unasked),
        on_time=Rate(
            Fraction(n["closed_in_time"]),
            n["closed"] + n["overdue"],
            left | {name: n[name] for name in ("declined", "running", "answered")},
        ),
        weights=(
            rulebook["loop.weight_response"],
            rulebook["loop.weight_resolution"],
            rulebook["loop.weight_satisfaction"],
        ),
    )


# --- how many, how long --------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Counts:
    """Where the cases of a group are; every case is in exactly one part."""

    filed: int
    open: int
    closed: int
    declined: int
    withdrawn: int
    merged: int

    @property
    def adds_up(self) -> bool:
        """Whether filed = open + closed + declined + withdrawn + merged."""
        parts = self.open + self.closed + self.declined + self.withdrawn + self.merged
        return self.filed == parts


_ENDS = (Stage.CLOSED, Stage.DECLINED, Stage.WITHDRAWN, Stage.MERGED)
_PLACES: Mapping[str, Count] = MappingProxyType(
    {
        "filed": Count("pk"),
        # Counted by the open stages' names, not as what is left: so that the sum proves something.
        "open": Count("pk", filter=Q(stage__in=[s for s in Stage if s.is_open])),
        **{str(end): Count("pk", filter=Q(stage=end)) for end in _ENDS},
    }
)


def counts(scope: Scope) -> Counts:
    """How many cases of the scope are where: one query, so one instant."""
    counted = scope.cases().aggregate(**_PLACES)
    return Counts(**{name: int(number) for name, number in counted.items()})


def counts_by(group: str, scope: Scope) -> dict[Any, Counts]:
    """The same for every community, area, body, kind or month: one query."""
    rows = scope.cases().order_by().annotate(group=_GROUPS[group]).values("group")
    counted = rows.annotate(**_PLACES).order_by("group")
    parts = tuple(_PLACES)
    return {group: Counts(*numbers) for group, *numbers in counted.values_list("group", *parts)}


def median_days(scope: Scope) -> Fraction | None:
    """Half of the cases had their result sooner, in days from filing; None where none has."""
    given = scope.cases().filter(resolved_at__isnull=False)
    return _median(given.values_list("filed_at", "resolved_at"))


def _median(pairs: Iterable[tuple[datetime, datetime | None]]) -> Fraction | None:
    seconds = [int((done - filed).total_seconds()) for filed, done in pairs if done]
    return median(Fraction(n, _DAY_SECONDS) for n in seconds) if seconds else None
