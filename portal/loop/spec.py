"""The closed loop as a table: stages, moves, who may make them, what must be given, who is told.

Pure values (DOMAIN §4). The engine enforces this table; buttons, the public diagram, the desk,
the sweep, the tests and `docs/loops.md` are read off it. Labels are English source strings.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from portal.loop.conditions import Guard
from portal.loop.fold import Stage, State
from portal.loop.moves import MOVES, OPEN, WORKING, Move
from portal.loop.terms import NEED_LABELS, Audience, Need, Who, Words

__all__ = [
    "MOVES",
    "NEED_LABELS",
    "OPEN",
    "WORKING",
    "Audience",
    "Guard",
    "LoopSpec",
    "Move",
    "Need",
    "Stage",
    "State",
    "Who",
    "Words",
]


@dataclass(frozen=True, slots=True)
class LoopSpec:
    """The loop of one origin: its moves, its kinds, its words."""

    origin: str
    label: str
    kinds: Mapping[str, str]  # code to English label
    moves: Mapping[str, Move] = field(
        default_factory=lambda: MappingProxyType({move.name: move for move in MOVES})
    )

    def from_stage(self, stage: Stage) -> tuple[Move, ...]:
        """The moves that leave, or stay in, a stage."""
        return tuple(move for move in self.moves.values() if stage in move.sources)

    def without(self, *names: str) -> "LoopSpec":
        """The same loop without some moves (an origin that has no use for them)."""
        kept = {name: move for name, move in self.moves.items() if name not in names}
        return replace(self, moves=MappingProxyType(kept))
