"""The pages about everything: front page, my desk, who may do what, figures."""

from fractions import Fraction

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.desk.figures import percent, too_few
from portal.loop import engine
from portal.loop.fold import Content, Outcome, Solved
from portal.loop.spec import Need
from portal.loop.standing import actor
from portal.roles.grants import GRANTS, Permission
from tests.signed import signed_in
from tests.town import Town, at, filed


def finished(town: Town) -> None:
    """A case of the widow's that was answered and judged solved."""
    case = filed(town)
    for who, move, when, given in (
        ("secretary", "accept", at(23, 10), {Need.LEAD: town.bodies["property"]}),
        ("manager", "sign", at(23, 11), {}),
        ("manager", "contact", at(23, 12), {Need.WORDS: "说好了。"}),
        ("manager", "report", at(23, 13), {Need.OUTCOME: Outcome.DONE, Need.WORDS: "修好了。"}),
        ("repairman", "clear", at(23, 14), {}),
        (
            "widow",
            "rate",
            at(23, 15),
            {
                Need.SOLVED: Solved.YES,
                Need.RESULT: Content.MOSTLY,
                Need.MANNER: Content.SATISFIED,
            },
        ),
    ):
        by = actor(town.people[who], at=when)
        engine.advance(case, move, by=by, at=when, given=given)


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (None, "–"),
        (Fraction(1, 3), "33.3%"),
        (Fraction(2, 3), "66.7%"),
        (Fraction(1), "100.0%"),
        (Fraction(0), "0.0%"),
        (Fraction(1, 2000), "0.1%"),  # half a tenth is rounded up
        (Fraction(999, 2000), "50.0%"),
    ],
)
def test_a_share_is_said_with_one_decimal(share, words) -> None:
    assert percent(share) == words


def test_a_visitor_sees_no_rate_over_fewer_than_five_and_the_desk_sees_it(town) -> None:
    finished(town)
    visitor = Client().get("/figures/?area=FL").context["whole"]
    assert [figure.share for figure in visitor] == ["–"] * 4
    assert {figure.numerator for figure in visitor} == {"–"}
    desk = signed_in(town.people["secretary"]).get("/figures/?area=FL").context["whole"]
    assert [(f.share, f.numerator, f.denominator) for f in desk][:3] == [
        ("100.0%", "1", "1"),
        ("100.0%", "1", "1"),
        ("60.0%", "0.6", "1"),  # “mostly” counts 60 %
    ]


def test_with_five_cases_a_visitor_sees_the_rate(town) -> None:
    for _n in range(5):
        finished(town)
    visitor = Client().get("/figures/?area=FL").context["whole"]
    assert (visitor[1].share, visitor[1].numerator, visitor[1].denominator) == ("100.0%", "5", "5")


@pytest.mark.parametrize(
    ("column", "hidden"),
    [
        ([7, 9], set()),
        ([7, 2], {0, 1}),  # 2 would follow from the whole and 7
        ([7, 20, 2], {0, 2}),
        ([7, 1, 2], {0, 1, 2}),  # 1 and 2 together are too few to stand between
        ([7, 3, 4], {1, 2}),
        ([0, 7, 0], set()),
        ([3], {0}),
    ],
)
def test_no_hidden_figure_follows_from_the_others(column, hidden) -> None:
    assert too_few(column) == hidden


@pytest.mark.parametrize("query", ["area=nowhere", "month=2026-13", "month=x", "month=9999-01"])
def test_a_malformed_choice_falls_back_to_the_whole(town, query) -> None:
    page = Client().get(f"/figures/?{query}")
    assert (page.status_code, page.context["area"]) == (200, town.areas["city"])
    assert page.context["month"] is None


def test_figures_of_an_empty_house_say_so(db) -> None:
    assert Client().get("/figures/").status_code == 200


def test_the_figures_ask_as_often_for_many_cases_as_for_one(town) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            Client().get("/figures/")
        return len(queries)

    finished(town)
    one = asked()
    finished(town)
    finished(town)
    assert asked() == one


def test_the_page_who_may_do_what_has_every_row_of_the_table(db) -> None:
    table = Client().get("/who-may-do-what/").context["table"]
    assert len(table.rows) == len(Permission) == len(GRANTS)
    assert all(len(cells) == len(table.columns) for _act, cells in table.rows)


def test_my_desk_shows_what_waits_for_me_and_nobody_elses(town) -> None:
    filed(town)
    desk = signed_in(town.people["secretary"]).get("/desk/").context
    assert desk["queues"][0].name == "decide"
    assert signed_in(town.people["river_secretary"]).get("/desk/").context["queues"] == []
    widow = signed_in(town.people["widow"]).get("/desk/").context
    assert [line.title for line in widow["mine"]] == ["3号楼路灯不亮"]
