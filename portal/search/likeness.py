"""How alike two texts are, without a database: pairs of characters, each weighing what it tells.

Pairs survive what happens to words while they are typed: an order changed, characters left out,
a sentence added.
"""

from collections.abc import Mapping
from math import log, sqrt

from portal.search.tokens import pairs

MILLION = 1_000_000
UNSEEN = 100  # per million: what is assumed of a pair that has not been counted
MAX_PAIRS = 400  # of what is typed: enough to tell, and few enough to compare
MAX_CLUES = 64


def weights(text: str, per_million: Mapping[str, int]) -> dict[str, float]:
    """What each pair of a normalised text tells: the less frequent, the more."""
    return {pair: weight(pair, per_million) for pair in pairs(text)[:MAX_PAIRS]}


def weight(pair: str, per_million: Mapping[str, int]) -> float:
    """The pair's inverse document frequency, never nothing."""
    return log(1 + MILLION / max(per_million.get(pair, UNSEEN), 1))


def clues(telling: Mapping[str, float], per_million: Mapping[str, int], budget: int) -> list[str]:
    """The pairs to look for others by, counted ones first and the rarest first.

    They add up to at most `budget` documents in a million (but there are always six), so that a
    sentence of everyday words does not fetch half of the table.
    """
    ranked = sorted(telling, key=lambda pair: (pair not in per_million, -telling[pair]))
    chosen: list[str] = []
    spent = 0
    for pair in ranked[:MAX_CLUES]:
        spent += per_million.get(pair, UNSEEN)
        if spent > budget and len(chosen) >= 6:
            break
        chosen.append(pair)
    return chosen


def coverage(telling: Mapping[str, float], text: str) -> float:
    """The weight of the pairs that a text holds: quick, and blind to how long the text is."""
    return sum(weight for pair, weight in telling.items() if pair in text)


def likeness(
    telling: Mapping[str, float], text: str, per_million: Mapping[str, int]
) -> float:
    """From 0, nothing in common, to 1, the same pairs: the cosine of both texts' weights.

    What is typed so far is short and what was filed is long, so half of it is how much of the
    first is found in the second.
    """
    total = sum(weight * weight for weight in telling.values())
    other = pairs(text)
    shared = sum(telling[pair] ** 2 for pair in other if pair in telling)
    if not shared:
        return 0.0
    norm = sum(weight(pair, per_million) ** 2 for pair in other)
    return (shared / sqrt(total * norm) + shared / total) / 2
