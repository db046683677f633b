"""The three rates against examples worked by hand."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.loop.fold import Content, Solved
from portal.loop.models import Case
from portal.loop.rates import (
    Counts,
    Rate,
    Rates,
    Scope,
    counts,
    counts_by,
    median_days,
    month_of,
    rates,
    rates_by,
)
from portal.places.actions import set_rule
from tests.loop.walks import (
    answers,
    check_time,
    closed,
    declined,
    feedback,
    go,
    handling,
    leading,
    merged,
    plain_filed,
    withdrawn,
    yes,
)
from tests.town import MONDAY, Town, at, filed

LATER = at(24, 12, month=11)


def rated(town: Town, solved: Solved, result: Content) -> Case:
    case, when = feedback(town)
    go(town, case, "volunteer", "rate", when, **answers(solved, result, Content.SATISFIED))
    return case


@pytest.fixture
def week(town: Town) -> Town:
    """Nine cases: three answers, one unreachable, one set aside, one silent, three that left."""
    rated(town, Solved.YES, Content.SATISFIED)
    rated(town, Solved.MOSTLY, Content.MOSTLY)
    third = rated(town, Solved.YES, Content.MOSTLY)
    assert third.solved == "yes"
    unreached, when = feedback(town)
    for _time in range(2):
        go(town, unreached, "volunteer", "call", when, reached=False)
    aside, when = feedback(town)
    go(town, aside, "secretary", "set_aside", when, note="重复。")
    feedback(town)
    withdrawn(town)
    declined(town)
    merged(town)  # and the one it was merged into, filed and not due yet
    return town


def test_resolution_and_satisfaction_by_hand(week: Town) -> None:
    found = rates(Scope(week.areas["maple"]), at=LATER)
    left = {"withdrawn": 1, "merged": 1, "declined": 1, "not_assessable": 1, "unreachable": 1,
            "not_asked": 2}  # fmt: skip
    # Two solved, one mostly at 60 %: 2.6 of 3. One content, two mostly: 2.2 of 3.
    assert found.resolution == Rate(Fraction(13, 5), 3, left)
    assert found.resolution.value == Fraction(13, 15)
    assert found.satisfaction == Rate(Fraction(11, 5), 3, left)
    assert found.satisfaction.value == Fraction(11, 15)


def test_response_by_hand(week: Town) -> None:
    found = rates(Scope(week.areas["maple"]), at=LATER)
    # Six with a result the same day, one declined; the last is not due before midnight.
    assert found.response == Rate(Fraction(7), 7, {"withdrawn": 1, "merged": 1, "not_due": 1})
    later = rates(Scope(week.areas["maple"]), at=at(25, 12))
    assert later.response == Rate(Fraction(7), 8, {"withdrawn": 1, "merged": 1, "not_due": 0})


def test_every_case_is_in_one_part_of_each_rate(week: Town) -> None:
    found = rates(Scope(week.areas["maple"]), at=LATER)
    for rate in (found.response, found.resolution, found.satisfaction, found.on_time):
        assert rate.denominator + sum(rate.excluded.values()) == 10


def test_credit_and_weights_come_from_the_rulebook(week: Town) -> None:
    for key, value in (("loop.credit_mostly", 50), ("loop.weight_response", 0)):
        set_rule(
            week.areas["street"], key=key, value=value, why="", by=week.people["officer"], at=MONDAY
        )
    found = rates(Scope(week.areas["maple"]), at=LATER)
    assert found.resolution.value == Fraction(5, 6)
    assert found.satisfaction.value == Fraction(2, 3)
    assert found.score == (Fraction(5, 6) + Fraction(2, 3)) / 2


def test_nothing_due_is_no_rate_and_no_score(town: Town) -> None:
    found = rates(Scope(town.areas["river"]), at=LATER)
    assert (found.response.value, found.score) == (None, None)


def test_on_time_counts_what_is_open_and_overdue(town: Town) -> None:
    closed(town)
    late, _when = handling(town)  # nobody goes on: resolve_by passes
    found = rates(Scope(town.areas["maple"]), at=at(24, month=12))
    assert found.on_time.value == Fraction(1, 2)
    go(town, late, "widow", "withdraw", at(24, month=12))
    found = rates(Scope(town.areas["maple"]), at=at(24, month=12))
    assert found.on_time.value == Fraction(1)


def test_months_begin_at_midnight_in_shanghai(town: Town) -> None:
    for when in (at(30, 23, 59), at(1, 0, 0, month=12)):
        filed(town, at=when)
    found = counts_by("month", Scope(town.areas["city"]))
    assert {key.date(): c.filed for key, c in found.items()} == {
        date(2026, 11, 1): 1,
        date(2026, 12, 1): 1,
    }
    first, second = month_of(date(2026, 12, 15))
    assert (first, second) == (date(2026, 12, 1), date(2027, 1, 1))
    assert counts(Scope(town.areas["city"], since=first, before=second)).filed == 1


def test_groups_are_counted_apart_and_together_make_the_whole(week: Town) -> None:
    filed(week, area=week.areas["river_b1"], kind="noise")
    scope = Scope(week.areas["street"])
    by_community = rates_by("community", scope, at=LATER)
    assert by_community[week.areas["maple"].pk] == rates(Scope(week.areas["maple"]), at=LATER)
    for group in ("community", "area", "body", "kind", "month"):
        assert sum(c.filed for c in counts_by(group, scope).values()) == counts(scope).filed == 11
    assert counts(Scope(week.areas["street"], kind="noise")).filed == 1
    assert counts(Scope(week.areas["street"], body=week.bodies["property"].pk)).filed == 6


def test_filed_is_the_sum_of_its_parts(week: Town) -> None:
    found = counts(Scope(week.areas["maple"]))
    assert found == Counts(filed=10, open=7, closed=0, declined=1, withdrawn=1, merged=1)
    assert found.adds_up


def test_half_had_their_result_sooner(town: Town) -> None:
    feedback(town)  # filed at nine, given at one: four hours
    assert median_days(Scope(town.areas["maple"])) == Fraction(4, 24)
    leading(town)
    plain_filed(town)
    assert median_days(Scope(town.areas["maple"])) == Fraction(4, 24)


@pytest.mark.parametrize(
    ("read", "most"),
    [
        (lambda scope: rates(scope, at=LATER), 2),
        (lambda scope: rates_by("kind", scope, at=LATER), 2),
        (counts, 1),
        (lambda scope: counts_by("area", scope), 1),
        (median_days, 1),
    ],
)
def test_however_many_cases_the_queries_are_few(
    week: Town, read: Callable[[Scope], Rates], most: int
) -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        read(Scope(week.areas["street"]))
    assert len(queries) == most


def test_a_rate_after_the_check_stays(town: Town) -> None:
    case, when = check_time(town)
    go(town, case, "volunteer", "rate", when, **yes())
    go(town, case, "volunteer", "holds", when, words="亮着。")
    assert rates(Scope(town.areas["maple"]), at=when).resolution.value == Fraction(1)
