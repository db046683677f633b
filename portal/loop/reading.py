"""How a case reads: its stage in words, its time left, its stations on the loop line.

Rows and pages of every app take their words from here. Nothing here asks the database.
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.loop.clock import WorkCalendar, working_days_late, working_days_left
from portal.loop.fold import Stage, Urgency


def stage_words(stage: str) -> str:
    """A stage's name."""
    return {
        Stage.FILED: _("Received"),
        Stage.LEADING: _("Lead named"),
        Stage.HANDLING: _("Being handled"),
        Stage.FEEDBACK: _("Result given"),
        Stage.TRACKING: _("To be checked"),
        Stage.CLOSED: _("Finished"),
        Stage.DECLINED: _("Declined"),
        Stage.MERGED: _("Merged"),
        Stage.WITHDRAWN: _("Withdrawn"),
    }[Stage(stage)]


def urgency_words(urgency: str) -> str:
    """An urgency's name."""
    return {
        Urgency.EMERGENCY: _("Emergency"),
        Urgency.URGENT: _("Urgent"),
        Urgency.ORDINARY: _("Ordinary"),
        Urgency.LONG_TERM: _("Takes longer"),
    }[Urgency(urgency)]


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """A deadline in words, and its tone: plain, soon, late, waiting or none."""

    words: str
    tone: str


def time_left(
    due: datetime | None, *, waiting: bool, at: datetime, calendar: WorkCalendar
) -> TimeLeft:
    """How much time is left, or how late it is, in working days; hours on the last day."""
    if due is None:
        return TimeLeft("", "none")
    if waiting:
        return TimeLeft(_("waiting for the person"), "waiting")
    if at > due:
        late = working_days_late(due, at, calendar)
        if late == 0:
            return TimeLeft(_("overdue"), "late")
        words = ngettext("%(n)s working day late", "%(n)s working days late", late) % {"n": late}
        return TimeLeft(words, "late")
    left = working_days_left(due, at, calendar)
    if left == 0:
        hours = int((due - at).total_seconds() // 3600) + 1
        words = ngettext("%(n)s hour left", "%(n)s hours left", hours) % {"n": hours}
        return TimeLeft(words, "soon")
    words = ngettext("%(n)s working day left", "%(n)s working days left", left) % {"n": left}
    return TimeLeft(words, "soon" if left == 1 else "plain")
