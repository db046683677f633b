"""The table itself: every move of the loop, one row each (DOMAIN §4). Pure."""

from dataclasses import dataclass

from portal.loop import conditions as c
from portal.loop.conditions import Guard
from portal.loop.fold import Stage
from portal.loop.terms import Audience, Need, Who, Words


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
    one_of: tuple[Need, ...] = ()  # of what it takes, at least one
    tells: tuple[Audience, ...] = ()
    guards: tuple[Guard, ...] = ()
    words: Words = Words.PEOPLE
    is_public: bool = True  # whether the step is on the public page
    in_batch: bool = False  # whether it may be made on many cases at once
    is_echo: bool = False  # recorded by the engine beside another case's move, never on its own

    @property
    def accepts(self) -> tuple[Need, ...]:
        """Everything that may be given."""
        return self.needs + self.takes


OPEN = (Stage.FILED, Stage.LEADING, Stage.HANDLING, Stage.FEEDBACK, Stage.TRACKING)
WORKING = (Stage.LEADING, Stage.HANDLING)
SHOWN = (*OPEN, Stage.CLOSED, Stage.DECLINED)
_F, _L, _H, _B, _T = OPEN
N, W, A = Need, Who, Audience
_INTERNAL, _PUBLIC = Words.INTERNAL, Words.PUBLIC
_NAMING = (N.PERSON, N.HELPERS)
_NAMED = (A.PEOPLE, A.LEAD, A.HELPERS)
_ANSWERS = (N.SOLVED, N.RESULT, N.MANNER)
_RED = (A.LEAD_HEAD, A.LEAD, A.DESK)

# fmt: off
MOVES: tuple[Move, ...] = (
    Move("file", (), _F, (W.FILER, W.PROXY), "File", "filed it",
         tells=(A.DESK,), words=_INTERNAL),
    # --- triage ------------------------------------------------------------------------------
    Move("accept", (_F,), _L, (W.TRIAGER,), "Accept and name the lead",
         "accepted it and named who leads",
         needs=(N.LEAD,), takes=(*_NAMING, N.URGENCY, N.WORDS, N.NOTE), tells=_NAMED,
         in_batch=True),
    Move("decline", (_F,), Stage.DECLINED, (W.TRIAGER,), "Decline", "declined it",
         needs=(N.WORDS, N.WAY_ON), tells=(A.PEOPLE,), words=_PUBLIC, in_batch=True),
    Move("pass_on", (_F,), None, (W.TRIAGER,), "Pass on to another desk", "passed it on",
         needs=(N.DESK, N.NOTE), tells=(A.DESK,), words=_INTERNAL, in_batch=True),
    Move("send_back", WORKING, _F, (W.TRIAGER,), "Take back to the desk",
         "took it back to decide again",
         needs=(N.NOTE,), takes=(N.DESK,), tells=(A.DESK, A.LEAD), words=_INTERNAL,
         guards=(c.NO_OBJECTION, c.LEAD_FREE)),
    Move("accuse", OPEN, None, (W.TRIAGER,), "It complains about a body",
         "noted whom it complains about",
         needs=(N.ACCUSED,), takes=(N.NOTE,), words=_INTERNAL, is_public=False),
    Move("merge", (_F, _L, _H), Stage.MERGED, (W.TRIAGER,), "Merge into another case",
         "merged it into another case",
         needs=(N.INTO,), takes=(N.WORDS,), tells=(A.PEOPLE, A.LEAD), in_batch=True),
    Move("take_in", OPEN, None, (W.TRIAGER,), "Take another case in", "took another case in",
         needs=(N.INTO,), tells=(A.LEAD,), words=_INTERNAL, is_echo=True),
    Move("unmerge", (Stage.MERGED,), _F, (W.TRIAGER, W.SYSTEM), "Undo the merge",
         "took it out of the other case again",
         takes=(N.NOTE,), tells=(A.PEOPLE, A.DESK), words=_INTERNAL),
    Move("let_go", tuple(Stage), None, (W.TRIAGER,), "Let a merged case go",
         "let a merged case go again",
         needs=(N.INTO,), tells=(A.LEAD,), words=_INTERNAL, is_echo=True),
    Move("withdraw", (_F, _L, _H), Stage.WITHDRAWN, (W.FILER,), "Withdraw", "withdrew it",
         takes=(N.WORDS,), tells=(A.PEOPLE, A.DESK, A.LEAD)),
    Move("reassign", WORKING, _L, (W.TRIAGER,), "Name another lead", "named another lead",
         needs=(N.LEAD, N.NOTE), takes=_NAMING, tells=_NAMED, words=_INTERNAL,
         guards=(c.NO_OBJECTION, c.LEAD_FREE), in_batch=True),
    # --- leading -----------------------------------------------------------------------------
    Move("sign", (_L,), _H, (W.LEAD,), "Sign for it", "signed for it",
         takes=(N.PERSON, N.WORDS), tells=(A.PEOPLE,), guards=(c.NO_OBJECTION,), in_batch=True),
    Move("object", (_L,), None, (W.LEAD,), "Object to leading it", "objected to leading it",
         needs=(N.NOTE,), tells=(A.STREET, A.DESK), words=_INTERNAL, is_public=False,
         guards=(c.CAN_OBJECT, c.NO_OBJECTION)),
    Move("uphold", (_L,), None, (W.SUPERVISOR,), "The objection is right: name another lead",
         "named another lead after an objection",
         needs=(N.LEAD, N.NOTE), takes=_NAMING, tells=_NAMED, words=_INTERNAL,
         guards=(c.OBJECTION_OPEN,)),
    Move("overrule", (_L,), None, (W.SUPERVISOR,), "The lead stays",
         "decided that the lead stays",
         needs=(N.NOTE,), tells=(A.LEAD,), words=_INTERNAL, is_public=False,
         guards=(c.OBJECTION_OPEN,)),
    # --- handling ----------------------------------------------------------------------------
    Move("contact", (_H,), None, (W.HANDLER,), "I have spoken with the person",
         "spoke with the person",
         needs=(N.WORDS,), tells=(A.PEOPLE,), guards=(c.NOT_CONTACTED,)),
    Move("note", WORKING, None, (W.HANDLER, W.TRIAGER), "Add a note", "told what is being done",
         takes=(N.WORDS, N.NOTE, N.PHOTOS), one_of=(N.WORDS, N.NOTE, N.PHOTOS),
         tells=(A.PEOPLE,)),
    Move("ask", (_H,), None, (W.HANDLER,), "Ask the person", "asked the person something",
         needs=(N.WORDS,), tells=(A.PEOPLE,), guards=(c.NOT_WAITING, c.NO_RESULT)),
    Move("answer", (_H,), None, (W.FILER,), "Answer", "answered",
         needs=(N.WORDS,), takes=(N.PHOTOS,), tells=(A.LEAD,), guards=(c.WAITING,)),
    Move("resume", (_H,), None, (W.HANDLER, W.SYSTEM), "Go on without an answer",
         "goes on without an answer",
         takes=(N.NOTE,), tells=(A.LEAD,), words=_INTERNAL, guards=(c.WAITING, c.WAITED_OUT)),
    Move("want_time", (_H,), None, (W.LEAD,), "Ask for more time", "asked for more time",
         needs=(N.UNTIL, N.NOTE), tells=(A.DESK,), words=_INTERNAL, is_public=False,
         guards=(c.CAN_EXTEND, c.NOT_WAITING)),
    Move("extend", (_H,), None, (W.APPROVER,), "Give more time", "gave more time",
         takes=(N.WORDS,), tells=(A.PEOPLE, A.LEAD),
         guards=(c.EXTENSION_WANTED, c.NOT_WAITING), in_batch=True),
    Move("refuse_time", (_H,), None, (W.APPROVER,), "No more time", "gave no more time",
         needs=(N.NOTE,), tells=(A.LEAD,), words=_INTERNAL, is_public=False,
         guards=(c.EXTENSION_WANTED,)),
    Move("report", (_H,), None, (W.HANDLER,), "Report the result", "reported the result",
         needs=(N.OUTCOME, N.WORDS), takes=(N.UNTIL, N.PHOTOS, N.NOTE), tells=(A.LEAD_HEAD,),
         is_public=False, guards=(c.NOT_WAITING, c.NO_RESULT)),
    Move("clear", (_H,), _B, (W.REVIEWER,), "The result may go out", "gave the result",
         takes=(N.NOTE,), tells=(A.PEOPLE, A.LEAD), words=_INTERNAL,
         guards=(c.RESULT_PENDING,), in_batch=True),
    Move("rework", (_H,), None, (W.REVIEWER,), "Back to the handler",
         "asked for a better result",
         needs=(N.NOTE,), tells=(A.LEAD,), words=_INTERNAL, is_public=False,
         guards=(c.RESULT_PENDING,)),
    Move("whistle", WORKING, None, (W.WHISTLER,), "Whistle", "whistled others in",
         needs=(N.CALLED, N.WORDS), tells=(A.CALLED,), in_batch=True),
    Move("report_in", WORKING, None, (W.CALLED,), "Report in", "reported in",
         takes=(N.WORDS,), tells=(A.LEAD, A.DESK)),
    Move("supervise", OPEN, None, (W.SUPERVISOR,), "Supervise", "supervises it",
         needs=(N.WORDS,), tells=_RED, in_batch=True),
    # --- feedback ----------------------------------------------------------------------------
    Move("rate", (_B, _T), _T, (W.FILER, W.CALLER), "Answer three questions",
         "answered three questions",
         needs=_ANSWERS, takes=(N.WORDS,), tells=(A.LEAD,), guards=(c.NOT_RATED,)),
    Move("reopen", (_B, _T), _H, (W.FILER, W.CALLER), "It is not done", "said it is not done",
         needs=_ANSWERS, takes=(N.WORDS,), tells=_RED, guards=(c.NOT_RATED,)),
    Move("call", (_B, _T), None, (W.CALLER,), "Record a call", "called the person",
         needs=(N.REACHED,), takes=(N.NOTE,), words=_INTERNAL, is_public=False,
         guards=(c.NOT_RATED,)),
    Move("set_aside", (_B, _T), None, (W.TRIAGER,), "Not assessable",
         "marked it as not assessable",
         needs=(N.NOTE,), words=_INTERNAL, is_public=False, guards=(c.ASSESSABLE,)),
    Move("lapse", (_B,), _T, (W.SYSTEM,), "No answer came", "waited for an answer; none came",
         guards=(c.SILENT,)),
    # --- tracking ----------------------------------------------------------------------------
    Move("holds", (_T,), Stage.CLOSED, (W.CHECKER,), "It holds", "checked: it holds",
         needs=(N.WORDS,), takes=(N.PHOTOS,), tells=(A.PEOPLE, A.LEAD), words=_PUBLIC,
         guards=(c.CHECK_TIME,)),
    Move("relapsed", (_T,), _H, (W.CHECKER,), "It has come back", "checked: it has come back",
         needs=(N.WORDS,), takes=(N.PHOTOS,), tells=(A.PEOPLE, *_RED), words=_PUBLIC),
    # --- the public page ----------------------------------------------------------------------
    Move("publish", SHOWN, None, (W.TRIAGER,), "Clear for the public",
         "cleared it for the public",
         takes=(N.NOTE,), tells=(A.PEOPLE,), words=_INTERNAL, in_batch=True),
    Move("unpublish", SHOWN, None, (W.TRIAGER,), "Take off the public page",
         "took it off the public page",
         needs=(N.NOTE,), words=_INTERNAL, is_public=False, guards=(c.PUBLISHED,)),
    # --- the sweep ----------------------------------------------------------------------------
    Move("warn", (_F, *WORKING), None, (W.SYSTEM,), "Remind", "is running short of time",
         tells=(A.LEAD, A.DESK), is_public=False, guards=(c.NOT_WAITING, c.RUNNING_SHORT)),
    Move("overdue", (_F, *WORKING, _T), None, (W.SYSTEM,), "Turn red", "is overdue",
         tells=(*_RED, A.STREET), guards=(c.NOT_WAITING, c.RUN_OUT)),
    Move("check_due", (_T,), None, (W.SYSTEM,), "Ask for the check", "is due for its check",
         tells=(A.CHECKERS,), is_public=False, guards=(c.CHECK_NOT_ASKED,)),
)
# fmt: on
