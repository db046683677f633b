"""The whole loop, walked by its seats."""

from datetime import date

import pytest
from django.db import connection

from portal.loop import engine
from portal.loop.fold import Content, Outcome, Solved, Stage
from portal.loop.models import Case
from portal.loop.rebuild import drifts
from portal.loop.spec import Need
from portal.loop.standing import actor
from portal.loop.sweep import sweep
from portal.notices.models import Notice
from tests.town import MONDAY, Town, at, filed

TOLD_TO_PEOPLE = ("accept", "sign", "contact", "clear", "holds")


def go(town: Town, case: Case, who: str, move: str, when: object, **given: object) -> None:
    engine.advance(
        case,
        move,
        by=actor(town.people[who], at=when),
        at=when,
        given={Need(name): value for name, value in given.items()},
    )


def test_a_complaint_goes_round_once_more_and_is_closed(town: Town) -> None:  # noqa: PLR0915
    case = filed(town)
    assert case.number == "FL26-00001"
    assert case.respond_by == at(25, 0)  # the midnight that ends Tuesday
    assert case.resolve_by == at(1, 0, month=12)  # five working days: Monday 30 November

    go(town, case, "secretary", "accept", at(23, 10), lead=town.bodies["property"])
    assert case.stage == Stage.LEADING
    go(town, case, "repairman", "sign", at(23, 11))
    go(town, case, "repairman", "contact", at(23, 14), words="打过电话，晚上来修。")
    assert case.responded_at == at(23, 14)
    assert case.due_at == at(1, 0, month=12)
    go(town, case, "repairman", "report", at(24), outcome=Outcome.DONE, words="换了灯泡。")
    with pytest.raises(engine.NotYours):
        go(town, case, "repairman", "clear", at(24, 10))
    go(town, case, "manager", "clear", at(24, 10))
    assert case.stage == Stage.FEEDBACK
    go(
        town,
        case,
        "widow",
        "reopen",
        at(25),
        solved=Solved.NO,
        result=Content.NOT,
        manner=Content.SATISFIED,
        words="晚上又灭了。",
    )
    assert (case.stage, case.round) == (Stage.HANDLING, 2)
    go(town, case, "repairman", "report", at(26), outcome=Outcome.DONE, words="换了线路。")
    go(town, case, "secretary", "clear", at(26, 15))
    go(
        town,
        case,
        "widow",
        "rate",
        at(27),
        solved=Solved.YES,
        result=Content.SATISFIED,
        manner=Content.SATISFIED,
    )
    assert case.stage == Stage.TRACKING
    assert case.check_at == at(27, 0, month=12)
    made = sweep(at=at(27, 1, month=12))
    assert [step.move for step in made] == ["check_due"]
    case.refresh_from_db()
    go(town, case, "volunteer", "holds", at(28, month=12), words="去看过，亮着。")
    assert case.stage == Stage.CLOSED
    assert list(drifts()) == []
    connection.check_constraints()
    told = Notice.objects.inbox_of(town.people["widow"]).values_list("event", flat=True)
    steps = case.steps.filter(move__in=TOLD_TO_PEOPLE).order_by("-pk")
    assert list(told) == [f"step:{step.pk}" for step in steps]


def test_time_reminds_and_turns_red_and_lapses(town: Town) -> None:
    case = filed(town)
    assert [s.move for s in sweep(at=at(24, 20))] == ["warn"]
    assert sweep(at=at(24, 21)) == []
    assert [s.move for s in sweep(at=at(25, 0))] == ["overdue"]
    assert sweep(at=at(26, 0)) == []
    case.refresh_from_db()
    assert case.overdue_at == at(25, 0)
    go(town, case, "secretary", "accept", at(25), lead=town.bodies["property"])
    go(town, case, "manager", "sign", at(25))
    go(town, case, "manager", "ask", at(25), words="哪一盏？")
    assert case.overdue_at is None
    assert case.waiting_since == at(25)
    go(town, case, "widow", "answer", at(27), words="门口那盏。")
    assert case.resolve_by == at(3, 0, month=12)  # two working days later
    go(
        town,
        case,
        "manager",
        "report",
        at(30),
        outcome=Outcome.NOT_YET,
        until=date(2026, 12, 20),
        words="等灯杆到货。",
    )
    go(town, case, "repairman", "clear", at(30))
    assert [s.move for s in sweep(at=at(8, month=12))] == ["lapse"]
    case.refresh_from_db()
    assert case.check_at == at(21, 0, month=12)
    assert list(drifts()) == []
    connection.check_constraints()


def test_the_body_complained_about_never_leads_and_never_sees(town: Town) -> None:
    case = filed(town, accused=(town.bodies["property"],))
    with pytest.raises(engine.Accused):
        go(town, case, "secretary", "accept", MONDAY, lead=town.bodies["property"])
