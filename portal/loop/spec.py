"""The closed loop as a table: stages, moves, who may make them, what must be given, who is told.

Pure values (DOMAIN §4). The engine enforces this table; buttons, the public diagram, the desk,
the sweep, the tests and `docs/loops.md` are read off it. Labels are English source strings.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from portal.loop.fold import Stage, State


class Who(StrEnum):
    """How a person stands to a case."""

    FILER = "filer"  # filed it, or holds its receipt
    PROXY = "proxy"  # files for somebody who phones or walks in
    TRIAGER = "triager"  # sits where the case is decided
    LEAD = "lead"  # sits in the lead body
    HANDLER = "handler"  # sits in the lead or a co-handling body
    REVIEWER = "reviewer"  # sits in the lead body or decides the case, and did not report
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


@dataclass(frozen=True, slots=True)
class Guard:
    """A condition on the state, and the sentence said where it fails."""

    name: str
    holds: Callable[[State, datetime], bool]
    refusal: str


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table."""

    name: str
    sources: tuple[Stage, ...]  # () only for the move that begins a case
    target: Stage | None  # None: the case stays in its stage
    who: tuple[Who, ...]
    label: str  # on a button
    past: str  # on the timeline: "<body> <past>"
    needs: tuple[Need, ...] = ()
    takes: tuple[Need, ...] = ()
    tells: tuple[Audience, ...] = ()
    guards: tuple[Guard, ...] = ()
    words: Words = Words.PEOPLE
    is_public: bool = True  # whether the step is on the public page
    in_batch: bool = False  # whether it may be made on many cases at once

    @property
    def accepts(self) -> tuple[Need, ...]:
        """Everything that may be given."""
        return self.needs + self.takes


G = Guard
NOT_WAITING = G(
    "not_waiting", lambda s, at: s.waiting_since is None, "We are waiting for the person’s answer."
)
WAITING = G("waiting", lambda s, at: s.waiting_since is not None, "Nobody is being waited for.")
CAN_OBJECT = G(
    "can_object",
    lambda s, at: s.lead not in s.objected and s.object_by is not None and at <= s.object_by,
    "A body may object once, within the time for objections.",
)
OBJECTION_OPEN = G(
    "objection_open", lambda s, at: s.objection_open, "There is no objection to decide."
)
NO_OBJECTION = G(
    "no_objection",
    lambda s, at: not s.objection_open,
    "An objection is waiting for the street’s decision.",
)
EXTENSION_WANTED = G(
    "extension_wanted", lambda s, at: s.extension_wanted is not None, "Nobody asked for more time."
)
CAN_EXTEND = G(
    "can_extend",
    lambda s, at: not s.extended and s.extension_wanted is None,
    "More time can be asked for once.",
)
RESULT_PENDING = G(
    "result_pending",
    lambda s, at: s.reported_by is not None,
    "No result is waiting to be looked over.",
)
NO_RESULT = G(
    "no_result", lambda s, at: s.reported_by is None, "A result is waiting to be looked over."
)
NOT_RATED = G(
    "not_rated", lambda s, at: s.rated_round < s.round, "This round has its answer already."
)
NOT_CONTACTED = G(
    "not_contacted", lambda s, at: s.contacted_at is None, "The person has been contacted already."
)
SIGNED = G("signed", lambda s, at: s.signed_at is not None, "Sign for the case first.")
PUBLISHED = G("published", lambda s, at: s.is_public, "The case is not public.")
ASSESSABLE = G(
    "assessable", lambda s, at: s.is_assessable, "It is marked as not assessable already."
)

OPEN = (Stage.FILED, Stage.LEADING, Stage.HANDLING, Stage.FEEDBACK, Stage.TRACKING)
WORKING = (Stage.LEADING, Stage.HANDLING)
_F, _L, _H, _B, _T = OPEN
N, W, A = Need, Who, Audience

# fmt: off
MOVES: tuple[Move, ...] = (
    Move("file", (), _F, (W.FILER, W.PROXY), "File", "filed it", tells=(A.DESK,), words=Words.INTERNAL),
    # --- triage ------------------------------------------------------------------------------
    Move("accept", (_F,), _L, (W.TRIAGER,), "Accept and name the lead", "accepted it and named who leads",
         needs=(N.LEAD,), takes=(N.PERSON, N.HELPERS, N.URGENCY, N.WORDS, N.NOTE),
         tells=(A.PEOPLE, A.LEAD, A.HELPERS), in_batch=True),
    Move("decline", (_F,), Stage.DECLINED, (W.TRIAGER,), "Decline", "declined it",
         needs=(N.WORDS, N.WAY_ON), tells=(A.PEOPLE,), words=Words.PUBLIC, in_batch=True),
    Move("pass_on", (_F,), None, (W.TRIAGER,), "Pass on to another desk", "passed it on",
         needs=(N.DESK, N.NOTE), tells=(A.DESK,), words=Words.INTERNAL, in_batch=True),
    Move("send_back", WORKING, _F, (W.TRIAGER,), "Take back to the desk", "took it back to decide again",
         needs=(N.NOTE,), takes=(N.DESK,), tells=(A.DESK, A.LEAD), words=Words.INTERNAL, guards=(NO_OBJECTION,)),
    Move("merge", (_F, _L, _H), Stage.MERGED, (W.TRIAGER,), "Merge into another case", "merged it into another case",
         needs=(N.INTO,), takes=(N.WORDS,), tells=(A.PEOPLE, A.LEAD), in_batch=True),
    Move("take_in", OPEN, None, (W.TRIAGER,), "Take another case in", "took another case in",
         needs=(N.INTO,), tells=(A.LEAD,), words=Words.INTERNAL),
    Move("let_go", (*OPEN, Stage.CLOSED), None, (W.TRIAGER,), "Let a merged case go", "let a merged case go again",
         needs=(N.INTO,), tells=(A.LEAD,), words=Words.INTERNAL),
    Move("unmerge", (Stage.MERGED,), _F, (W.TRIAGER,), "Undo the merge", "took it out of the other case again",
         takes=(N.NOTE,), tells=(A.PEOPLE, A.DESK), words=Words.INTERNAL),
    Move("withdraw", (_F, _L, _H), Stage.WITHDRAWN, (W.FILER,), "Withdraw", "withdrew it",
         takes=(N.WORDS,), tells=(A.DESK, A.LEAD)),
    Move("reassign", WORKING, _L, (W.TRIAGER,), "Name another lead", "named another lead",
         needs=(N.LEAD, N.NOTE), takes=(N.PERSON, N.HELPERS), tells=(A.PEOPLE, A.LEAD, A.HELPERS),
         words=Words.INTERNAL, guards=(NO_OBJECTION,), in_batch=True),
    # --- leading -----------------------------------------------------------------------------
    Move("sign", (_L,), _H, (W.LEAD,), "Sign for it", "signed for it",
         takes=(N.PERSON, N.WORDS), tells=(A.PEOPLE,), guards=(NO_OBJECTION,), in_batch=True),
    Move("object", (_L,), None, (W.LEAD,), "Object to leading it", "objected to leading it",
         needs=(N.NOTE,), tells=(A.STREET, A.DESK), words=Words.INTERNAL, is_public=False,
         guards=(CAN_OBJECT, NO_OBJECTION)),
    Move("uphold", (_L,), None, (W.SUPERVISOR,), "The objection is right: name another lead",
         "named another lead after an objection", needs=(N.LEAD, N.NOTE), takes=(N.PERSON, N.HELPERS),
         tells=(A.PEOPLE, A.LEAD, A.HELPERS), words=Words.INTERNAL, guards=(OBJECTION_OPEN,)),
    Move("overrule", (_L,), None, (W.SUPERVISOR,), "The lead stays", "decided that the lead stays",
         needs=(N.NOTE,), tells=(A.LEAD,), words=Words.INTERNAL, is_public=False, guards=(OBJECTION_OPEN,)),
    # --- handling ----------------------------------------------------------------------------
    Move("contact", (_H,), None, (W.HANDLER,), "I have spoken with the person", "spoke with the person",
         needs=(N.WORDS,), tells=(A.PEOPLE,), guards=(NOT_CONTACTED,)),
    Move("note", WORKING, None, (W.HANDLER, W.TRIAGER), "Add a note", "told what is being done",
         takes=(N.WORDS, N.NOTE, N.PHOTOS), tells=(A.PEOPLE,)),
    Move("ask", (_H,), None, (W.HANDLER,), "Ask the person", "asked the person something",
         needs=(N.WORDS,), tells=(A.PEOPLE,), guards=(NOT_WAITING, NO_RESULT)),
    Move("answer", (_H,), None, (W.FILER,), "Answer", "answered",
         needs=(N.WORDS,), takes=(N.PHOTOS,), tells=(A.LEAD,), guards=(WAITING,)),
    Move("resume", (_H,), None, (W.HANDLER, W.SYSTEM), "Go on without an answer", "goes on without an answer",
         takes=(N.NOTE,), tells=(A.LEAD,), words=Words.INTERNAL, guards=(WAITING,)),
    Move("want_time", (_H,), None, (W.LEAD,), "Ask for more time", "asked for more time",
         needs=(N.UNTIL, N.NOTE), tells=(A.DESK,), words=Words.INTERNAL, is_public=False,
         guards=(CAN_EXTEND, NOT_WAITING)),
    Move("extend", (_H,), None, (W.TRIAGER,), "Give more time", "gave more time",
         takes=(N.WORDS,), tells=(A.PEOPLE, A.LEAD), guards=(EXTENSION_WANTED,), in_batch=True),
    Move("refuse_time", (_H,), None, (W.TRIAGER,), "No more time", "gave no more time",
         needs=(N.NOTE,), tells=(A.LEAD,), words=Words.INTERNAL, is_public=False, guards=(EXTENSION_WANTED,)),
    Move("report", (_H,), None, (W.HANDLER,), "Report the result", "reported the result",
         needs=(N.OUTCOME, N.WORDS), takes=(N.UNTIL, N.PHOTOS, N.NOTE), tells=(A.LEAD_HEAD,),
         is_public=False, guards=(NOT_WAITING, NO_RESULT)),
    Move("clear", (_H,), _B, (W.REVIEWER,), "The result may go out", "gave the result",
         takes=(N.NOTE,), tells=(A.PEOPLE, A.LEAD), words=Words.INTERNAL, guards=(RESULT_PENDING,), in_batch=True),
    Move("rework", (_H,), None, (W.REVIEWER,), "Back to the handler", "asked for a better result",
         needs=(N.NOTE,), tells=(A.LEAD,), words=Words.INTERNAL, is_public=False, guards=(RESULT_PENDING,)),
    Move("whistle", WORKING, None, (W.WHISTLER,), "Whistle", "whistled others in",
         needs=(N.CALLED, N.WORDS), tells=(A.CALLED,), in_batch=True),
    Move("report_in", WORKING, None, (W.CALLED,), "Report in", "reported in",
         takes=(N.WORDS,), tells=(A.LEAD, A.DESK)),
    Move("supervise", OPEN, None, (W.SUPERVISOR,), "Supervise", "supervises it",
         needs=(N.WORDS,), tells=(A.LEAD_HEAD, A.LEAD, A.DESK), in_batch=True),
    # --- feedback ----------------------------------------------------------------------------
    Move("rate", (_B, _T), _T, (W.FILER, W.CALLER), "Answer three questions", "answered three questions",
         needs=(N.SOLVED, N.RESULT, N.MANNER), takes=(N.WORDS,), tells=(A.LEAD,), guards=(NOT_RATED,)),
    Move("reopen", (_B, _T), _H, (W.FILER, W.CALLER), "It is not done", "said it is not done",
         needs=(N.SOLVED, N.RESULT, N.MANNER), takes=(N.WORDS,), tells=(A.LEAD, A.LEAD_HEAD, A.DESK),
         guards=(NOT_RATED,)),
    Move("call", (_B, _T), None, (W.CALLER,), "Record a call", "called the person",
         needs=(N.REACHED,), takes=(N.NOTE,), words=Words.INTERNAL, is_public=False, guards=(NOT_RATED,)),
    Move("set_aside", (_B, _T), None, (W.TRIAGER,), "Not assessable", "marked it as not assessable",
         needs=(N.NOTE,), words=Words.INTERNAL, is_public=False, guards=(ASSESSABLE,)),
    Move("lapse", (_B,), _T, (W.SYSTEM,), "No answer came", "waited for an answer; none came"),
    # --- tracking ----------------------------------------------------------------------------
    Move("holds", (_T,), Stage.CLOSED, (W.CHECKER,), "It holds", "checked: it holds",
         needs=(N.WORDS,), takes=(N.PHOTOS,), tells=(A.PEOPLE, A.LEAD), words=Words.PUBLIC),
    Move("relapsed", (_T,), _H, (W.CHECKER,), "It has come back", "checked: it has come back",
         needs=(N.WORDS,), takes=(N.PHOTOS,), tells=(A.PEOPLE, A.LEAD, A.LEAD_HEAD, A.DESK), words=Words.PUBLIC),
    # --- the public page ----------------------------------------------------------------------
    Move("publish", (*OPEN, Stage.CLOSED, Stage.DECLINED), None, (W.TRIAGER,), "Clear for the public",
         "cleared it for the public", takes=(N.NOTE,), tells=(A.PEOPLE,), words=Words.INTERNAL, in_batch=True),
    Move("unpublish", (*OPEN, Stage.CLOSED, Stage.DECLINED), None, (W.TRIAGER,), "Take off the public page",
         "took it off the public page", needs=(N.NOTE,), words=Words.INTERNAL, is_public=False, guards=(PUBLISHED,)),
    # --- the sweep ----------------------------------------------------------------------------
    Move("warn", WORKING + (_F,), None, (W.SYSTEM,), "Remind", "is running short of time",
         tells=(A.LEAD, A.DESK), is_public=False),
    Move("overdue", OPEN, None, (W.SYSTEM,), "Turn red", "is overdue", tells=(A.LEAD_HEAD, A.LEAD, A.DESK, A.STREET)),
    Move("check_due", (_T,), None, (W.SYSTEM,), "Ask for the check", "is due for its check",
         tells=(A.CHECKERS,), is_public=False),
)
# fmt: on


@dataclass(frozen=True, slots=True)
class LoopSpec:
    """The loop of one origin: its moves, its kinds, its words."""

    origin: str
    label: str
    kinds: Mapping[str, str]  # code to English label
    moves: Mapping[str, Move] = field(
        default_factory=lambda: MappingProxyType({move.name: move for move in MOVES})
    )

    def from_stage(self, stage: Stage) -> tuple[Move, ...]:
        """The moves that leave, or stay in, a stage."""
        return tuple(move for move in self.moves.values() if stage in move.sources)

    def without(self, *names: str) -> "LoopSpec":
        """The same loop without some moves (an origin that has no use for them)."""
        kept = {name: move for name, move in self.moves.items() if name not in names}
        return replace(self, moves=MappingProxyType(kept))
