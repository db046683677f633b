"""The rulebook: numbers a community changes on a page, each declared once with its bounds.

A room declares its numbers in a `rules.py` named in `settings.RULEBOOKS`. An area that has set
nothing follows the area above it; above the root stands the declared default.
"""

from dataclasses import dataclass
from functools import cache
from importlib import import_module

from django.conf import settings

from portal.places.models import Area, RuleChange


class UnknownRule(KeyError):
    """A key that no room has declared."""


class OutOfBounds(ValueError):
    """A value outside what the rule allows."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One number: its key, its default, its unit and its bounds (inclusive)."""

    key: str
    default: int
    unit: str  # "working days", "days", "hours", "percent", "times", "fen", "people"
    minimum: int
    maximum: int
    label: str  # English source; the page translates it


@cache
def rules() -> dict[str, Rule]:
    """Every declared rule by its key, in the order of declaration."""
    found: dict[str, Rule] = {}
    for name in settings.RULEBOOKS:
        for rule in import_module(name).RULES:
            found[rule.key] = rule
    return found


class Rulebook:
    """The numbers in force for one area, read once."""

    def __init__(self, area: Area) -> None:
        """Read the changes of the area and of all above it: one query."""
        rows = (
            RuleChange.objects.filter(area__in=area.ancestry)
            .order_by("area__path", "id")
            .values_list("key", "value")
        )
        # The deeper area comes later and wins; within one area the newest does.
        self._set = dict(rows)

    def __getitem__(self, key: str) -> int:
        """The number in force."""
        rule = rules().get(key)
        if rule is None:
            raise UnknownRule(key)
        return self._set.get(key, rule.default)

    def of_kind(self, key: str, kind: str) -> int:
        """The number in force for one kind of matter: its own (`key@kind`), else the general."""
        own = self._set.get(f"{key}@{kind}")
        return self[key] if own is None else own
