"""How fast words are found: `python -m pytest tests/bench/bench_search.py -q -s`.

BENCH_ROWS=100000,1000000 says at how many documents. Texts are made up: 20,000 invented words of
one to four characters, their frequency falling as in real language (Zipf), in 300 communities.
"Past" words are frequent in the oldest half alone; "crossed" ones are four characters whose pairs
are frequent and which themselves are not. Every result is compared with LIKE's.
"""

import os
import random
import statistics
import time
from itertools import accumulate
from pathlib import Path

import pytest
from django.db import connection

from portal.places.models import Area, Kind
from portal.search import actions, queries, tokens
from portal.search.actions import Entry
from portal.search.models import Document

ROWS = [int(rows) for rows in os.environ.get("BENCH_ROWS", "100000").split(",")]
COMMUNITIES = 300
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "15"))
WORDS = 10
# (share of documents from, to) of each class of words
CLASSES = {"common": (0.02, 0.12), "middling": (0.002, 0.004), "rare": (0, 0.00005)}


class Language:
    """Invented words with the frequencies of a language."""

    def __init__(self):
        self.dice = random.Random(7)
        letters = [chr(c) for c in range(0x4E00, 0x4E00 + 2500)]
        self.dice.shuffle(letters)
        heavy = list(accumulate(1 / (n + 20) for n in range(len(letters))))
        lengths = self.dice.choices([1, 2, 3, 4], [10, 60, 15, 15], k=20_000)
        self.words = list(
            dict.fromkeys(
                "".join(self.dice.choices(letters, cum_weights=heavy, k=n)) for n in lengths
            )
        )
        self.heavy = list(accumulate(1 / (n + 10) ** 1.05 for n in range(len(self.words))))
        self.past = ["冬天暖气", "冬天", "暖气片"]

    def text(self, *, is_past=False):
        """A text of about 130 characters, long ones up to ten times that."""
        count = min(int(self.dice.lognormvariate(3.8, 0.6)) + 5, 600)
        parts = self.dice.choices(self.words, cum_weights=self.heavy, k=count)
        for place in range(0, count, 9):
            parts[place] += ","
        if is_past and self.dice.random() < 0.05:
            parts.append(self.dice.choice(self.past))
        return "".join(parts)


def ms(spent):
    """Milliseconds of wall clock, and of processor (ours and the server's) where it is known.

    On a busy machine the second is what the work costs, the first what the neighbours left of it.
    """
    parts = []
    for label, values in zip(("wall", "cpu"), zip(*spent, strict=True), strict=True):
        ordered = sorted(value * 1000 for value in values)
        p95, p99 = (ordered[int(len(ordered) * share)] for share in (0.95, 0.99))
        parts.append(
            f"{label} p50 {statistics.median(ordered):7.2f} p95 {p95:7.2f} p99 {p99:7.2f} ms"
        )
    return " | ".join(parts)


def run(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []


def processor():
    """Seconds of processor of this process and of the server's that serves it."""
    served = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
    theirs = int(served.read_text().split()[0]) / 1e9 if served.exists() else 0.0
    return time.process_time() + theirs


def timed(ask):
    """((wall, processor) seconds, the answer)."""
    connection.ensure_connection()
    busy, start = processor(), time.perf_counter()
    answer = ask()
    return (time.perf_counter() - start, processor() - busy), answer


def build(rows, language, communities):
    """Load without the index, then make it as a migration would."""
    start = time.perf_counter()
    run("SET ROLE NONE")
    run("SET statement_timeout = 0")
    index = run("SELECT pg_get_indexdef('search_document_tokens'::regclass)")[0][0]
    run("DROP INDEX search_document_tokens")
    with (
        connection.cursor() as cursor,
        cursor.copy(
            "COPY search_document (shelf, ref, community_id, is_open, text) FROM STDIN"
        ) as copy,
    ):
        for ref in range(1, rows + 1):
            is_open = rows <= 100_000 or ref > rows - 100_000
            text = language.text(is_past=ref < rows // 2)
            copy.write_row(("case:public", ref, communities[ref % len(communities)], is_open, text))
    print(f"\n== {rows} documents, loaded in {time.perf_counter() - start:.0f} s")
    run("SET maintenance_work_mem = '512MB'")
    seconds, _ = timed(lambda: run(index))
    run("ALTER INDEX search_document_tokens ALTER COLUMN 1 SET STATISTICS 0")
    analyzed, _ = timed(lambda: run("VACUUM ANALYZE search_document"))
    sizes = run(
        "SELECT pg_size_pretty(pg_table_size('search_document')),"
        " pg_size_pretty(pg_relation_size('search_document_tokens')),"
        " pg_size_pretty(pg_relation_size('search_document_once')), avg(length(text))::int"
        " FROM search_document"
    )[0]
    print(
        f"index made in {seconds[0]:.0f} s, vacuum and analyze {analyzed[0]:.0f} s;"
        f" table {sizes[0]}, tokens {sizes[1]}, (shelf, ref) {sizes[2]}; {sizes[3]} characters each"
    )
    run("SET ROLE linli_app")
    run("SET statement_timeout = '30s'")


def choose(language):
    """Words of each length and class, by how many of a sample hold them."""
    texts = [
        text
        for (text,) in run(
            "SELECT text FROM search_document WHERE ref %% 50 = 0 ORDER BY ref DESC LIMIT 20000"
        )
    ]
    chosen = {}
    for word in language.words[::7] + language.words[-2000:]:
        if len(word) not in (2, 3, 4):
            continue
        full = [c for c, words in chosen.items() if len(words) >= WORDS]
        if sum(c[0] == len(word) for c in full) == len(CLASSES):
            continue
        share = sum(word in text for text in texts) / len(texts)
        for name, (least, most) in CLASSES.items():
            if least <= share <= most and len(chosen.setdefault((len(word), name), [])) < WORDS:
                chosen[len(word), name].append(word)
    # language.words is in order of frequency: the first pairs are everywhere
    often = [w for w in language.words[:120] if len(w) == 2]
    chosen[4, "crossed"] = [a + b for a, b in zip(often[::2], often[1::2], strict=False)][:WORDS]
    chosen[4, "past"], chosen[2, "past"], chosen[3, "past"] = ([w] for w in language.past)
    chosen[1, "any"] = [w[0] for w in language.words[5:5000:500]]
    return dict(sorted(chosen.items()))


def by_like(word, communities, before=None):
    return [
        ref
        for (ref,) in run(
            "SELECT ref FROM search_document WHERE shelf = 'case:public' AND text LIKE %s"
            " AND (%s::bigint[] IS NULL OR community_id = ANY (%s::bigint[])) AND ref < %s"
            " ORDER BY ref DESC LIMIT 20",
            tokens.pattern(word),
            communities,
            communities,
            before or queries.END,
        )
    ]


def measure(chosen, label, compared, communities=None, deep=False):
    worst, differing, checked = [], 0, 0
    for (length, name), words in chosen.items():
        spent = []
        for turn in range(ROUNDS):
            for n, word in enumerate(words):
                before = None
                if deep:
                    before = run("SELECT max(ref) FROM search_document")[0][0] // 2 - turn
                seconds, page = timed(
                    lambda word=word, before=before: queries.search(
                        word, shelves=["case:public"], communities=communities, before=before
                    )
                )
                spent.append(seconds)
                if turn == 0 and n < compared:
                    checked += 1
                    differing += page.refs != by_like(word, communities, before)
        worst += spent
        print(f"  {label:12} {length} {name:9} {len(words):2} words  {ms(spent)}")
    print(f"  {label:12} all                    {ms(worst)}  unlike LIKE {differing} of {checked}")
    assert differing == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("rows", ROWS)
def test_searching(rows):
    language = Language()
    city = Area.objects.create(kind=Kind.CITY, name="Bench", code="bench")
    communities = [
        Area.objects.create(kind=Kind.COMMUNITY, name=f"C{n}", code=f"c{n}", parent=city).pk
        for n in range(COMMUNITIES)
    ]
    build(rows, language, communities)
    chosen = choose(language)
    compared = WORDS if rows <= 100_000 else 1
    measure(chosen, "everywhere", compared)
    measure(chosen, "one place", compared if rows <= 100_000 else 0, communities=communities[:1])
    measure(chosen, "twenty", compared if rows <= 100_000 else 0, communities=communities[:20])
    measure(chosen, "from halfway", compared, deep=True)

    words = [word for (_, name), words in chosen.items() if name != "any" for word in words]
    print(
        "  count_up_to  1000   ",
        ms([timed(lambda w=w: queries.count_up_to(w, shelves=["case:public"]))[0] for w in words]),
    )

    seconds, kept = timed(actions.count_pairs)
    print(f"  count_pairs: {kept} pairs in {seconds[0]:.1f} s")
    texts = [t for (t,) in run("SELECT text FROM search_document ORDER BY ref DESC LIMIT 200")]
    for label, cut in (("whole text", 2000), ("first 30", 30), ("first 8", 8)):
        for where, community in (("everywhere", None), ("one place", communities[0])):
            spent = [
                timed(
                    lambda t=text[:cut], c=community: queries.similar(
                        t, shelves=["case:public"], community=c
                    )
                )[0]
                for text in texts
            ]
            print(f"  similar      {label:10} {where:10} {ms(spent)}")

    place = Area.objects.get(pk=communities[0])
    spent = [
        timed(
            lambda n=n: actions.index(
                "case:public", rows + n, text=language.text(), community=place, is_open=True
            )
        )[0]
        for n in range(1, 501)
    ]
    print("  index, new          ", ms(spent))
    spent = [
        timed(
            lambda n=n: actions.index(
                "case:public",
                n,
                text=Document.objects.get(ref=n).text,
                community=place,
                is_open=False,
            )
        )[0]
        for n in range(1, 201)
    ]
    print("  index, closed       ", ms(spent))
    entries = [
        Entry(shelf="case:staff", ref=n, community=place.pk, is_open=True, text=language.text())
        for n in range(2000)
    ]
    seconds, _ = timed(lambda: actions.index_many(entries))
    print(f"  index_many           {seconds[0] / len(entries) * 1000:.2f} ms each")
