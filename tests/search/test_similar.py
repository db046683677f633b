"""What is like a text, and the index made anew from the things."""

import pytest
from django.core.management import call_command

from portal.search import actions, queries
from portal.search.actions import Entry
from portal.search.models import Document, Frequency
from portal.search.rebuild import Source

SHELF = "case:public"
LAMP, LIFT, DRAIN, NOISE, TREES = (
    "三号楼门口的路灯灭了好几天，老人夜里出门看不清台阶",
    "五单元的电梯一到下雨就停在半路，按铃没有人应",
    "地下车库排水沟堵住，积水漫到车轮",
    "河边广场舞的音箱开到夜里十点，孩子写不了作业",
    "北门的梧桐枝条压着电线，刮风时冒火花",
)
LISTED = []
SOURCE = Source(shelves=(SHELF,), entries=lambda: LISTED)


@pytest.fixture
def five(poplars):
    actions.index_many(
        Entry(shelf=SHELF, ref=ref, community=poplars.pk, is_open=True, text=text)
        for ref, text in enumerate([LAMP, LIFT, DRAIN, NOISE, TREES], 1)
    )
    actions.count_pairs()


def likest(text, **kwargs):
    found = queries.similar(text, **{"shelves": [SHELF], "community": None} | kwargs)
    return [ref for ref, _ in found]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("门口路灯灭了，夜里看不清", 1),
        ("电梯下雨停在半路", 2),
        ("车库积水", 3),
        ("十点了广场舞还很吵，音箱开到夜里", 4),
        ("刮风时电线冒火花，梧桐枝条要剪", 5),
    ],
)
def test_the_likest_comes_first(five, typed, found):
    assert likest(typed)[0] == found


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["", "水", "，。！", "申请开具居住证明"])
def test_nothing_in_common_finds_nothing(five, typed):
    assert queries.similar(typed, shelves=[SHELF], community=None) == []


@pytest.mark.django_db
def test_the_same_text_is_entirely_alike(five):
    [(ref, likeness), *_] = queries.similar(LIFT, shelves=[SHELF], community=None)
    assert (ref, round(likeness, 6)) == (2, 1)


@pytest.mark.django_db
def test_only_open_ones_of_the_community_on_the_shelf(five, poplars, canal):
    actions.index(SHELF, 6, text=LAMP, community=canal, is_open=True)
    actions.index(SHELF, 7, text=LAMP, community=poplars, is_open=False)
    actions.index("case:staff", 8, text=LAMP, community=poplars, is_open=True)
    assert likest(LAMP, community=poplars.pk) == [1]
    assert likest(LAMP) == [6, 1]
    assert likest(LAMP, open_only=False) == [7, 6, 1]
    assert likest(LAMP, shelves=["case:staff"]) == [8]
    assert likest(LAMP, shelves=[]) == []


@pytest.mark.django_db
def test_before_any_pair_is_counted_the_likest_still_comes_first(five):
    Frequency.objects.all().delete()
    assert likest("门口路灯灭了")[0] == 1


@pytest.mark.django_db
def test_rebuilding_mends_what_differs(five, poplars, settings, capsys):
    settings.SEARCH_SOURCES = [f"{__name__}.SOURCE"]
    LISTED[:] = [
        Entry(shelf=SHELF, ref=ref, community=poplars.pk, is_open=ref != 2, text=text)
        for ref, text in [(1, LAMP), (2, LIFT), (6, TREES)]
    ]
    with pytest.raises(SystemExit) as ended:
        call_command("rebuild_search", check=True)
    assert ended.value.code == 1
    assert Document.objects.count() == 5
    call_command("rebuild_search")
    said = f"{SHELF}: 1 missing, 1 changed, 3 stale\n"
    assert capsys.readouterr().out.startswith(said * 2)
    assert list(Document.objects.order_by("ref").values_list("ref", "is_open")) == [
        (1, True),
        (2, False),
        (6, True),
    ]
    with pytest.raises(SystemExit) as ended:
        call_command("rebuild_search", check=True)
    assert ended.value.code == 0
