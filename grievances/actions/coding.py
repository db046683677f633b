"""The official tree of kinds: loaded from its table, as often as one likes."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from grievances.codes import FIRST, node_kind
from grievances.models import Coding


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a table of the tree had, and how much of it was new."""

    firsts: int
    seconds: int
    leaves: int
    made: int


@transaction.atomic
def load_tree(leaves: Iterable[tuple[str, str, str]]) -> Loaded:
    """Add every leaf with the nodes above it; what is there stays, with its plain word.

    Nodes that the table doesn't name stay too: complaints may be coded with them.
    """
    firsts: dict[str, Coding] = {}
    seconds: dict[tuple[str, str], Coding] = {}
    thirds: set[tuple[str, str, str]] = set()
    before = Coding.objects.count()
    for first, second, third in leaves:
        if first not in firsts:
            firsts[first] = first_level(first)
        if (first, second) not in seconds:
            seconds[first, second] = _below(firsts[first], second, node_kind(first, second))
        thirds.add((first, second, third))
    Coding.objects.bulk_create(
        [Coding(parent=seconds[a, b], level=3, name=name) for a, b, name in sorted(thirds)],
        ignore_conflicts=True,
    )
    made = Coding.objects.count() - before
    return Loaded(len(firsts), len(seconds), len(thirds), made)


def first_level(name: str) -> Coding:
    """The node of the first level with this name, made where it is not there yet."""
    node, _made = Coding.objects.get_or_create(
        parent=None, name=name, defaults={"level": 1, "kind": node_kind(name)}
    )
    return node


def is_known(name: str) -> bool:
    """Whether the tree has a node of the first level with this name, or will have it."""
    return name in FIRST or Coding.objects.filter(parent=None, name=name).exists()


def known_first_level(name: str) -> Coding | None:
    """The node of the first level, if the tree has one of this name; an official one is made."""
    if name in FIRST:
        return first_level(name)
    return Coding.objects.filter(parent=None, name=name).first()


def _below(parent: Coding, name: str, kind: str) -> Coding:
    node, _made = Coding.objects.get_or_create(
        parent=parent, name=name, defaults={"level": 2, "kind": kind}
    )
    return node
