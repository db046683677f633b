"""The terms of the loop's table: who may act, what is given, who is told, who reads the words.

Pure values; labels are English source strings, and the pages translate them.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Who(StrEnum):
    """How a person stands to a case."""

    FILER = "filer"  # filed it, or holds its receipt
    PROXY = "proxy"  # files for somebody who phones or walks in
    TRIAGER = "triager"  # sits where the case is decided
    LEAD = "lead"  # sits in the lead body
    HANDLER = "handler"  # sits in the lead or a co-handling body
    REVIEWER = "reviewer"  # sits in the lead body or decides the case, and did not report
    APPROVER = "approver"  # decides the case, and did not ask for the time themselves
    CALLED = "called"  # sits in a body that was whistled in
    CHECKER = "checker"  # may check effects, and their body had no hand in it
    CALLER = "caller"  # may call people back, and their body had no hand in it
    SUPERVISOR = "supervisor"  # the street over the case
    WHISTLER = "whistler"  # may whistle departments in
    SYSTEM = "system"  # the sweep


class Need(StrEnum):
    """What a move takes, beside who and when."""

    WORDS = "words"  # said to the person who filed (and, where the move says so, to all)
    NOTE = "note"  # internal
    WAY_ON = "way_on"  # where to go instead
    INTO = "into"  # the case it is merged into
    DESK = "desk"  # the area whose desk decides
    LEAD = "lead"  # lead body
    PERSON = "person"  # named person of the lead body
    HELPERS = "helpers"  # co-handling bodies
    CALLED = "called"  # bodies whistled in
    ACCUSED = "accused"  # bodies the case turns out to complain about
    URGENCY = "urgency"
    UNTIL = "until"  # a day
    OUTCOME = "outcome"
    PHOTOS = "photos"
    SOLVED = "solved"
    RESULT = "result"
    MANNER = "manner"
    REACHED = "reached"  # whether a call reached the person


class Audience(StrEnum):
    """Who is told of a move."""

    PEOPLE = "people"  # the filer and all who joined
    DESK = "desk"  # those who decide here
    LEAD = "lead"  # the lead person, else the lead body's members
    LEAD_HEAD = "lead_head"  # the lead body's heads
    HELPERS = "helpers"
    CALLED = "called"
    STREET = "street"  # supervisors over the case
    CHECKERS = "checkers"


class Words(StrEnum):
    """Who may read the words said with a move."""

    PUBLIC = "public"
    PEOPLE = "people"  # the filer and those who work on it
    INTERNAL = "internal"  # those who work on it


NEED_LABELS: Mapping[Need, str] = MappingProxyType(
    {
        Need.WORDS: "What you say",
        Need.NOTE: "Your reason",
        Need.WAY_ON: "Where to go instead",
        Need.INTO: "The other case",
        Need.DESK: "The desk",
        Need.LEAD: "Lead body",
        Need.PERSON: "Person in charge",
        Need.HELPERS: "Helping bodies",
        Need.CALLED: "Bodies to call",
        Need.ACCUSED: "Bodies it complains about",
        Need.URGENCY: "Urgency",
        Need.UNTIL: "Day",
        Need.OUTCOME: "Outcome",
        Need.PHOTOS: "Photos",
        Need.SOLVED: "Is it solved?",
        Need.RESULT: "Are you content with the result?",
        Need.MANNER: "Are you content with how you were treated?",
        Need.REACHED: "Did you reach the person?",
    }
)
