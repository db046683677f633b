"""Cases and their steps, who leads them, who joined them, and the official calendar."""

from portal.loop.models.calendar import CalendarDay, CalendarYear, Numbering
from portal.loop.models.case import Case, CaseQuerySet, among
from portal.loop.models.seats import Accusation, Assignment, Call
from portal.loop.models.step import Step, StepQuerySet
from portal.loop.models.voices import Contact, Joining, Rating

__all__ = [
    "Accusation",
    "Assignment",
    "CalendarDay",
    "CalendarYear",
    "Call",
    "Case",
    "CaseQuerySet",
    "Contact",
    "Joining",
    "Numbering",
    "Rating",
    "Step",
    "StepQuerySet",
    "among",
]
