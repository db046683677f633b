"""The tables of the house in words: the grants, the loop's moves, the standard times."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from portal.loop.fold import Stage, Urgency
from portal.loop.reading import stage_words, urgency_words
from portal.loop.rules import RULES
from portal.loop.spec import MOVES, Who
from portal.roles.grants import GRANTS, Permission, Role, granted
from portal.roles.words import label


@dataclass(frozen=True, slots=True)
class GrantTable:
    """Columns (roles) and rows (permissions) with their cells in words."""

    columns: list[str]
    rows: list[tuple[str, list[tuple[str, str]]]]  # act, [(role, cell)]


def grants() -> GrantTable:
    """The one table, in the reader's language."""
    roles = [role for role in Role if any(role in row for row in GRANTS.values())]
    names = [_(label(role)) for role in roles]
    rows = [
        (_(label(row)), list(zip(names, (_cell(row, role) for role in roles), strict=True)))
        for row in Permission
    ]
    return GrantTable(names, rows)


def _cell(row: Permission, role: Role) -> str:
    return " / ".join(_(label(scope)) for scope in sorted(granted(row, role)))


WHO_LABELS = {
    Who.FILER: "The person",
    Who.PROXY: "Staff for the person",
    Who.TRIAGER: "The desk that decides",
    Who.LEAD: "Lead body",
    Who.HANDLER: "Lead or helping body",
    Who.REVIEWER: "A second pair of eyes",
    Who.APPROVER: "The desk, but not who asked",
    Who.CALLED: "Whistled body",
    Who.CHECKER: "A body that had no hand in it",
    Who.CALLER: "Whoever calls back",
    Who.SUPERVISOR: "The street",
    Who.WHISTLER: "Committee or street",
    Who.SYSTEM: "The clock",
}


@dataclass(frozen=True, slots=True)
class StageMoves:
    """A stage and the moves that leave it or stay in it."""

    code: str
    name: str
    moves: list[tuple[str, str, str]]  # label, who, where to


def stages() -> list[StageMoves]:
    """Every open stage with its moves."""
    found = []
    for stage in Stage:
        moves = [
            (
                _(move.label),
                "、".join(_(WHO_LABELS[who]) for who in move.who),
                stage_words(move.target) if move.target else "",
            )
            for move in MOVES
            if stage in move.sources
        ]
        if moves:
            found.append(StageMoves(stage.value, stage_words(stage), moves))
    return found


def times() -> list[tuple[str, str, str]]:
    """Urgency, answer within, finish within: the defaults that areas may change."""
    return [
        (
            urgency_words(urgency),
            _default(f"loop.{urgency}.respond"),
            _default(f"loop.{urgency}.resolve"),
        )
        for urgency in Urgency
    ]


def _default(key: str) -> str:
    rule = next(rule for rule in RULES if rule.key == key)
    return f"{rule.default} {_(rule.unit)}"
