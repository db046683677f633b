"""What the front page and my desk show, read from the apps below."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from grievances.queues import QUEUES, capped, queue, queues_of
from portal.loop.calendar import work_calendar
from portal.loop.clock import SHANGHAI
from portal.loop.fold import Stage
from portal.loop.models import Case
from portal.loop.reading import TimeLeft, stage_words, time_left
from portal.loop.standing import Actor
from portal.roles.grants import Permission

HEAD = 5
GATHERING = frozenset({"red", "all"})


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts of this month, and the cases finished last."""

    filed: int
    closed: int
    in_time: int
    late_open: int
    finished: list[tuple[str, str, str, datetime | None]]  # number, title, lead, when


def summary(*, at: datetime) -> Summary:
    """The whole house this month (Shanghai), public cases alone in the list."""
    month = at.astimezone(SHANGHAI).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    closed = Case.objects.filter(stage=Stage.CLOSED, ended_at__gte=month)
    finished = (
        Case.objects.public()
        .filter(stage=Stage.CLOSED, ended_at__gte=at - timedelta(days=90))
        .order_by("-ended_at")
        .values_list("number", "title", "lead__name", "ended_at")
    )
    return Summary(
        filed=Case.objects.filter(filed_at__gte=month).count(),
        closed=closed.count(),
        in_time=closed.filter(was_late=False).count(),
        late_open=Case.objects.overdue(at=at).filter(waiting_since=None).count(),
        finished=list(finished[:3]),
    )


@dataclass(frozen=True, slots=True)
class Line:
    """A case on my desk."""

    number: str
    title: str
    stage: str
    words: str
    left: TimeLeft
    href: str


def _line(case: Case, at: datetime, calendar: Any, *, href: str = "", words: str = "") -> Line:
    waiting = case.waiting_since is not None
    return Line(
        number=case.number,
        title=case.title,
        stage=case.stage,
        words=words or stage_words(case.stage),
        left=time_left(case.due_at, waiting=waiting, at=at, calendar=calendar),
        href=href or reverse("grievances:case", args=[case.number]),
    )


def waiting_for(by: Actor, *, at: datetime) -> list[Line]:
    """Cases in which this person has something to say: a question asked, a result to judge."""
    cases = Case.objects.filter(filer=by.user).open()
    calendar = work_calendar(at=at)
    asked = cases.filter(waiting_since__isnull=False)
    unrated = cases.filter(stage__in=[Stage.FEEDBACK, Stage.TRACKING], rated_round__lt=F("round"))
    lines = [
        _line(
            case,
            at,
            calendar,
            href=reverse("grievances:reply", args=[case.number]),
            words=_("You are asked something"),
        )
        for case in asked.order_by("due_at")[:HEAD]
    ]
    lines += [
        _line(
            case,
            at,
            calendar,
            href=reverse("grievances:answer", args=[case.number]),
            words=_("Is it solved? Three short questions"),
        )
        for case in unrated.order_by("due_at")[:HEAD]
    ]
    return lines


def own_cases(by: Actor, *, at: datetime) -> list[Line]:
    """The person's newest cases, filed or joined."""
    calendar = work_calendar(at=at)
    cases = Case.objects.followed_by(by.user).order_by("-pk")  # type: ignore[arg-type]
    return [_line(case, at, calendar) for case in cases[:HEAD]]


@dataclass(frozen=True, slots=True)
class Head:
    """The most urgent of one queue."""

    name: str
    label: str
    count: str
    lines: list[Line]


def queue_heads(by: Actor, *, at: datetime) -> list[Head]:
    """Each queue of this person with its most urgent cases; a case stands in the first alone.

    Empty queues are left out, and those that gather what other queues hold.
    """
    calendar, shown = work_calendar(at=at), set[int]()
    heads = []
    for name in queues_of(by):
        if name in GATHERING:
            continue
        cases = list(queue(name, by, at=at).exclude(pk__in=shown)[:HEAD])
        if cases:
            shown |= {case.pk for case in cases}
            count = capped(queue(name, by, at=at))
            lines = [_line(case, at, calendar) for case in cases]
            heads.append(Head(name, _(QUEUES[name][0]), count, lines))
    return heads


def overdue(by: Actor, *, at: datetime) -> str:
    """How many cases of this person's work are overdue, e.g. 3 or 99+; empty: none."""
    if "red" not in queues_of(by):
        return ""
    count = capped(queue("red", by, at=at))
    return "" if count == "0" else count


def links(by: Actor) -> list[tuple[str, str]]:
    """Other rooms this person works in: (label, address)."""
    powers = by.powers
    rooms = (
        (
            powers.areas(Permission.FILE_FOR_OTHERS),
            _("File for someone who phones or walks in"),
            "grievances:start",
        ),
        (powers.body_ids, _("Answer templates"), "grievances:templates"),
        (powers.areas(Permission.VERIFY_RESIDENTS), _("Who lives here"), "people:residents"),
        (powers.areas(Permission.APPOINT), _("Bodies and people"), "people:list"),
        (powers.areas(Permission.SET_RULES), _("Rules and times"), "places:rulebooks"),
    )
    return [(label, reverse(name)) for may, label, name in rooms if may]
