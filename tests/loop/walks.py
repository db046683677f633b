"""Cases led to every stage and state by their seats; what is given with each move."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from portal.loop import engine
from portal.loop.fold import Content, Outcome, Solved, Urgency
from portal.loop.models import Case, Step
from portal.loop.spec import Need
from portal.loop.standing import SWEEP, actor
from tests.town import MONDAY, Town, at, filed

DEC = {"month": 12}
Walk = Callable[[Town], tuple[Case, datetime]]


def go(town: Town, case: Case, who: str, move: str, when: datetime, **given: Any) -> Step:
    """One move by somebody of the town, with what they give."""
    by = SWEEP if who == "sweep" else actor(town.people[who], at=when)
    return engine.advance(case, move, by=by, at=when, given=needs(given))


def needs(given: dict[str, Any]) -> dict[Need, Any]:
    return {Need(name): value for name, value in given.items()}


def yes(**words: str) -> dict[str, Any]:
    return answers(Solved.YES, Content.SATISFIED, Content.SATISFIED) | words


def no(**words: str) -> dict[str, Any]:
    return answers(Solved.NO, Content.NOT, Content.MOSTLY) | words


def answers(solved: Solved, result: Content, manner: Content) -> dict[str, Any]:
    return {"solved": solved, "result": result, "manner": manner}


def plain_filed(town: Town) -> tuple[Case, datetime]:
    return filed(town), at(23, 10)


def leading(town: Town, **changes: Any) -> tuple[Case, datetime]:
    case = filed(town, **changes)
    go(town, case, "secretary", "accept", at(23, 10), lead=town.bodies["property"])
    return case, at(23, 11)


def objected(town: Town) -> tuple[Case, datetime]:
    case, when = leading(town)
    go(town, case, "manager", "object", when, note="不归我们管。")
    return case, at(23, 12)


def handling(town: Town, **changes: Any) -> tuple[Case, datetime]:
    case, when = leading(town, **changes)
    go(town, case, "repairman", "sign", when)
    return case, at(23, 12)


def called(town: Town) -> tuple[Case, datetime]:
    case, when = handling(town)
    go(town, case, "secretary", "whistle", when, called=[town.bodies["cityworks"]], words="来看看")
    return case, at(23, 13)


def waiting(town: Town) -> tuple[Case, datetime]:
    case, when = handling(town)
    go(town, case, "repairman", "ask", when, words="哪一盏？")
    return case, at(23, 13)


def waited_out(town: Town) -> tuple[Case, datetime]:
    case, _when = waiting(town)
    return case, at(2, **DEC)


def wanting_time(town: Town) -> tuple[Case, datetime]:
    case, when = handling(town)
    go(town, case, "manager", "want_time", when, until=date(2026, 12, 8), note="等材料。")
    return case, at(23, 13)


def reported(town: Town) -> tuple[Case, datetime]:
    case, when = handling(town)
    go(town, case, "repairman", "report", when, outcome=Outcome.DONE, words="换好了。")
    return case, at(23, 13)


def feedback(town: Town, **changes: Any) -> tuple[Case, datetime]:
    case, when = handling(town, **changes)
    go(town, case, "repairman", "report", when, outcome=Outcome.DONE, words="换好了。")
    go(town, case, "manager", "clear", at(23, 13))
    return case, at(23, 14)


def silent(town: Town) -> tuple[Case, datetime]:
    case, _when = feedback(town)
    return case, at(1, **DEC)


def tracking(town: Town) -> tuple[Case, datetime]:
    case, _when = silent(town)
    go(town, case, "sweep", "lapse", at(1, **DEC))
    return case, at(1, 10, **DEC)


def check_time(town: Town) -> tuple[Case, datetime]:
    case, _when = tracking(town)
    return case, at(24, **DEC)


def check_late(town: Town) -> tuple[Case, datetime]:
    case, when = check_time(town)
    go(town, case, "sweep", "check_due", when)
    return case, at(9, month=1, year=2027)


def closed(town: Town) -> tuple[Case, datetime]:
    case, when = check_time(town)
    go(town, case, "secretary", "publish", when)
    go(town, case, "volunteer", "holds", when, words="亮着。")
    return case, when + timedelta(hours=1)


def declined(town: Town) -> tuple[Case, datetime]:
    case, when = plain_filed(town)
    go(town, case, "secretary", "decline", when, words="不归社区。", way_on="12345")
    go(town, case, "secretary", "publish", when)
    return case, at(23, 11)


def merged(town: Town) -> tuple[Case, datetime]:
    case, when = plain_filed(town)
    other = filed(town, filer=town.people["tenant"], by=actor(town.people["tenant"], at=MONDAY))
    go(town, case, "secretary", "merge", when, into=other)
    return case, at(23, 11)


def withdrawn(town: Town) -> tuple[Case, datetime]:
    case, when = plain_filed(town)
    go(town, case, "widow", "withdraw", when)
    return case, at(23, 11)


def short(walk: Walk) -> Walk:
    """Published, and three quarters of the time to respond are over."""

    def published(town: Town) -> tuple[Case, datetime]:
        case, when = walk(town)
        go(town, case, "secretary", "publish", when)
        return case, max(when, at(24, 20))

    return published


def late(walk: Walk) -> Walk:
    """The time to respond is over."""

    def overdue(town: Town) -> tuple[Case, datetime]:
        return walk(town)[0], at(26)

    return overdue


STATES: dict[str, Walk] = {
    walk.__name__: walk
    for walk in (
        plain_filed, leading, objected, handling, called, waiting, waited_out, wanting_time,
        reported, feedback, silent, tracking, check_time, check_late,
        closed, declined, merged, withdrawn,
    )
}  # fmt: skip
STATES |= {f"short_{name}": short(STATES[name]) for name in (
    "plain_filed", "leading", "handling", "feedback", "tracking")}  # fmt: skip
STATES |= {f"late_{name}": late(STATES[name]) for name in ("plain_filed", "leading", "handling")}
# For the full product one state of each stage is enough; the others show what guards let through.
ONE_OF_EACH_STAGE = frozenset(
    {"plain_filed", "leading", "handling", "feedback", "tracking",
     "closed", "declined", "merged", "withdrawn"}
)  # fmt: skip


def offerings(town: Town, move: str, other: Case) -> dict[Need, Any]:
    """Something fit for every move of the table."""
    bodies = town.bodies
    fit: dict[str, dict[str, Any]] = {
        "accept": {"lead": bodies["property"]},
        "decline": {"words": "不归社区。", "way_on": "12345"},
        "pass_on": {"desk": town.areas["street"], "note": "请街道定。"},
        "send_back": {"note": "再议。"},
        "accuse": {"accused": [bodies["builder"]]},
        "merge": {"into": other},
        "take_in": {"into": other},
        "let_go": {"into": other},
        "reassign": {"lead": bodies["reps"], "note": "换人。"},
        "object": {"note": "不归我们管。"},
        "uphold": {"lead": bodies["reps"], "note": "有理。"},
        "overrule": {"note": "就是你们。"},
        "contact": {"words": "打过电话。"},
        "note": {"note": "看过了。"},
        "ask": {"words": "哪一盏？"},
        "answer": {"words": "门口那盏。"},
        "want_time": {"until": date(2026, 12, 8), "note": "等材料。"},
        "refuse_time": {"note": "不行。"},
        "report": {"outcome": Outcome.DONE, "words": "换好了。"},
        "rework": {"note": "再看。"},
        "whistle": {"called": [bodies["volunteers"]], "words": "来看看"},
        "supervise": {"words": "督办。"},
        "rate": yes(),
        "reopen": no(),
        "call": {"reached": False},
        "set_aside": {"note": "重复。"},
        "holds": {"words": "亮着。"},
        "relapsed": {"words": "又灭了。"},
        "unpublish": {"note": "撤下。"},
    }
    return needs(fit.get(move, {}))


def other_case(town: Town) -> Case:
    """Another case of the same community, by the tenant."""
    tenant = town.people["tenant"]
    return filed(
        town, filer=tenant, by=actor(tenant, at=MONDAY), urgency=Urgency.URGENT, title="楼道灯"
    )
