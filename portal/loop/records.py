"""What a step leaves in the database: itself, the case it leads to, the rows that mirror it.

Only the engine calls this, with the case locked.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import F

from portal.face.kept import changed
from portal.loop import announce
from portal.loop.clock import day_of
from portal.loop.columns import columns_of, entry_of
from portal.loop.fold import State, fold
from portal.loop.models import Accusation, Assignment, Call, Case, Numbering, Rating, Step
from portal.loop.spec import Move, Need, Who
from portal.people.models import User
from portal.places.models import Area


@dataclass(frozen=True, slots=True)
class Act:
    """One move, made: by whom, in which seat, when, with what."""

    move: Move
    by: User | None
    who: Who
    body: int | None
    at: datetime
    facts: dict[str, Any] = field(default_factory=dict)
    words: str = ""
    note: str = ""


def record(case: Case, state: State, act: Act) -> Step:
    """Write the step, the case it leads to, and what people are told: one transaction."""
    step = Step.objects.create(
        case=case,
        seq=case.version + 1,
        move=act.move.name,
        source=state.stage if case.version else "",
        target=act.move.target or state.stage,
        round=state.round,
        by=act.by,
        who=act.who,
        body_id=act.body,
        at=act.at,
        words=act.words,
        note=act.note,
        facts=act.facts,
    )
    new = fold(state, entry_of(step))
    for name, value in columns_of(new).items():
        setattr(case, name, value)
    case.version = step.seq
    case.save()
    _assign(case, state, new, step)
    _call(case, state, new, step)
    _accuse(case, step)
    _rate(case, state, new, step)
    announce.tell_of(step, case, act.move, new)
    if state.is_public or new.is_public:
        changed()
    return step


def _assign(case: Case, old: State, new: State, step: Step) -> None:
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


def _call(case: Case, old: State, new: State, step: Step) -> None:
    """Who was called, and of those who are called no longer: who came, and who need not."""
    Call.objects.bulk_create(
        Call(
            case=case,
            body_id=body,
            called_at=step.at,
            due_at=datetime.fromisoformat(step.facts["report_by"]),
        )
        for body in sorted(new.called - old.called)
    )
    came = {step.facts["body"]} if step.move == "report_in" else set()
    waiting = Call.objects.filter(case=case, reported_at=None, ended_at=None)
    waiting.filter(body__in=came).update(reported_at=step.at)
    waiting.filter(body__in=old.called - new.called - came).update(ended_at=step.at)


def _accuse(case: Case, step: Step) -> None:
    bodies = step.facts.get(Need.ACCUSED, ())
    Accusation.objects.bulk_create(
        [Accusation(case=case, body_id=body) for body in bodies], ignore_conflicts=True
    )


def _rate(case: Case, old: State, new: State, step: Step) -> None:
    if new.rated_round == old.rated_round:
        return
    Rating.objects.create(
        case=case,
        round=new.rated_round,
        solved=step.facts["solved"],
        result=step.facts["result"],
        manner=step.facts["manner"],
        asked_by=step.by if step.who == Who.CALLER else None,
        at=step.at,
    )


def next_number(community: Area, at: datetime) -> str:
    """The community's next number of the year, e.g. MZC26-00012; without gaps."""
    year = day_of(at).year
    Numbering.objects.get_or_create(community=community, year=year)
    row = Numbering.objects.select_for_update(no_key=True).get(community=community, year=year)
    Numbering.objects.filter(pk=row.pk).update(last=F("last") + 1)
    return f"{community.code.upper()}{year % 100:02d}-{row.last + 1:05d}"
