"""Documents written from the tables they describe, so that they can't drift: loops and roles."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from django.conf import settings

from portal.loop.fold import Stage, Urgency
from portal.loop.rules import RULES
from portal.loop.spec import MOVES, NEED_LABELS, Move
from portal.roles.grants import EXCLUSIONS, GRANTS, Permission, Role
from portal.roles.words import label

FOLDER = Path(settings.BASE_DIR) / "docs"
_NOTE = "<!-- Written by `manage.py document`; change the table it is read off, not this file. -->"


def documents() -> Mapping[Path, str]:
    """Every generated document by its place."""
    return {FOLDER / "loops.md": loops(), FOLDER / "roles.md": roles()}


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = list(head)
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _listed(values: Iterable[object]) -> str:
    return ", ".join(str(value) for value in values) or "–"


_HEAD = ("move", "label", "from", "to", "who", "needs", "takes", "only if", "told")


def loops() -> str:
    """The closed loop: diagram, moves, standard times, other numbers."""
    return f"""# The closed loop

{_NOTE}

A case is in one of nine stages; {len(MOVES)} moves lead from one to the next, or stay.
Whoever stands to the case as one of *who* may make a move from one of the stages in *from*, if
its conditions hold. The engine, the buttons, the sweep and the tests read the same table
(`portal/loop/moves.py`).

```mermaid
{_diagram()}
```

## Moves

{_table(_HEAD, map(_row, MOVES))}

A move marked ↔ is recorded by the engine beside another case's move, never on its own.

## Standard times

{_standards()}

The clock runs from filing, in official working days, and stands still while the person is
asked. An area may set its own numbers, also for one kind of matter.

## Other numbers

{_table(("key", "default", "unit", "bounds", "meaning"), _numbers())}
"""


def _diagram() -> str:
    arrows: dict[tuple[str, str], list[str]] = {}
    for move in MOVES:
        for source in move.sources or ("[*]",):
            if move.target is not None and move.target != source:
                arrows.setdefault((str(source), str(move.target)), []).append(move.name)
    lines = [f"    {a} --> {b}: {_listed(names)}" for (a, b), names in arrows.items()]
    ends = [f"    {stage} --> [*]" for stage in Stage if not stage.is_open]
    return "\n".join(["stateDiagram-v2", *lines, *ends])


def _row(move: Move) -> tuple[str, ...]:
    sources = "any" if set(move.sources) == set(Stage) else _listed(move.sources)
    return (
        f"`{move.name}`" + (" ↔" if move.is_echo else ""),
        move.label,
        sources,
        str(move.target or "same"),
        _listed(move.who),
        _listed(NEED_LABELS[need] for need in move.needs),
        _listed(NEED_LABELS[need] for need in move.takes),
        _listed(
            guard.name.replace("_", " ") + (f" (not for {guard.spares})" if guard.spares else "")
            for guard in move.guards
        ),
        _listed(audience.replace("_", " ") for audience in move.tells),
    )


def _standards() -> str:
    found = {rule.key: rule for rule in RULES}
    rows = []
    for urgency in Urgency:
        respond, resolve = (found[f"loop.{urgency}.{end}"] for end in ("respond", "resolve"))
        rows.append(
            (
                urgency.replace("_", " "),
                f"{respond.default} {respond.unit}",
                f"{resolve.default} {resolve.unit}",
                f"{found['loop.check'].default} {found['loop.check'].unit}",
            )
        )
    return _table(("urgency", "answer within", "finish within", "check after"), rows)


def _numbers() -> Iterable[tuple[str, ...]]:
    for rule in RULES:
        yield (
            f"`{rule.key}`",
            str(rule.default),
            rule.unit,
            f"{rule.minimum}–{rule.maximum}",
            rule.label,
        )


def roles() -> str:
    """Who may do what: the grants table, and the duties that exclude each other."""
    roles = list(Role)
    rows = [
        (label(permission), *(_cell(permission, role) for role in roles))
        for permission in Permission
    ]
    pairs = sorted(" – ".join(sorted(label(duty) for duty in pair)) for pair in EXCLUSIONS)
    return f"""# Who may do what

{_NOTE}

The one table (`portal/roles/grants.py`): a person entitled in an area is entitled in all areas
below it, never above or beside it. Nobody who sits in a body that a case complains about leads,
checks or learns who complained, whatever the table says.

{_table(("", *map(label, roles)), rows)}

## Duties that exclude each other

One person never holds both, in areas of which one lies in the other:

{chr(10).join(f"* {pair}" for pair in pairs)}
"""


def _cell(permission: Permission, role: Role) -> str:
    scopes = GRANTS[permission].get(role, frozenset())
    return " or ".join(sorted(label(scope) for scope in scopes)) or "–"
