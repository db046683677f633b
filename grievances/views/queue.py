"""The queue: who is due for what, the most urgent first; its filters."""

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from grievances.kinds import kind_labels
from grievances.panel import batched
from grievances.queries import place_words
from grievances.queues import (
    FILTERS,
    PAGE,
    QUEUES,
    after,
    capped,
    communities_of,
    narrowed,
    queue,
    queues_of,
)
from grievances.views.work import worker
from portal.loop import turns
from portal.loop.calendar import work_calendar
from portal.loop.fold import Urgency
from portal.loop.models import Case
from portal.loop.moves import Move
from portal.loop.reading import stage_words, time_left, urgency_words
from portal.loop.standing import Actor
from portal.loop.terms import Who
from portal.roles.grants import Permission


@login_required
@require_GET
def show_queue(request: HttpRequest) -> HttpResponse:
    """One queue: who is due for what, the most urgent first."""
    at, by = timezone.now(), worker(request)
    names = queues_of(by)
    if not names:
        raise Http404
    name = request.GET.get("queue", names[0])
    name = name if name in names else names[0]
    communities = communities_of(by)
    cases = narrowed(queue(name, by, at=at), request.GET, communities=communities)
    cases = cases.select_related("lead", "area", "community")
    page = list(after(cases, request.GET.get("after", ""))[: PAGE + 1])

    spec = turns.spec_of("grievance")
    context = {
        "links": _tabs(request, names, name, by, at),
        "rows": _rows(page[:PAGE], at, several=len(communities) > 1),
        "older": _older(request, page),
        "moves": [(m.name, _(m.label)) for m in spec.moves.values() if _fits(m, page, by)],
        "kinds": list(kind_labels().items()),
        "communities": [(each.code, each.name) for each in communities],
        "chosen": request.GET,
        "filtered": bool(_kept(request)),
        "heading": _(QUEUES[name][0]),
        "queue": name,
    }
    return render(request, "grievances/queue.html", context)


def _fits(move: Move, cases: list[Case], by: Actor) -> bool:
    """Whether a move may be made on many, by people like this one, at some of these stages."""
    powers = by.powers
    may = {
        Who.TRIAGER: powers.areas(Permission.TRIAGE),
        Who.APPROVER: powers.areas(Permission.TRIAGE),
        Who.SUPERVISOR: powers.areas(Permission.SUPERVISE),
        Who.WHISTLER: powers.areas(Permission.WHISTLE),
    }
    theirs = any(may.get(who, powers.body_ids) for who in move.who)
    return theirs and batched(move) and any(case.stage in move.sources for case in cases)


def _rows(cases: list[Case], at: datetime, *, several: bool) -> list[dict[str, Any]]:
    calendar, kinds = work_calendar(at=at), kind_labels()
    return [
        {
            "case": case,
            "left": time_left(
                case.due_at, waiting=case.waiting_since is not None, at=at, calendar=calendar
            ),
            "stage": stage_words(case.stage),
            "kind": kinds[case.kind],
            "urgency": urgency_words(case.urgency) if case.urgency == Urgency.EMERGENCY else "",
            "where": place_words(case.area.kind, case.area.name, case.community.name)
            if several
            else case.area.name,
        }
        for case in cases
    ]


def _kept(request: HttpRequest) -> dict[str, str]:
    """The filters of the address, to be carried along."""
    return {name: value for name in FILTERS if (value := request.GET.get(name, "").strip())}


def _older(request: HttpRequest, page: list[Case]) -> str:
    if len(page) <= PAGE:
        return ""
    last, kept = page[PAGE - 1], request.GET.copy()
    kept["after"] = f"{last.due_at.isoformat() if last.due_at else ''}~{last.pk}"
    return f"?{kept.urlencode()}"


def _tabs(
    request: HttpRequest, names: list[str], name: str, by: Actor, at: datetime
) -> list[dict[str, Any]]:
    kept = request.GET.copy()
    kept.pop("after", None)

    def address(each: str) -> str:
        kept["queue"] = each
        return f"?{kept.urlencode()}"

    return [
        {
            "text": _(QUEUES[each][0]),
            "href": address(each),
            "current": each == name,
            "count": capped(queue(each, by, at=at)),
        }
        for each in names
    ]
