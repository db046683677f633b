"""Rows of lists as ready pieces of a page, kept while nothing in them can have changed.

A case's version changes with its every step, and its days left with the day; both are in the key.
"""

from collections.abc import Sequence
from datetime import datetime

from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from grievances.kinds import kind_words
from grievances.queries import Mark, Row, place_words, rows
from portal.loop.calendar import work_calendar
from portal.loop.clock import WorkCalendar, day_of
from portal.loop.models import Case
from portal.loop.reading import stage_words, time_left
from portal.loop.stations import brief, due_words, has_line

KEPT = 60 * 60 * 24


def listed(cases: Sequence[Mark | Row], *, at: datetime) -> SafeString:
    """Each case's row as one piece of a page, in order.

    Those drawn before come from the cache, all in one asking; of the others the columns are read
    in one query, and the calendar in two.
    """
    keys = {_key(case, at): case.id for case in cases}
    kept = cache.get_many(keys) if keys else {}
    missing = {keys[key]: key for key in keys if key not in kept}
    if missing:
        calendar = work_calendar(at=at)
        found = rows(Case.objects.filter(pk__in=missing))
        fresh = {missing[row.id]: draw(row, at=at, calendar=calendar) for row in found}
        cache.set_many(fresh, KEPT)
        kept |= fresh
    # Rendered by our own template from escaped values, before and after the cache.
    return mark_safe("".join(kept.get(key, "") for key in keys))  # noqa: S308


def _key(case: Mark | Row, at: datetime) -> str:
    # Turned red since the day began: the sweep's step comes within a minute, this at once.
    late = case.due_at is not None and case.due_at < at
    return f"row:{case.id}:{case.version}:{late:d}:{get_language()}:{day_of(at):%y%m%d}"


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
