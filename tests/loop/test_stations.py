from dataclasses import dataclass, field
from datetime import datetime

from portal.loop.clock import WorkCalendar
from portal.loop.fold import Stage
from portal.loop.stations import brief, due_words, full, stays
from tests.town import at

CALENDAR = WorkCalendar(official_years=frozenset({2026}))


@dataclass
class Line:
    stage: str
    due_at: datetime | None = None
    waiting_since: datetime | None = None
    filed_at: datetime = field(default_factory=lambda: at(23))


@dataclass
class Act:
    move: str
    source: str
    target: str
    at: datetime


def states(line: Line, when: datetime) -> list[str]:
    return [station.state for station in brief(line, at=when)]


def test_each_stage_has_its_place_on_the_line():
    assert states(Line("filed", at(25)), at(24)) == ["now", "ahead", "ahead", "ahead"]
    assert states(Line("handling", at(25)), at(24)) == ["done", "now", "ahead", "ahead"]
    assert states(Line("handling", at(24)), at(25)) == ["done", "overdue", "ahead", "ahead"]
    assert states(Line("handling", at(24), at(23)), at(25)) == ["done", "waiting", "ahead", "ahead"]
    assert states(Line("closed"), at(25)) == ["done", "done", "done", "done"]


ROUND = [
    Act("file", "", "filed", at(23)),
    Act("accept", "filed", "leading", at(23, 10)),
    Act("sign", "leading", "handling", at(24)),
    Act("clear", "handling", "feedback", at(26)),
    Act("reopen", "feedback", "handling", at(27)),
]


def test_a_second_round_is_a_second_stay():
    found = [(stay.place, stay.until) for stay in stays(Line("handling"), ROUND)]

    assert found == [
        (Stage.LEADING, at(24)),
        (Stage.HANDLING, at(26)),
        (Stage.FEEDBACK, at(27)),
        (Stage.HANDLING, None),
    ]


def test_the_line_says_who_when_and_how_long():
    line = Line("handling", at(28, 0))
    drawn = full(line, ROUND, who={Stage.HANDLING: "安居物业"}, at=at(27), calendar=CALENDAR)

    assert [station.state for station in drawn] == ["done", "now", "ahead", "ahead"]
    assert drawn[1].who == "安居物业"
    assert (drawn[0].when != "", drawn[0].note != "", drawn[2].when) == (True, True, "")


def test_a_midnight_needs_no_hour_and_an_hour_is_told():
    assert (":" in due_words(at(26, 0)), ":" in due_words(at(25, 14, 30))) == (False, True)
