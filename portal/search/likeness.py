"""How alike two texts are, without a database: pairs of characters, each weighing what it tells.

Pairs survive what happens to words while they are typed: an order changed, characters left out,
a sentence added.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from math import log, sqrt

from portal.search import tokens

MILLION = 1_000_000
UNSEEN = 500  # per million: what is assumed of a pair that has not been counted
MAX_TEXT = 300  # characters of what is typed: enough to tell, and few enough to compare
MAX_CLUES = 48
FEW = 3


def weights(text: str, per_million: Mapping[str, int]) -> dict[str, float]:
    """What each pair of a normalised text tells: its inverse document frequency, squared."""
    return {
        pair: log(1 + MILLION / max(per_million.get(pair, UNSEEN), 1)) ** 2
        for pair in tokens.pairs(text)
    }


@dataclass(frozen=True, slots=True)
class Clues:
    """The pairs to look for others by, with their weights; `frequent` ones only two together."""

    rare: Mapping[str, float]
    frequent: Mapping[str, float]

    def query(self) -> str:
        """The tsquery of documents that have one of these clues."""
        together = combinations(self.frequent, 2)
        parts = [tokens.quoted(pair) for pair in self.rare]
        parts += [f"{tokens.quoted(one)} & {tokens.quoted(two)}" for one, two in together]
        return "(" + " | ".join(parts) + ")"

    def fullest(self, found: Iterable[tuple[int, str]]) -> list[tuple[int, str]]:
        """The texts found, those with the weightiest clues first."""
        telling = {**self.rare, **self.frequent}

        def held(text: str) -> float:
            return sum(weight for pair, weight in telling.items() if pair in text)

        return sorted(found, key=lambda one: held(one[1]), reverse=True)


def clues(telling: Mapping[str, float], per_million: Mapping[str, int], budget: int) -> Clues:
    """The rarest pairs that add up to at most `budget` documents in a million.

    Counted pairs come before those never seen, which may be slips of the hand. Where fewer than
    FEW fit (a short sentence of everyday words), the next ones count two together: a sentence
    must not fetch half of the table.
    """
    ranked = sorted(telling, key=lambda pair: (pair not in per_million, -telling[pair]))
    rare: dict[str, float] = {}
    spent = 0
    for pair in ranked[:MAX_CLUES]:
        cost = per_million.get(pair, UNSEEN)
        if spent + cost <= budget:
            spent += cost
            rare[pair] = telling[pair]
    if len(rare) >= FEW:
        return Clues(rare, {})
    frequent = [pair for pair in ranked if pair not in rare][:FEW]
    if len(frequent) == 1:  # nothing to join it with
        return Clues({**rare, frequent[0]: telling[frequent[0]]}, {})
    return Clues(rare, {pair: telling[pair] for pair in frequent})


def likeness(telling: Mapping[str, float], text: str) -> float:
    """From 0, nothing in common, to 1, the same pairs.

    Half of it is the cosine of both texts' weights, where a pair that only the other has weighs
    what ours weigh on average; what is typed so far is short and what was filed is long, so the
    other half is how much of the first is found in the second.
    """
    other = tokens.pairs(text)
    shared = [telling[pair] for pair in other if pair in telling]
    if not shared:
        return 0.0
    total, both = sum(telling.values()), sum(shared)
    whole = both + (len(other) - len(shared)) * total / len(telling)
    return (both / sqrt(total * whole) + both / total) / 2
