"""Rows of lists as ready pieces of a page, kept while nothing in them can have changed.

A case's version changes with its every step, and its days left with the day; both are in the key.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from grievances.kinds import kind_words
from grievances.queries import Row, place_words
from portal.loop.calendar import work_calendar
from portal.loop.clock import WorkCalendar, day_of
from portal.loop.reading import stage_words, time_left
from portal.loop.stations import brief, due_words, has_line

KEPT = 60 * 60 * 24


def drawn(rows: Sequence[Row], *, at: datetime) -> list[SafeString]:
    """Each row as HTML; those drawn before come from the cache, all in one asking."""
    keys = [_key(row, at) for row in rows]
    kept = cache.get_many(keys) if keys else {}
    missing = [(key, row) for key, row in zip(keys, rows, strict=True) if key not in kept]
    if missing:
        calendar = work_calendar(at=at)
        fresh = {key: draw(row, at=at, calendar=calendar) for key, row in missing}
        cache.set_many(fresh, KEPT)
        kept |= fresh
    # Rendered by our own template from escaped values, before and after the cache.
    return [mark_safe(kept[key]) for key in keys]  # noqa: S308


def _key(row: Row, at: datetime) -> str:
    # Turned red since the day began: the sweep's step comes within a minute, this at once.
    late = row.due_at is not None and row.due_at < at
    return f"row:{row.id}:{row.version}:{late:d}:{get_language()}:{day_of(at):%y%m%d}"


def draw(row: Row, *, at: datetime, calendar: WorkCalendar) -> str:
    """One row as HTML."""
    return str(render_to_string("grievances/row.html", facts(row, at=at, calendar=calendar)))


def facts(row: Row, *, at: datetime, calendar: WorkCalendar) -> dict[str, object]:
    """What a row's template shows."""
    waiting = row.waiting_since is not None
    late = row.due_at is not None and row.due_at < at and not waiting
    left = time_left(row.due_at, waiting=waiting, at=at, calendar=calendar)
    return {
        "row": row,
        "where": place_words(row.place_kind, row.place, row.community),
        "kind": kind_words(row.kind),
        "stage": stage_words(row.stage),
        "stations": brief(row, at=at) if has_line(row.stage) else [],
        "late": late,
        "left": left,
        # “By 25 November” says the same all day; how late it is has to be counted.
        "due": due_words(row.due_at) if row.due_at and not late and not waiting else "",
    }


def listed(rows: Iterable[Row], *, at: datetime) -> SafeString:
    """All rows as one piece."""
    return mark_safe("".join(drawn(list(rows), at=at)))  # noqa: S308
