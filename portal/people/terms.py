"""Terms: from a first day up to the day after the last."""

from datetime import date
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange


def ended(term: Any, *, on: date) -> Any:
    """The same term, over from this day on; empty where it had not begun before it."""
    if term.isempty or (term.upper is not None and term.upper <= on):
        return term
    if term.lower is not None and term.lower >= on:
        return DateRange(empty=True)
    return DateRange(term.lower, on)
