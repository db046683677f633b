"""What whoever works on a case must read first: demands, questions, results that wait."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from grievances.timeline import who_of
from portal.loop.fold import Outcome, Stage
from portal.loop.models import Case, Step
from portal.loop.words import day_words, time_words

Names = Collection[str]


@dataclass(frozen=True, slots=True)
class Brief:
    """When something is to be read first, the step it stands in, and its heading.

    The last step among `moves` counts, and only where it is `move` itself: a result that was sent
    back is no result that waits.
    """

    move: str
    title: Callable[[Case], str]
    holds: Callable[[Case, Names], bool]
    moves: tuple[str, ...] = ()
    kind: str = "warn"


def outcome_words(outcome: str | None) -> str:
    """An outcome as a statement."""
    return (
        {
            Outcome.DONE: _("It is done."),
            Outcome.EXPLAINED: _("It can’t be done."),
            Outcome.NOT_YET: _("Not yet."),
        }.get(Outcome(outcome), "")
        if outcome
        else ""
    )


def _result(case: Case) -> str:
    promised = _("Promised for %s.") % day_words(case.promised_at) if case.promised_at else ""
    return " ".join(filter(None, (outcome_words(case.outcome), promised)))


def _pending(case: Case) -> str:
    return f"{_('A result waits for a second pair of eyes.')} {_result(case)}".strip()


def _given(case: Case) -> str:
    return f"{_('The result that was given:')} {_result(case)}".strip()


def _more_time(case: Case) -> str:
    return _("More time asked for: until %s") % day_words(case.extension_wanted)


def _working(case: Case) -> bool:
    return case.stage in (Stage.LEADING, Stage.HANDLING)


def _after_result(case: Case) -> bool:
    return case.stage in (Stage.FEEDBACK, Stage.TRACKING)


_ROUNDS = ("clear", "relapsed", "reopen", "report")
BRIEFS = (
    Brief("whistle", lambda c: _("You are called to help"), lambda c, n: "report_in" in n),
    Brief("supervise", lambda c: _("The street supervises this case"), lambda c, n: c.is_open),
    Brief("object", lambda c: _("The lead objects. The street decides."),
          lambda c, n: c.objection_open),
    Brief("want_time", _more_time, lambda c, n: c.extension_wanted is not None),
    Brief("report", _pending, lambda c, n: c.reported_by_id is not None, ("report", "rework")),
    Brief("rework", lambda c: _("Please go over the result again"),
          lambda c, n: "report" in n, ("report", "rework")),
    Brief("relapsed", lambda c: _("The trouble is back"),
          lambda c, n: _working(c), _ROUNDS, "late"),
    Brief("reopen", lambda c: _("Not done, says the person"),
          lambda c, n: _working(c), _ROUNDS, "late"),
    Brief("ask", lambda c: _("The clock stands still: we are waiting for the person’s answer."),
          lambda c, n: c.waiting_since is not None, kind="info"),
    Brief("answer", lambda c: _("The person has answered"),
          lambda c, n: _working(c) and c.waiting_since is None, ("ask", "answer", "report"),
          "info"),
    Brief("report", _given, lambda c, n: _after_result(c), kind="info"),
    Brief("send_back", lambda c: _("Back at the desk"), lambda c, n: "accept" in n,
          ("send_back", "pass_on"), "info"),
    Brief("pass_on", lambda c: _("Passed on to this desk"), lambda c, n: "accept" in n,
          ("send_back", "pass_on"), "info"),
)  # fmt: skip


def briefs(case: Case, steps: Sequence[Step], names: Names) -> list[dict[str, str]]:
    """What to read first, for somebody who could make the moves of these names now."""
    found = []
    for brief in BRIEFS:
        among = brief.moves or (brief.move,)
        step = next((step for step in reversed(steps) if step.move in among), None)
        if step is not None and step.move == brief.move and brief.holds(case, names):
            found.append(_shown(brief, step, case))
    return found


def _shown(brief: Brief, step: Step, case: Case) -> dict[str, Any]:
    note = _("Note: %s") % step.note if step.note and step.words else step.note
    return {
        "kind": brief.kind,
        "title": brief.title(case),
        "words": "\n".join(filter(None, (step.words, note))),
        "meta": f"{who_of(step)} · {time_words(step.at)}",
    }
