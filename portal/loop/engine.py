"""The engine: the only writer of cases. Lock, check, move, record — and tell.

Every act goes through `begin` or `advance`. They refuse with a `Refused`, whose `sentence` is
said to the person; nothing is written then.
"""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from portal.loop import announce
from portal.loop.calendar import work_calendar
from portal.loop.clock import day_of, end_of, nth_working_day
from portal.loop.deadlines import Moment, times_of
from portal.loop.fold import Content, Entry, Outcome, Solved, Stage, State, Urgency, fold
from portal.loop.models import Accusation, Assignment, Call, Case, Contact, Numbering, Rating, Step
from portal.loop.spec import LoopSpec, Move, Need, Who
from portal.loop.standing import Actor, Standing, standing
from portal.people.models import Body, Membership, User
from portal.people.sealed import fingerprint
from portal.places.models import Area
from portal.places.rulebook import Rulebook

Given = Mapping[Need, Any]
CONTACT_COLUMN = "loop.contact"
_STATE_COLUMNS = tuple(name for name in State.__dataclass_fields__ if name != "helpers")
_BY_ID = frozenset({"desk", "lead", "person", "reported_by", "merged_into"})
_SETS = frozenset({"hands", "objected", "called"})


class Refused(Exception):
    """A move that may not be made; `sentence` says why, in the person's language."""

    def __init__(self, sentence: str) -> None:
        """Keep the sentence."""
        super().__init__(sentence)
        self.sentence = sentence


class OutOfTurn(Refused):
    """Not from this stage, or not in this state."""


class NotYours(Refused):
    """The person does not stand to the case in a way that may."""


class Missing(Refused):
    """Something that must be given was not, or is not fit."""


class Accused(Refused):
    """A body that the case complains about was to lead, help or be called."""


@cache
def spec_of(origin: str) -> LoopSpec:
    """The loop that an origin has declared in `settings.LOOPS`."""
    return {spec.origin: spec for spec in map(import_string, settings.LOOPS)}[origin]


def state_of(case: Case) -> State:
    """The state as the case's columns hold it."""
    columns: dict[str, Any] = {}
    for name in _STATE_COLUMNS:
        value = getattr(case, f"{name}_id" if name in _BY_ID else name)
        columns[name] = frozenset(value) if name in _SETS else value
    helpers = Assignment.objects.filter(case=case, ended_at=None, is_lead=False)
    columns["helpers"] = frozenset(helpers.values_list("body_id", flat=True))
    return State(**columns | _enums(columns))


def _enums(columns: Mapping[str, Any]) -> dict[str, Any]:
    kinds = {
        "stage": Stage,
        "urgency": Urgency,
        "outcome": Outcome,
        "solved": Solved,
        "result": Content,
        "manner": Content,
    }
    return {name: kind(columns[name]) for name, kind in kinds.items() if columns[name]}


@transaction.atomic
def begin(  # noqa: PLR0913 - a case is begun with all of this
    origin: str,
    *,
    title: str,
    kind: str,
    area: Area,
    urgency: Urgency,
    by: Actor,
    at: datetime,
    filer: User | None = None,
    name: str = "",
    phone: str = "",
    accused: tuple[Body, ...] = (),
    facts: Mapping[str, Any] | None = None,
) -> Case:
    """Begin a case at its community's desk. `phone` (E.164) reaches a person without account.

    Raises Missing where the area lies in no community or the kind is unknown.
    """
    if kind not in spec_of(origin).kinds:
        raise Missing(_("Choose a kind."))
    if area.community is None:
        raise Missing(_("Choose a place in a community."))
    case = Case(
        origin=origin,
        number=_number(area.community, at),
        title=title,
        kind=kind,
        area=area,
        community=area.community,
        filer=filer,
        desk=area.community,
        urgency=urgency,
        stage=Stage.FILED,
        filed_at=at,
    )
    case.save()
    Accusation.objects.bulk_create(Accusation(case=case, body=body) for body in accused)
    if phone or name:
        Contact.objects.create(
            case=case,
            name=name,
            phone=phone,
            phone_hash=fingerprint(phone, column=CONTACT_COLUMN) if phone else "",
        )
    begun = {
        "desk": area.community.pk,
        "urgency": urgency.value,
        "is_reachable": bool(filer or phone),
        **(facts or {}),
    }
    move = spec_of(origin).moves["file"]
    who = Who.FILER if filer == by.user or by.user is None else Who.PROXY
    state = State(desk=area.community.pk, urgency=urgency)
    _record(case, state, move, by, who, None, at, begun, {})
    return case


@transaction.atomic
def advance(case: Case, name: str, *, by: Actor, at: datetime, given: Given | None = None) -> Step:
    """Make one move; the case passed in is refreshed.

    Raises OutOfTurn, NotYours, Missing or Accused, each with its sentence.
    """
    given = given or {}
    _lock(case)
    state = state_of(case)
    at = max(at, case.steps.latest("seq").at)
    move = spec_of(case.origin).moves[name]
    stand = standing(by, case, state, case.desk)
    who = _permitted(move, stand, state, at)
    _complete(move, given)
    facts = _facts(move, case, state, given, at)
    if move.name == "report_in":
        facts["body"] = stand[Who.CALLED]
    return _record(case, state, move, by, who, stand[who], at, facts, given)


def moves_for(case: Case, by: Actor, *, at: datetime) -> list[Move]:
    """The moves this person could make now: what the page has buttons for."""
    state = state_of(case)
    stand = standing(by, case, state, case.desk)
    found = []
    for move in spec_of(case.origin).from_stage(state.stage):
        try:
            _permitted(move, stand, state, at)
        except Refused:
            continue
        found.append(move)
    return found


def answer_move(case: Case, solved: Solved, result: Content) -> str:
    """Whether an answer to the three questions ends the feedback or sends the case back."""
    discontent = solved is Solved.NO or result is Content.NOT
    allowed = Rulebook(case.area)["loop.reopens"]
    return "reopen" if discontent and case.reopened < allowed else "rate"


def _lock(case: Case) -> None:
    Case.objects.select_for_update(no_key=True).get(pk=case.pk)
    case.refresh_from_db()


def _permitted(move: Move, stand: Standing, state: State, at: datetime) -> Who:
    if state.stage not in move.sources:
        raise OutOfTurn(_("This is not possible at this stage."))
    who = next((who for who in move.who if who in stand), None)
    if who is None:
        raise NotYours(_("This is for others to do."))
    for guard in move.guards:
        if not guard.holds(state, at):
            raise OutOfTurn(_(guard.refusal))  # noqa: INT001
    return who


def _complete(move: Move, given: Given) -> None:
    if unknown := set(given) - set(move.accepts):
        raise Missing(_("Not part of this step: %s") % ", ".join(sorted(unknown)))
    for need in move.needs:
        if given.get(need) in (None, "", [], ()):
            raise Missing(_("Something is missing: %s") % _(NEED_LABELS[need]))  # noqa: INT001


NEED_LABELS: Mapping[Need, str] = {
    Need.WORDS: "What you say",
    Need.NOTE: "Your reason",
    Need.WAY_ON: "Where to go instead",
    Need.INTO: "The other case",
    Need.DESK: "The desk",
    Need.LEAD: "Lead body",
    Need.PERSON: "Person in charge",
    Need.HELPERS: "Helping bodies",
    Need.CALLED: "Bodies to call",
    Need.URGENCY: "Urgency",
    Need.UNTIL: "Day",
    Need.OUTCOME: "Outcome",
    Need.PHOTOS: "Photos",
    Need.SOLVED: "Is it solved?",
    Need.RESULT: "Are you content with the result?",
    Need.MANNER: "Are you content with how you were treated?",
    Need.REACHED: "Did you reach the person?",
}


def _facts(move: Move, case: Case, state: State, given: Given, at: datetime) -> dict[str, Any]:
    """Everything the fold needs, as plain values; refused where it breaks a rule."""
    rulebook = Rulebook(case.area)
    calendar = work_calendar(at=at)
    facts = _plain(given)
    _check_bodies(case, given)
    _check_person(given, state)
    if move.name == "ask" and state.asks >= rulebook["loop.asks"]:
        raise OutOfTurn(_("The person has been asked as often as the rules allow."))
    if move.name in {"rate", "reopen"}:
        _check_answer(move, case, given, facts, rulebook)
    until = given.get(Need.UNTIL)
    if move.name == "want_time":
        latest = nth_working_day(day_of(at), rulebook["loop.extension"], calendar)
        _check_day(until, at, latest)
        facts["until"] = end_of(until).isoformat()
    if move.name == "report":
        facts |= _promise(given, at)
    urgency = Urgency(given.get(Need.URGENCY) or state.urgency)
    moment = Moment(state, at, case.kind, rulebook, calendar, urgency, until)
    if move.name == "whistle":
        facts["report_by"] = moment.after("loop.report_in").isoformat()
    times = times_of(move.name, moment)
    return facts | {name: due.isoformat() if due else None for name, due in times.items()}


def _plain(given: Given) -> dict[str, Any]:
    """What was given, as ids and texts; words and notes have columns of their own."""
    facts: dict[str, Any] = {}
    for need, value in given.items():
        if need in {Need.WORDS, Need.NOTE, Need.UNTIL} or value in (None, ""):
            continue
        if need in {Need.HELPERS, Need.CALLED}:
            facts[need] = sorted(body.pk for body in value)
        elif need is Need.PHOTOS:
            facts[need] = [str(photo) for photo in value]
        else:
            facts[need] = getattr(value, "pk", value)
    return facts


def _check_bodies(case: Case, given: Given) -> None:
    lead = given.get(Need.LEAD)
    named = [*([lead] if lead else []), *given.get(Need.HELPERS, ()), *given.get(Need.CALLED, ())]
    if not named:
        return
    accused = set(case.accusations.values_list("body_id", flat=True))
    for body in named:
        if body.pk in accused:
            raise Accused(_("The case complains about %s: another body must take it.") % body.name)
        if not body.is_active or body.area_id not in case.area.ancestry:
            raise Missing(_("%s does not sit at this area’s table.") % body.name)


def _check_person(given: Given, state: State) -> None:
    person, lead = given.get(Need.PERSON), given.get(Need.LEAD)
    if person is None:
        return
    body = lead.pk if lead else state.lead
    if not Membership.objects.filter(user=person, body=body).exists():
        raise Missing(_("%s is not a member of the lead body.") % person.name)


def _check_answer(
    move: Move, case: Case, given: Given, facts: dict[str, Any], rulebook: Rulebook
) -> None:
    wanted = answer_move(case, Solved(given[Need.SOLVED]), Content(given[Need.RESULT]))
    if wanted != move.name:
        raise OutOfTurn(_("The answer does not fit this step."))
    if move.name == "reopen" and case.reopened + 1 >= rulebook["loop.reopens"]:
        facts["supervised"] = True


def _check_day(day: date | None, at: datetime, latest: date) -> None:
    if day is None or not day_of(at) < day <= latest:
        raise Missing(_("Choose a day after today and up to %s.") % latest.isoformat())


def _promise(given: Given, at: datetime) -> dict[str, Any]:
    if Outcome(given[Need.OUTCOME]) is not Outcome.NOT_YET:
        return {}
    day = given.get(Need.UNTIL)
    _check_day(day, at, day_of(at) + timedelta(days=365))
    return {"promised_at": end_of(day).isoformat() if day else None}


def _record(  # noqa: PLR0913
    case: Case,
    state: State,
    move: Move,
    by: Actor,
    who: Who,
    body: int | None,
    at: datetime,
    facts: dict[str, Any],
    given: Given,
) -> Step:
    """Write the step, the case it leads to, and what people are told: one transaction."""
    if move.name == "file":
        calendar, rulebook = work_calendar(at=at), Rulebook(case.area)
        moment = Moment(state, at, case.kind, rulebook, calendar, state.urgency)
        times = times_of("file", moment)
        facts |= {name: due.isoformat() if due else None for name, due in times.items()}
    target = move.target or state.stage
    step = Step.objects.create(
        case=case,
        seq=case.version + 1,
        move=move.name,
        source=state.stage if case.version else "",
        target=target,
        round=state.round,
        by=by.user,
        who=who,
        body_id=body,
        at=at,
        words=given.get(Need.WORDS) or "",
        note=given.get(Need.NOTE) or "",
        facts=facts,
    )
    new = fold(state, entry_of(step))
    _write(case, new, step)
    _write_rows(case, state, new, step)
    announce.tell_of(step, case, move, new)
    return step


def entry_of(step: Step) -> Entry:
    """The part of a step that changes a state."""
    return Entry(step.move, Stage(step.target), step.at, step.by_id, step.facts)


def columns_of(state: State) -> dict[str, Any]:
    """The case's columns for a state."""
    columns = {f"{n}_id" if n in _BY_ID else n: v for n, v in asdict(state).items()}
    del columns["helpers"]
    return columns | {name: sorted(columns[name]) for name in _SETS}


def _write(case: Case, new: State, step: Step) -> None:
    for name, value in columns_of(new).items():
        setattr(case, name, value)
    case.version = step.seq
    case.save()


def _write_rows(case: Case, old: State, new: State, step: Step) -> None:
    """Rows beside the case that mirror its state: assignments, calls, ratings."""
    before = {(old.lead, True)} | {(body, False) for body in old.helpers}
    after = {(new.lead, True)} | {(body, False) for body in new.helpers}
    for body, is_lead in before - after:
        gone = Assignment.objects.filter(case=case, body=body, is_lead=is_lead, ended_at=None)
        gone.update(ended_at=step.at)
    Assignment.objects.bulk_create(
        Assignment(case=case, body_id=body, is_lead=is_lead, began_at=step.at)
        for body, is_lead in sorted(after - before, key=str)
        if body is not None
    )
    Call.objects.bulk_create(
        Call(
            case=case,
            body_id=body,
            called_at=step.at,
            due_at=datetime.fromisoformat(step.facts["report_by"]),
        )
        for body in sorted(new.called - old.called)
    )
    Call.objects.filter(case=case, body__in=old.called - new.called, reported_at=None).update(
        reported_at=step.at
    )
    if new.rated_round > old.rated_round:
        Rating.objects.create(
            case=case,
            round=new.rated_round,
            solved=step.facts["solved"],
            result=step.facts["result"],
            manner=step.facts["manner"],
            asked_by=step.by if step.who == Who.CALLER else None,
            at=step.at,
        )


def _number(community: Area, at: datetime) -> str:
    """The community's next number of the year, e.g. MZC26-00012."""
    year = day_of(at).year
    Numbering.objects.get_or_create(community=community, year=year)
    row = Numbering.objects.select_for_update(no_key=True).get(community=community, year=year)
    Numbering.objects.filter(pk=row.pk).update(last=F("last") + 1)
    return f"{community.code.upper()}{year % 100:02d}-{row.last + 1:05d}"
