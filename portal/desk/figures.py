"""The page of figures: the three rates with what stands beside them, for an area and a month.

A visitor sees no figure over fewer than five cases; who works in the area sees all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from portal.loop.clock import day_of
from portal.loop.rates import Rate, Rates, Scope, counts, median_days, month_of, rates_by
from portal.loop.rates import rates as rates_of_scope
from portal.loop.standing import Actor
from portal.loop.turns import spec_of
from portal.people.models import Body
from portal.places.models import Area, Kind
from portal.roles.grants import Permission

SMALL = 5
MONTHS = 12


def _left_out_words() -> dict[str, str]:
    return {
        "withdrawn": _("withdrawn"),
        "merged": _("merged"),
        "declined": _("declined"),
        "not_assessable": _("not assessable"),
        "unreachable": _("not reached twice"),
        "not_asked": _("not asked yet"),
        "not_due": _("not due yet"),
        "running": _("still in time"),
        "answered": _("answered, not closed yet"),
    }


@dataclass(frozen=True, slots=True)
class Figure:
    """A rate in words: the share, its parts, and what was left out."""

    label: str
    share: str
    numerator: str
    denominator: str
    left_out: str
    percent: int


def percent(value: Fraction | None) -> str:
    """A share with one decimal, rounded half up, e.g. 83.3 %; a dash where nothing was due."""
    if value is None:
        return "–"
    tenths = (value * 1000 * 2 + 1) // 2
    return f"{tenths // 10}.{tenths % 10}%"


def too_few(denominators: Sequence[int]) -> frozenset[int]:
    """Which cells of a column a visitor does not see, so that none follows from the others.

    Those under five; and where what is hidden could be had by taking the rest from the whole, the
    smallest of the rest with them (complementary suppression).
    """
    few = {place for place, n in enumerate(denominators) if 0 < n < SMALL}
    rest = sorted((n, place) for place, n in enumerate(denominators) if n >= SMALL)
    while rest and few and (len(few) == 1 or sum(denominators[place] for place in few) < SMALL):
        few.add(rest.pop(0)[1])
    return frozenset(few)


def figure(label: str, rate: Rate, *, hidden: bool) -> Figure:
    """One rate as the page shows it."""
    if hidden or rate.denominator == 0:
        return Figure(label, "–", "–", _("not shown") if hidden else "0", "", 0)
    words = _left_out_words()
    left = [f"{words[name]} {n}" for name, n in rate.excluded.items() if n]
    numerator = f"{float(rate.numerator):.10g}"
    share = int((rate.value or Fraction()) * 100)
    left_out = "、".join(left)
    return Figure(label, percent(rate.value), numerator, str(rate.denominator), left_out, share)


def _named(found: Rates) -> list[tuple[str, Rate]]:
    return [
        (_("Answered in time"), found.response),
        (_("Solved"), found.resolution),
        (_("Content"), found.satisfaction),
        (_("Closed in time"), found.on_time),
    ]


def _rows(found: Sequence[tuple[str, Rates]], *, show_small: bool) -> list[dict[str, Any]]:
    """The rows of a table, its columns' small cells hidden from visitors."""
    columns = list(zip(*(_named(rates) for _label, rates in found), strict=True))
    hidden = [
        frozenset() if show_small else too_few([rate.denominator for _name, rate in column])
        for column in columns
    ]
    return [
        {
            "label": label,
            "figures": [
                figure(name, rate, hidden=place in few)
                for (name, rate), few in zip(_named(rates), hidden, strict=True)
            ],
        }
        for place, (label, rates) in enumerate(found)
    ]


@dataclass(frozen=True, slots=True)
class Choice:
    """Which area and month a page is about."""

    area: Area
    month: date | None


def choice(query: Mapping[str, str], by: Actor, *, at: datetime) -> Choice | None:
    """The area and month asked for; None where there is no area at all.

    Anything malformed falls back to all time, and to the area that somebody decides for, else to
    the highest.
    """
    areas = Area.objects.exclude(kind__in=[Kind.GRID, Kind.BUILDING])
    own = areas.under(*by.powers.areas(Permission.TRIAGE))
    area = areas.filter(code=query.get("area", "")[:20]).first() or own.first() or areas.first()
    if area is None:
        return None
    try:
        year, month = (int(part) for part in query.get("month", "").split("-"))
        wanted = date(year, month, 1)
    except ValueError:
        return Choice(area, None)
    return Choice(area, wanted if wanted <= day_of(at) else None)


def page(chosen: Choice, by: Actor, *, at: datetime) -> dict[str, Any]:
    """Everything the page shows, in a bounded number of queries."""
    show_small = by.powers.may(Permission.TRIAGE, chosen.area)
    since, before = month_of(chosen.month) if chosen.month else (None, None)
    scope = Scope(chosen.area, since=since, before=before)
    found = rates_of_scope(scope, at=at)
    days = median_days(scope)
    return {
        "area": chosen.area,
        "month": chosen.month,
        "months": _months(at),
        "areas": Area.objects.exclude(kind__in=[Kind.GRID, Kind.BUILDING]),
        "whole": _rows([(chosen.area.name, found)], show_small=show_small)[0]["figures"],
        "score": percent(found.score),
        "counts": counts(scope),
        "days": f"{float(days):.1f}" if days is not None else "",
        "tables": _tables(scope, at, show_small=show_small),
        "trend": _trend(chosen.area, at, show_small=show_small),
        "show_small": show_small,
    }


def _months(at: datetime) -> list[date]:
    first, found = day_of(at).replace(day=1), []
    for _n in range(MONTHS):
        found.append(first)
        first = date(first.year - (first.month == 1), (first.month - 2) % 12 + 1, 1)
    return found


def _tables(scope: Scope, at: datetime, *, show_small: bool) -> list[dict[str, Any]]:
    """The same rates by community, body and kind."""
    kinds = spec_of("grievance").kinds
    communities = rates_by("community", scope, at=at)
    bodies = rates_by("body", scope, at=at)
    named = [body for body in bodies if body]
    names: dict[str, dict[Any, str]] = {
        "community": dict(Area.objects.filter(pk__in=communities).values_list("pk", "name")),
        "body": dict(Body.objects.filter(pk__in=named).values_list("pk", "name")),
        "kind": {code: _(label) for code, label in kinds.items()},
    }
    grouped = (
        (_("By community"), "community", communities),
        (_("By lead body"), "body", bodies),
        (_("By kind"), "kind", rates_by("kind", scope, at=at)),
    )
    tables = []
    for caption, group, rates_of in grouped:
        labelled = [
            (str(names[group].get(key) or _("No lead yet")), rates)
            for key, rates in rates_of.items()
        ]
        rows = _rows(labelled, show_small=show_small)
        # A row that says nothing to a visitor is left out.
        told = [row for row in rows if any(each.numerator != "–" for each in row["figures"])]
        if told:
            tables.append({"caption": caption, "rows": told})
    return tables


def _trend(area: Area, at: datetime, *, show_small: bool) -> list[dict[str, Any]]:
    """Closed in time, by the month of filing, the oldest first."""
    months = _months(at)
    found = rates_by("month", Scope(area, since=months[-1]), at=at)
    by_month = {day_of(month): rate.on_time for month, rate in found.items()}
    rows = []
    for month in reversed(months):
        rate = by_month.get(month)
        if rate is None or rate.value is None or (rate.denominator < SMALL and not show_small):
            continue
        rows.append({"label": month.strftime("%Y-%m"), "value": int(rate.value * 100)})
    return rows
