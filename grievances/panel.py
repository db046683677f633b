"""What those who work on a case find beside its public page: moves, facts, warnings, likenesses."""

from datetime import datetime
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from grievances.actions.shelving import STAFF
from grievances.models import Grievance
from portal.loop import turns
from portal.loop.calendar import work_calendar
from portal.loop.clock import last_day
from portal.loop.models import Case
from portal.loop.reading import urgency_words
from portal.loop.sight import may_see_identity, worked_by
from portal.loop.spec import Move, Who
from portal.loop.standing import Actor
from portal.loop.words import day_words
from portal.people.models import Residency, User
from portal.search.queries import similar

# Moves with pages of their own, or made by the person or the sweep.
ELSEWHERE = frozenset({"publish", "take_in", "let_go", "reopen"})
# The one thing to press, where it is possible.
FIRST = ("clear", "accept", "sign", "contact", "report", "holds", "uphold", "extend", "report_in")


def panel(case: Case, grievance: Grievance, by: Actor, *, at: datetime) -> dict[str, Any]:
    """Everything the work panel shows."""
    state = turns.state_of(case)
    moves = [m for m in turns.moves_for(case, by, at=at) if set(m.who) != {Who.FILER}]
    names = {move.name for move in moves}
    return {
        "moves": _buttons(case, moves),
        "facts": _facts(case, grievance),
        "warnings": _warnings(case, at),
        "look": reverse("grievances:look", args=[case.number])
        if may_see_identity(by, case, state)
        else "",
        "alike": _alike(case, grievance, by, may_merge="merge" in names),
    }


def _buttons(case: Case, moves: list[Move]) -> list[dict[str, str]]:
    first = next((name for name in FIRST if name in {m.name for m in moves}), "")
    buttons = [
        {
            "text": _(move.label),
            "href": reverse("grievances:move", args=[case.number, move.name]),
            "kind": "primary" if move.name == first else "quiet",
        }
        for move in sorted(moves, key=lambda m: m.name != first)
        if move.name not in ELSEWHERE
    ]
    if any(move.name == "publish" for move in moves):
        href = reverse("grievances:publish", args=[case.number])
        text = _("Change the public page") if case.is_public else _("Clear for the public")
        buttons.append({"text": text, "href": href, "kind": "quiet"})
    return buttons


def _facts(case: Case, grievance: Grievance) -> list[dict[str, str]]:
    """What the desk needs to know at a glance."""
    helpers = case.assignments.filter(ended_at=None, is_lead=False).select_related("body")
    accused = case.accusations.select_related("body")
    rows = [
        (_("Urgency"), urgency_words(case.urgency)),
        (_("Decides"), case.desk.name),
        (_("Answer by"), day_words(case.respond_by)),
        (_("Finish by"), day_words(case.resolve_by)),
        (_("More time asked for"), day_words(case.extension_wanted)),
        (_("In charge"), case.person.name if case.person else ""),
        (_("Helps"), "、".join(row.body.name for row in helpers)),
        (_("Complains about"), "、".join(row.body.name for row in accused)),
        (_("Official code"), str(grievance.coding or "")),
        (_("Number at the hotline"), grievance.outside_number),
        (_("Who stands where"), sides(case)),
    ]
    return [{"label": label, "value": value} for label, value in rows if value]


def sides(case: Case) -> str:
    """Which groups are for it, by age and by tie to a household: a hint where views differ.

    Counts of those who filed or joined; nobody is named, and groups of one are left out.
    """
    ids = {case.filer_id, *case.joinings.values_list("user_id", flat=True)} - {None}
    ages = User.objects.filter(pk__in=ids).exclude(age="").values_list("age")
    ties = Residency.objects.filter(user__in=ids).values_list("tie")
    labels = dict(User.Age.choices) | dict(Residency.Tie.choices)
    groups = [*ages.annotate(n=Count("pk")), *ties.annotate(n=Count("user", distinct=True))]
    return "、".join(f"{labels[group]} {n}" for group, n in groups if n > 1)


def _warnings(case: Case, at: datetime) -> list[str]:
    """What must not be overlooked."""
    found = []
    if case.supervised_at:
        found.append(_("The street supervises this case."))
    if case.objection_open:
        found.append(_("The lead has objected. The street decides."))
    if case.waiting_since:
        found.append(_("The clock stands still: we are waiting for the person’s answer."))
    if case.due_at and work_calendar(at=at).is_provisional(last_day(case.due_at)):
        found.append(_("The official calendar of that year is not out yet; the day may move."))
    return found


def _alike(case: Case, grievance: Grievance, by: Actor, *, may_merge: bool) -> list[dict[str, str]]:
    """Similar open cases of the community, with a way to merge this one into them."""
    scored = similar(grievance.text, shelves=[STAFF], community=case.community_id, limit=6)
    ids = [ref for ref, _score in scored if ref != case.pk]
    found = worked_by(by).filter(pk__in=ids).in_bulk()
    return [
        {
            "number": found[ref].number,
            "title": found[ref].title,
            "merge": reverse("grievances:move", args=[case.number, "merge"])
            + f"?into={found[ref].number}"
            if may_merge
            else "",
        }
        for ref in ids
        if ref in found
    ]
