"""A case's page: for everybody what is cleared, for its people their own words beside it."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from grievances.kinds import kind_words
from grievances.masks import masked
from grievances.panel import panel
from grievances.queries import place_words
from grievances.timeline import level_of, timeline
from grievances.views.access import Seen, seen, viewer
from portal.attachments.models import Attachment
from portal.loop import turns
from portal.loop.calendar import work_calendar
from portal.loop.clock import WorkCalendar, last_day
from portal.loop.fold import Stage
from portal.loop.models import Case, Step
from portal.loop.reading import stage_words, time_left, urgency_words
from portal.loop.sight import visible_to
from portal.loop.stations import due_words, full, has_line
from portal.loop.words import day_words, time_words

OWN_MOVES = ("answer", "rate", "reopen", "withdraw")


@require_GET
def case(request: HttpRequest, number: str) -> HttpResponse:
    """What this person may see of a case."""
    at = timezone.now()
    found = seen(request, number, at=at)

    context = _facts(request, found, at)
    answer = render(request, "grievances/case.html", context)
    if found.sight.anything:
        answer["Cache-Control"] = "private, no-store"
    return answer


def _facts(request: HttpRequest, found: Seen, at: Any) -> dict[str, Any]:
    this, sight = found.case, found.sight
    calendar = work_calendar(at=at)
    steps = list(this.steps.select_related("body").in_order())
    photos = _photos(found, steps)
    others = _others(found)
    spec = turns.spec_of(this.origin)
    waiting = this.waiting_since is not None
    left = time_left(this.due_at, waiting=waiting, at=at, calendar=calendar)
    level = level_of(own=sight.own, full=sight.full or sight.check)
    own_moves = _own_moves(found, at) if sight.own else set()
    return {
        "case": this,
        "sight": sight,
        "grievance": found.grievance,
        "title": _title(found),
        "public_text": masked(found.grievance.public_text) if found.grievance else "",
        "own_text": found.grievance.text if found.grievance and found.reads_filed else "",
        "photos": photos.get(0, []),
        "where": place_words(this.area.kind, this.area.name, this.community.name),
        "kind": kind_words(this.kind),
        "stage": stage_words(this.stage),
        "urgency": urgency_words(this.urgency),
        "left": left,
        "is_late": left.tone == "late",
        "deadlines": _deadlines(this),
        "stations": _stations(this, steps, at, calendar) if has_line(this.stage) else [],
        "steps": timeline(steps, spec, level=level, photos=photos, others=others),
        "calls": _calls(this),
        "into": others.get(this.merged_into_id or 0),
        "merged": sorted(n for pk, n in others.items() if pk != this.merged_into_id),
        "provisional": bool(this.due_at and calendar.is_provisional(last_day(this.due_at))),
        "own_moves": own_moves,
        "joined": _joined(request, found),
        "may_join": _may_join(request, found),
        "asked": _asked(steps) if "answer" in own_moves else None,
        "is_filer": found.is_filer,
        "work": _work(found, steps, at),
        **_map(found),
    }


def _work(found: Seen, steps: list[Step], at: Any) -> dict[str, Any] | None:
    """The panel of those who work on it; nothing for others."""
    if found.grievance is None or not (found.sight.full or found.sight.check):
        return None
    return panel(found.case, found.grievance, found.by, steps=steps, at=at)


def _title(found: Seen) -> str:
    """The title as filed for who may read it, the cleared one for all, else the kind."""
    if found.reads_filed:
        return found.case.title
    return masked(found.case.title) if found.case.is_public else kind_words(found.case.kind)


def _photos(found: Seen, steps: list[Step]) -> dict[int, list[dict[str, str]]]:
    """Photos by step (0: the complaint's own), those this person may see; one query."""
    holders = {f"step:{step.pk}": step.pk for step in steps} | {f"grievance:{found.case.pk}": 0}
    rows = Attachment.objects.filter(holder__in=holders).order_by("holder", "position")
    if not found.reads_filed:
        rows = rows.cleared()
    shown: dict[int, list[dict[str, str]]] = {}
    for photo in rows:
        where = [found.case.number, photo.pk]
        mark = f"?v={photo.version}"
        place = shown.setdefault(holders[photo.holder], [])
        place.append(
            {
                "src": reverse("grievances:photo", args=[*where, "thumb"]) + mark,
                "href": reverse("grievances:photo", args=[*where, "full"]) + mark,
                "alt": _("Photo %s") % (len(place) + 1),
            }
        )
    return shown


def _others(found: Seen) -> dict[int, str]:
    """Numbers by id of the cases this one was merged with, those that exist for this person."""
    linked = Case.objects.filter(Q(merged_into=found.case) | Q(pk=found.case.merged_into_id))
    linked = visible_to(found.by).filter(pk__in=linked.values("pk"))
    return dict(linked.values_list("pk", "number"))


def _deadlines(this: Case) -> list[dict[str, str]]:
    rows = []
    if this.stage in (Stage.FILED, Stage.LEADING, Stage.HANDLING):
        if this.respond_by and not this.responded_at:
            rows.append((_("Answer by"), due_words(this.respond_by)))
        if this.resolve_by:
            rows.append((_("Result by"), due_words(this.resolve_by)))
    if this.promised_at and this.is_open:
        rows.append((_("Promised for"), day_words(this.promised_at)))
    if this.check_at and this.is_open:
        rows.append((_("Checked on"), day_words(this.check_at)))
    return [{"label": label, "value": value} for label, value in rows]


def _stations(this: Case, steps: list[Step], at: Any, calendar: WorkCalendar) -> Any:
    lead = this.lead.name if this.lead else ""
    decided = next((s.body.name for s in reversed(steps) if s.move == "accept" and s.body), "")
    checked = next((s.body.name for s in reversed(steps) if s.move == "holds" and s.body), "")
    who = {
        Stage.LEADING: decided or this.desk.name,
        Stage.HANDLING: lead,
        Stage.FEEDBACK: _("The person"),
        Stage.TRACKING: checked or _("Somebody who had no hand in it"),
    }
    return full(this, steps, who=who, at=at, calendar=calendar)


def _calls(this: Case) -> list[dict[str, Any]]:
    rows = this.calls.order_by("pk").values_list("body__name", "called_at", "due_at", "reported_at")
    return [
        {
            "body": body,
            "called": time_words(called),
            "came": time_words(came) if came else "",
            "due": due_words(due),
            "late": (came or timezone.now()) > due,
        }
        for body, called, due, came in rows
    ]


def _own_moves(found: Seen, at: Any) -> set[str]:
    possible = turns.moves_for(found.case, found.person, at=at)
    return {move.name for move in possible if move.name in OWN_MOVES}


def _joined(request: HttpRequest, found: Seen) -> bool:
    user = viewer(request)
    return bool(found.sight.own and user and found.case.joinings.filter(user=user).exists())


def _may_join(request: HttpRequest, found: Seen) -> bool:
    return found.case.is_open and not found.sight.own and viewer(request) is not None


def _asked(steps: list[Step]) -> Step | None:
    return next((step for step in reversed(steps) if step.move == "ask"), None)


def _map(found: Seen) -> dict[str, str]:
    """The plan with the point, for those who may know more than the building."""
    grievance = found.grievance
    if grievance is None or grievance.point_x is None or not found.reads_filed:
        return {}
    address = reverse("grievances:plan", args=[found.case.community_id])
    return {"plan": f"{address}?x={grievance.point_x}&y={grievance.point_y}"}
