"""Words to tokens, without a database: what a search compares, and what it asks the index for.

A text's tokens are its single characters, its pairs of neighbours and, within ASCII, its runs of
three; none reaches over a space. So any substring of a text without a space has all its tokens
among the text's: the index never misses what `LIKE` would find. The same rule in SQL, for the
index itself, is `search_tokens` (sql/tokens.sql); a test holds the two together.

A document's marks (shelf, community, open, era) are tokens too, of four characters and more, so
that they never meet a text's.
"""

import unicodedata
from collections.abc import Collection, Iterable
from itertools import pairwise

MAX_WORDS = 10
MAX_QUERY = 200  # characters
MAX_ASKED = 16  # tokens of one word asked of the index; `LIKE` rechecks all of it
FEW_COMMUNITIES = 32  # beyond, the index would read a list each; rows are filtered instead

# Copied along from chats and web pages, seen by nobody: controls, formats, halves of a pair.
_UNSEEN = {"Cc", "Cf", "Cs"}


def normalise(text: str) -> str:
    """One spelling for all: NFKC, case folded, unseen characters gone, white space single.

    Normalising twice changes nothing, and neither does normalising a part of what came out.
    """
    previous = None
    while text != previous:
        previous = text
        text = unicodedata.normalize("NFKC", _seen(text)).casefold()
    return text


def _seen(text: str) -> str:
    kept = (c for c in text if c.isspace() or unicodedata.category(c) not in _UNSEEN)
    return " ".join("".join(kept).split())


def words(query: str) -> list[str]:
    """The normalised words of a query; a text must hold every one. Long ones are cut."""
    return list(dict.fromkeys(normalise(query)[:MAX_QUERY].split()))[:MAX_WORDS]


def pattern(word: str) -> str:
    """The `LIKE` pattern for texts that hold the word, its own special characters literal."""
    for special in "\\%_":
        word = word.replace(special, "\\" + special)
    return f"%{word}%"


def tokens(text: str) -> set[str]:
    """All tokens of a normalised text."""
    found: set[str] = set()
    for part in text.split(" "):
        found.update(part, map("".join, pairwise(part)), _threes(part))
    return found


def asked(word: str) -> list[str]:
    """The tokens to ask the index for when looking for a word: few, and the most telling."""
    if len(word) <= 1:
        return [word]
    threes = _threes(word)
    covered = {pair for three in threes for pair in (three[:2], three[1:])}
    pairs = [word[i : i + 2] for i in range(len(word) - 1)]
    telling = list(dict.fromkeys([*threes, *(pair for pair in pairs if pair not in covered)]))
    step = -(-len(telling) // MAX_ASKED)
    return telling[::step]


def pairs(text: str) -> list[str]:
    """The pairs of a text that carry meaning (no punctuation), in order, each once."""
    both = (text[i : i + 2] for i in range(len(text) - 1))
    return list(dict.fromkeys(pair for pair in both if pair[0].isalnum() and pair[1].isalnum()))


def _threes(word: str) -> list[str]:
    runs = (word[i : i + 3] for i in range(len(word) - 2))
    return [run for run in runs if all("!" <= c <= "~" for c in run)]


def all_of(*queries: str) -> str:
    """A tsquery that asks for every one of these."""
    return " & ".join(query for query in queries if query)


def any_of(lexemes: Iterable[str]) -> str:
    """A tsquery that asks for one of these lexemes."""
    return "(" + " | ".join(quoted(lexeme) for lexeme in lexemes) + ")"


def quoted(lexeme: str) -> str:
    """A lexeme as it stands in a tsquery."""
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def marks(shelves: Collection[str], communities: Collection[int] | None, *, is_open: bool) -> str:
    """The tsquery of documents on these shelves, in these communities, perhaps only open ones."""
    few = communities is not None and len(communities) <= FEW_COMMUNITIES
    return all_of(
        any_of(f"shelf:{shelf}" for shelf in shelves),
        any_of(f"community:{community}" for community in communities or ()) if few else "",
        quoted("open:") if is_open else "",
    )
