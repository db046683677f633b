"""Between a case's row and its state: the same names, ids for rows, sorted lists for sets."""

from collections.abc import Mapping
from dataclasses import asdict
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from portal.loop.fold import Content, Entry, Outcome, Solved, Stage, State, Urgency
from portal.loop.models import Assignment, Case, Step

_NAMES = tuple(name for name in State.__dataclass_fields__ if name != "helpers")
_BY_ID = frozenset({"desk", "lead", "person", "reported_by", "extension_by", "merged_into"})
_SETS = frozenset({"hands", "objected", "called"})
_KINDS: Mapping[str, type[StrEnum]] = MappingProxyType(
    {
        "stage": Stage,
        "urgency": Urgency,
        "outcome": Outcome,
        "solved": Solved,
        "result": Content,
        "manner": Content,
    }
)


def state_of(case: Case) -> State:
    """The state as the case's columns hold it; one query for the helping bodies."""
    columns: dict[str, Any] = {}
    for name in _NAMES:
        value = getattr(case, f"{name}_id" if name in _BY_ID else name)
        columns[name] = frozenset(value) if name in _SETS else value
    for name, kind in _KINDS.items():
        if columns[name]:
            columns[name] = kind(columns[name])
    helpers = Assignment.objects.filter(case=case, ended_at=None, is_lead=False)
    return State(**columns, helpers=frozenset(helpers.values_list("body_id", flat=True)))


def columns_of(state: State) -> dict[str, Any]:
    """The case's columns for a state."""
    columns = {f"{n}_id" if n in _BY_ID else n: v for n, v in asdict(state).items()}
    del columns["helpers"]
    return columns | {name: sorted(columns[name]) for name in _SETS}


def entry_of(step: Step) -> Entry:
    """The part of a step that changes a state."""
    return Entry(step.move, Stage(step.target), step.at, step.by_id, step.facts)
