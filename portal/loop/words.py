"""The sentences of the loop: what a notice says for each move, to those it is for.

Short, warm, active; who does what by when. The person who complained is never named.
"""

from datetime import datetime

from django.utils.dateformat import format as formatted
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.loop.clock import last_day
from portal.loop.fold import Outcome
from portal.loop.models import Case, Step
from portal.loop.spec import Audience
from portal.notices.actions import Message

# What Django's `D` writes: its own Chinese says 星期一, our catalogue 周一.
WEEKDAYS = (
    gettext_noop("Mon"),
    gettext_noop("Tue"),
    gettext_noop("Wed"),
    gettext_noop("Thu"),
    gettext_noop("Fri"),
    gettext_noop("Sat"),
    gettext_noop("Sun"),
)


def day_words(due: datetime | None) -> str:
    """The last day of a deadline, e.g. 11月23日 周一."""
    if due is None:
        return ""
    return formatted(last_day(due), _("N j, D"))


def time_words(at: datetime) -> str:
    """An instant with its hour."""
    return formatted(localtime(at), _("N j, D, H:i"))


def message(step: Step, case: Case, audience: Audience) -> Message:
    """What this audience is told of a step."""
    lead = case.lead.name if case.lead else ""
    parts = {
        "number": case.number,
        "lead": lead,
        "day": day_words(case.due_at),
        "check": day_words(case.check_at),
        "body": step.body.name if step.body else "",
        "into": case.merged_into.number if case.merged_into else "",
    }
    subject = _subject(step, case, audience) % parts
    words = step.words if audience is Audience.PEOPLE or step.words else step.note
    return Message(subject=subject, body=words, link=f"/cases/{case.number}/")


def _subject(step: Step, case: Case, audience: Audience) -> str:
    if audience is Audience.PEOPLE:
        if step.move == "clear" and case.outcome == Outcome.NOT_YET:
            return _("%(number)s is not finished yet. %(lead)s tells you when it will be.")
        return _to_people().get(step.move, _("There is news about %(number)s."))
    return _to_staff().get(step.move, _("There is news about %(number)s."))


def _to_people() -> dict[str, str]:
    return {
        "accept": _("%(lead)s takes care of %(number)s and answers you by %(day)s."),
        "reassign": _("%(lead)s now takes care of %(number)s."),
        "uphold": _("%(lead)s now takes care of %(number)s."),
        "decline": _("%(number)s can’t be handled here. We tell you why, and where to go."),
        "merge": _("%(number)s was joined with %(into)s. You will be told of everything there."),
        "withdraw": _("%(number)s was withdrawn by whoever filed it."),
        "unmerge": _("%(number)s is looked at on its own again."),
        "sign": _("%(lead)s has %(number)s in hand."),
        "contact": _("%(body)s has spoken with you about %(number)s."),
        "note": _("%(body)s tells you how %(number)s goes on."),
        "ask": _("%(body)s asks you something about %(number)s. Please answer by %(day)s."),
        "extend": _("%(number)s needs more time: until %(day)s."),
        "clear": _("There is a result for %(number)s. Is it solved? Three short questions."),
        "holds": _("%(number)s was checked again: it holds. Finished."),
        "relapsed": _("%(number)s was checked again: it has come back. %(lead)s goes on."),
        "publish": _("%(number)s is on the public page, without your name."),
    }


def _to_staff() -> dict[str, str]:
    return {
        "file": _("New: %(number)s. Answer by %(day)s."),
        "accept": _("%(lead)s leads %(number)s. Sign for it by %(day)s."),
        "reassign": _("%(lead)s leads %(number)s. Sign for it by %(day)s."),
        "uphold": _("%(lead)s leads %(number)s. Sign for it by %(day)s."),
        "pass_on": _("%(number)s was passed on to your desk."),
        "send_back": _("%(number)s is back at the desk."),
        "merge": _("%(number)s was merged into %(into)s."),
        "take_in": _("%(number)s has taken another case in."),
        "let_go": _("%(number)s has let a merged case go again."),
        "unmerge": _("%(number)s is at your desk again: it was merged, and no longer is."),
        "withdraw": _("%(number)s was withdrawn."),
        "object": _("%(body)s objects to leading %(number)s. Please decide."),
        "overrule": _("%(number)s stays with %(lead)s."),
        "answer": _("The person answered about %(number)s. The clock runs again: %(day)s."),
        "resume": _("%(number)s goes on without an answer: %(day)s."),
        "want_time": _("%(body)s asks for more time for %(number)s."),
        "extend": _("%(number)s has time until %(day)s."),
        "refuse_time": _("%(number)s gets no more time: %(day)s."),
        "report": _("A result for %(number)s is waiting to be looked over."),
        "clear": _("The result of %(number)s has gone out."),
        "rework": _("The result of %(number)s needs more work."),
        "whistle": _("You are called to %(number)s: report in within one working day."),
        "report_in": _("%(body)s has reported in for %(number)s."),
        "supervise": _("%(number)s is supervised by the street."),
        "rate": _("The person has answered about %(number)s."),
        "reopen": _("%(number)s is not done, says the person. Go on by %(day)s."),
        "holds": _("%(number)s holds. Finished."),
        "relapsed": _("%(number)s has come back. Go on by %(day)s."),
        "warn": _("%(number)s is running short of time: %(day)s."),
        "overdue": _("%(number)s is overdue since %(day)s."),
        "check_due": _("Please check whether %(number)s still holds, by %(day)s."),
    }
