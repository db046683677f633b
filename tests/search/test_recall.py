"""Whatever is looked for is found exactly where LIKE finds it."""

from contextlib import contextmanager

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.search import actions, queries, tokens
from portal.search.actions import Entry
from portal.search.models import Document

SHELF = "case:staff"
LETTERS = "路灯坏了三号楼电梯水管的A b1 2-%_\\'\":&|!，３Ｂß①e\u0301\u200b"
TEXTS = st.lists(
    st.text(st.sampled_from(LETTERS) | st.characters(codec="utf-8"), max_size=40), max_size=6
)


class Undone(Exception):
    pass


@contextmanager
def undone():
    """What one example writes, the next does not find."""
    try:
        with transaction.atomic():
            yield
            raise Undone  # noqa: TRY301
    except Undone:
        pass


def index(texts, community, shelf=SHELF):
    actions.index_many(
        Entry(shelf=shelf, ref=ref, community=community.pk, is_open=ref % 2 == 0, text=text)
        for ref, text in enumerate(texts, 1)
    )


@pytest.fixture(params=["walk", "index"])
def either_way(request):
    """Found by the walk over the newest, or by the index."""
    if request.param == "index":
        request.getfixturevalue("walk_nothing")()


@pytest.mark.django_db
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(texts=TEXTS)
def test_every_two_characters_are_found_exactly_where_like_finds_them(
    poplars, by_like, either_way, texts
):
    with undone():
        index(texts, poplars)
        stored = list(Document.objects.values_list("text", flat=True))
        parts = {text[i : i + n] for text in stored for n in (1, 2, 3, 5) for i in range(len(text))}
        for part in sorted(parts)[:120]:
            if part.strip():
                found = queries.search(part, shelves=[SHELF], limit=50)
                assert found == queries.Page(refs=by_like(part, shelf=SHELF), more=False)


@pytest.mark.django_db
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(texts=TEXTS)
def test_the_database_makes_the_tokens_the_code_expects(poplars, texts):
    with undone():
        index(texts, poplars)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT text, tsvector_to_array("
                " search_tokens(shelf, ref, community_id, is_open, text)) FROM search_document"
            )
            for text, made in cursor.fetchall():
                assert {token for token in made if len(token) < 4} == tokens.tokens(text)


@given(st.text())
def test_normalising_twice_or_a_part_changes_nothing(text):
    once = tokens.normalise(text)
    assert tokens.normalise(once) == once
    for word in once.split():
        assert tokens.normalise(word[1:]) == word[1:].strip()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("路灯", [4, 1]),
        ("灯", [4, 1]),
        ("3号", [1]),
        ("３号", [1]),
        ("b栋", [2]),
        ("Ｂ栋", [2]),
        ("000123", [3]),
        ("g2026-0001", [3]),
        ("路灯 昨晚", [4]),
        ("昨晚　路灯", [4]),
        ("路灯 电梯", []),
        ("%", [2]),
        ("_", [3]),
        ("50%", [2]),
        ("5_%", []),
        ("\\", [4]),
        ("'", [3]),
        ("路 灯", [4, 1]),
        ("了昨", []),
        ("", []),
        (" \u200b", []),
    ],
)
def test_a_query_finds(poplars, either_way, query, found):
    index(
        [
            "３号楼下的路灯不亮",
            "Ｂ栋电梯只剩50%的力气",
            "单号 G2026-000123_a 说: it's wet",
            "路灯坏了 昨晚摔了一跤 c:\\photo",
        ],
        poplars,
    )
    assert queries.search(query, shelves=[SHELF]).refs == found


@pytest.mark.django_db
def test_pages_follow_each_other_without_gap_or_repetition(poplars, either_way):
    index(["路灯" if n % 3 else "水管" for n in range(50)], poplars)
    wanted = sorted(
        Document.objects.filter(text="路灯").values_list("ref", flat=True), reverse=True
    )
    seen, before, sizes = [], None, []
    while True:
        page = queries.search("路灯", shelves=[SHELF], before=before, limit=7)
        seen += page.refs
        sizes.append(len(page.refs))
        if not page.more:
            break
        before = page.refs[-1]
    assert seen == wanted
    assert sizes == [7, 7, 7, 7, 5]


@pytest.mark.django_db
def test_old_eras_are_searched_to_the_first_thing_ever_filed(poplars, walk_nothing):
    walk_nothing()
    refs = [0, 1, 65_535, 65_536, 200_000, 300_000, 1_000_000, 1_100_000, 1_131_072, 5_000_000]
    actions.index_many(
        Entry(shelf=SHELF, ref=ref, community=poplars.pk, is_open=True, text="路灯") for ref in refs
    )
    assert queries.search("路灯", shelves=[SHELF]).refs == refs[::-1]
    assert queries.search("路灯", shelves=[SHELF], before=1_000_000, limit=3) == queries.Page(
        refs=[300_000, 200_000, 65_536], more=True
    )


@pytest.mark.django_db
def test_only_the_shelves_communities_and_open_things_asked_for(poplars, canal, either_way):
    for ref, (shelf, area, is_open) in enumerate(
        (shelf, area, is_open)
        for shelf in ("case:public", "case:staff", "topic:public")
        for area in (poplars, canal)
        for is_open in (True, False)
    ):
        actions.index(shelf, ref, text="路灯", community=area, is_open=is_open)

    def found(**kwargs):
        return queries.search("路灯", **{"shelves": ["case:public"]} | kwargs).refs

    assert found() == [3, 2, 1, 0]
    assert found(shelves=["case:staff", "topic:public"]) == [11, 10, 9, 8, 7, 6, 5, 4]
    assert found(communities=[canal.pk]) == [3, 2]
    assert found(communities=[canal.pk, *range(10**6, 10**6 + 40)]) == [3, 2]
    assert found(communities=[]) == []
    assert found(open_only=True) == [2, 0]
    assert found(open_only=True, communities=[poplars.pk]) == [0]
    assert found(shelves=[]) == []
    assert found(shelves=["case"]) == []


@pytest.mark.django_db
def test_a_thing_on_two_shelves_is_found_once(poplars, either_way):
    for shelf in ("case:public", "case:staff"):
        index(["路灯"] * 5, poplars, shelf=shelf)
    page = queries.search("路灯", shelves=["case:public", "case:staff"], limit=4)
    assert page == queries.Page(refs=[5, 4, 3, 2], more=True)


@pytest.mark.django_db
def test_counting_stops_at_the_cap(poplars, either_way):
    index(["路灯"] * 12 + ["水管"], poplars)
    assert queries.count_up_to("路灯", shelves=[SHELF], cap=10) == (10, True)
    assert queries.count_up_to("路灯", shelves=[SHELF], cap=12) == (12, False)
    assert queries.count_up_to("水管", shelves=[SHELF]) == (1, False)
    assert queries.count_up_to("", shelves=[SHELF]) == (0, False)


@pytest.mark.django_db
def test_a_row_written_past_the_code_is_found_all_the_same(poplars, either_way):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO search_document (shelf, ref, community_id, is_open, text)"
            " SELECT %s, n, %s, true, '井盖' FROM generate_series(1, 3) AS n",
            [SHELF, poplars.pk],
        )
        cursor.execute("UPDATE search_document SET text = '路灯' WHERE ref = 2")
    assert queries.search("路灯", shelves=[SHELF]).refs == [2]
    assert queries.search("井盖", shelves=[SHELF]).refs == [3, 1]


@pytest.mark.django_db
def test_the_index_answers_and_never_the_whole_table(poplars):
    index(["路灯"] * 50, poplars)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef('search_by_tokens'::regproc)")
        definition = cursor.fetchone()[0]
        assert "enable_seqscan TO 'off'" in definition
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT 1 FROM search_document d WHERE search_tokens("
            "d.shelf, d.ref, d.community_id, d.is_open, d.text) @@ '''路灯'''::tsquery"
            " AND d.ref + 0 >= 0 ORDER BY ref DESC LIMIT 20"
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "Bitmap Index Scan on search_document_tokens" in plan


@pytest.mark.django_db
def test_indexing_again_replaces_and_forgetting_removes(poplars, canal):
    actions.index(SHELF, 7, text="路灯", community=poplars, is_open=True)
    actions.index(SHELF, 7, text="ＷＡＴＥＲ  水管\x00\n", community=canal, is_open=False)
    assert list(Document.objects.values_list("shelf", "ref", "community", "is_open", "text")) == [
        (SHELF, 7, canal.pk, False, "water 水管")
    ]
    actions.forget("case:public", 7)
    assert queries.search("水管", shelves=[SHELF]).refs == [7]
    actions.forget(SHELF, 7)
    assert queries.search("水管", shelves=[SHELF]).refs == []


@pytest.mark.django_db
def test_of_two_entries_for_one_thing_the_last_counts(poplars):
    entries = [
        Entry(shelf=SHELF, ref=1, community=poplars.pk, is_open=True, text=text) for text in "甲乙"
    ]
    assert actions.index_many(entries) == 1
    assert Document.objects.get().text == "乙"


@pytest.mark.django_db
def test_the_longest_text_of_ever_different_characters_fits_and_a_longer_one_is_refused(poplars):
    longest = "".join(chr(0x20000 + n % 40_000) for n in range(60_000))
    actions.index(SHELF, 1, text=longest, community=poplars, is_open=True)
    assert queries.search(longest[-3:], shelves=[SHELF]).refs == [1]
    with pytest.raises(actions.TextTooLong):
        actions.index(SHELF, 2, text=longest + "路", community=poplars, is_open=True)
    with pytest.raises(IntegrityError, match="search_document_length"), transaction.atomic():
        Document.objects.create(
            shelf=SHELF, ref=2, community=poplars, is_open=True, text="a" * 60_001
        )
