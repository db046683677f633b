"""Real demands, where they are: full recall, and the original found by a mangled copy."""

import os
import random
import re
from pathlib import Path

import pytest

from portal.search import actions, queries, tokens
from portal.search.actions import Entry

FILE = Path(os.environ.get("DEMANDS", Path(__file__).parents[3] / "shared/data/demands_messy.xlsx"))
EVERYWHERE = ["case:staff"]


def messages():
    from python_calamine import CalamineWorkbook

    rows = CalamineWorkbook.from_path(FILE).get_sheet_by_index(0).to_python(skip_empty_area=True)
    return [(str(row[2]), str(row[4]).strip()) for row in rows[1:] if str(row[4]).strip()]


@pytest.fixture
def demands(poplars):
    if not FILE.exists():
        pytest.skip(f"the demands are not on this machine: {FILE} (or set DEMANDS)")
    found = messages()
    actions.index_many(
        Entry(
            shelf="case:staff", ref=ref, community=poplars.pk, is_open=True, text=f"{title} {text}"
        )
        for ref, (title, text) in enumerate(found, 1)
    )
    actions.count_pairs()
    return dict(enumerate(found, 1))


def test_any_two_characters_of_the_demands_are_found_in_all_that_hold_them(demands, walk_nothing):
    walk_nothing()
    texts = {ref: tokens.normalise(" ".join(both)) for ref, both in demands.items()}
    pairs = sorted(
        {
            text[i : i + 2]
            for text in texts.values()
            for i in range(len(text) - 1)
            if " " not in text[i : i + 2]
        }
    )
    assert len(pairs) > 30_000
    for pair in random.Random(1).sample(pairs, 1_500):
        held = [ref for ref in sorted(texts, reverse=True) if pair in texts[ref]]
        assert queries.search(pair, shelves=EVERYWHERE, limit=500).refs == held


def mangled(text, dice):
    """Three tenths of the characters lost, the sentences in another order."""
    sentences = [s for s in re.split(r"[。!?;！？；\n]", text) if s.strip()]
    dice.shuffle(sentences)
    return "".join(c for c in "。".join(sentences) if dice.random() > 0.3)


def test_a_mangled_copy_finds_its_original_among_the_five_likest(demands):
    dice = random.Random(2)
    for label, cut in (("whole", 5000), ("the first 60 characters", 60), ("title", 0)):
        hits = firsts = 0
        asked = dice.sample(sorted(demands), 160)
        for ref in asked:
            title, text = demands[ref]
            typed = mangled(text[:cut] if cut else title, dice) if cut else title
            found = [r for r, _ in queries.similar(typed, shelves=EVERYWHERE, community=None)]
            hits += ref in found
            firsts += found[:1] == [ref]
        print(f"{label}: in five {hits / len(asked):.3f}, first {firsts / len(asked):.3f}")
        assert hits / len(asked) >= 0.95
