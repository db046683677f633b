"""Finding things by their words: everything a `LIKE` would find, and what is like a text."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection

from portal.search import likeness, tokens
from portal.search.models import Frequency

END = 2**63 - 1
GATHERED = 1000  # candidates for likeness; the newest, should there be more
COMPARED = 60  # of these, compared exactly
LEAST = 0.1  # below, two texts have nothing to do with each other
ONE_COMMUNITY = 50  # at least so many communities there will be where candidates get too many


@dataclass(frozen=True, slots=True)
class Page:
    """The refs found, newest first, and whether there are more below the last."""

    refs: list[int]
    more: bool


def search(
    words: str,
    *,
    shelves: Collection[str],
    communities: Collection[int] | None = None,
    before: int | None = None,
    limit: int = 20,
    open_only: bool = False,
) -> Page:
    """Things whose text holds every word, the newest (highest ref) first, each once.

    A word is any run of characters; the texts found are exactly those in which `LIKE` finds all.
    `communities` None means everywhere, none means nothing. `before` is the last ref of the page
    before. No words: nothing. Case, width and white space make no difference.
    """
    refs = _newest(
        tokens.words(words),
        shelves=shelves,
        communities=communities,
        before=before,
        wanted=limit + 1,
        open_only=open_only,
    )
    return Page(refs=refs[:limit], more=len(refs) > limit)


def count_up_to(
    words: str,
    *,
    shelves: Collection[str],
    communities: Collection[int] | None = None,
    open_only: bool = False,
    cap: int = 1000,
) -> tuple[int, bool]:
    """How many things `search` would find, counted up to a cap, and whether there are more."""
    refs = _newest(
        tokens.words(words),
        shelves=shelves,
        communities=communities,
        before=None,
        wanted=cap + 1,
        open_only=open_only,
    )
    return min(len(refs), cap), len(refs) > cap


def similar(
    text: str,
    *,
    shelves: Collection[str],
    community: int | None,
    open_only: bool = True,
    limit: int = 5,
) -> list[tuple[int, float]]:
    """The things most like a text, with their likeness (LEAST to 1), the likest first.

    Fast enough to ask while somebody types. The order of words does not matter, nor do gaps.
    """
    text = tokens.normalise(text)[: likeness.MAX_TEXT]
    per_million = _frequencies(text)
    telling = likeness.weights(text, per_million)
    if not (telling and shelves):
        return []
    budget = GATHERED * likeness.MILLION // _about_how_many()
    if community is not None:
        budget *= ONE_COMMUNITY
    clues = likeness.clues(telling, per_million, budget)
    nearby = None if community is None else [community]
    query = tokens.all_of(clues.query(), tokens.marks(shelves, nearby, is_open=open_only))
    scores: dict[int, float] = {}
    for ref, body in clues.fullest(_gathered(query))[:COMPARED]:
        scores[ref] = max(scores.get(ref, 0), likeness.likeness(telling, body))
    ranked = sorted(scores.items(), key=lambda found: (-found[1], -found[0]))
    return [(ref, score) for ref, score in ranked[:limit] if score >= LEAST]


def _newest(
    words: list[str],
    *,
    shelves: Collection[str],
    communities: Collection[int] | None,
    before: int | None,
    wanted: int,
    open_only: bool,
) -> list[int]:
    if not (words and shelves) or (communities is not None and not communities):
        return []
    longest, *further = sorted(words, key=len, reverse=True)
    query = tokens.all_of(
        *(tokens.quoted(token) for word in words for token in tokens.asked(word)),
        tokens.marks(shelves, communities, is_open=open_only),
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT search_newest(%s::text[], %s, %s::text[], %s::tsquery, %s::bigint[],"
            " %s::boolean, %s::bigint, %s::integer)",
            [
                list(dict.fromkeys(shelves)),
                longest,
                [tokens.pattern(word) for word in further],
                query,
                None if communities is None else list(communities),
                open_only,
                END if before is None else before,
                wanted,
            ],
        )
        return [ref for (ref,) in cursor.fetchall()]


def _gathered(query: str) -> list[tuple[int, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ref, body FROM"
            " search_by_tokens(%s::tsquery, '', '{}', NULL, 0, %s::bigint, %s::integer)",
            [query, END, GATHERED],
        )
        return list(cursor.fetchall())


def _frequencies(text: str) -> dict[str, int]:
    counted = Frequency.objects.filter(pair__in=tokens.pairs(text))
    return dict(counted.values_list("pair", "per_million"))


def _about_how_many() -> int:
    """The server's own estimate of the documents; at least GATHERED, also before it has one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = 'search_document'::regclass")
        return max(int(cursor.fetchone()[0]), GATHERED)
