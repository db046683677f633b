"""What those who work on a case find beside its public page: moves, facts, warnings, likenesses."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from grievances.actions.shelving import STAFF
from grievances.briefs import briefs
from grievances.models import Grievance
from portal.loop import turns
from portal.loop.fold import Stage
from portal.loop.models import Case, Step
from portal.loop.reading import urgency_words
from portal.loop.sight import may_see_identity, worked_by
from portal.loop.spec import Move, Who
from portal.loop.standing import Actor
from portal.loop.words import day_words
from portal.people.models import Residency, User
from portal.search.queries import similar

# Moves with pages of their own (what is cleared must be read, case by case), or made by the
# person or the sweep. Whether a caller’s three answers send the case round again, the answers
# say: `rate` takes both.
ELSEWHERE = frozenset({"publish", "take_in", "let_go", "reopen"})
# The one thing to press, where it is possible.
FIRST = (
    *("uphold", "extend", "clear", "report_in", "accept", "sign", "contact", "report"),
    *("holds", "rate", "resume"),
)
# What may be pressed instead, beside it: where two answers weigh the same, both are buttons.
INSTEAD = {
    "uphold": "overrule",
    "extend": "refuse_time",
    "clear": "rework",
    "accept": "decline",
    "holds": "relapsed",
    "rate": "call",
}
GROUPS = (
    ("decide", ("overrule", "refuse_time", "rework", "decline", "merge", "unmerge", "pass_on")),
    ("decide", ("reassign", "send_back", "accuse", "set_aside")),
    ("work", ("note", "ask", "want_time", "object")),
    ("others", ("whistle", "supervise")),
    ("after", ("call", "relapsed")),
    ("public", ("publish", "unpublish")),
)


def batched(move: Move) -> bool:
    """Whether a move may be made on many cases at once: nobody clears unread what all may read."""
    return move.in_batch and move.name not in ELSEWHERE


def move_words(move: Move) -> str:
    """A move’s name on a button of those who work: whoever calls writes down what they heard."""
    return _("Write down their three answers") if move.name == "rate" else _(move.label)


def panel(
    case: Case, grievance: Grievance, by: Actor, *, steps: Sequence[Step], at: datetime
) -> dict[str, Any]:
    """Everything the work panel shows."""
    state = turns.state_of(case)
    moves = {m.name: m for m in turns.moves_for(case, by, at=at) if set(m.who) != {Who.FILER}}
    first = next((name for name in FIRST if name in moves), "")
    pressed = [moves[name] for name in (first, INSTEAD.get(first, "")) if name in moves]
    return {
        "briefs": briefs(case, steps, moves),
        "buttons": [_button(case, move) for move in pressed],
        "groups": _groups(case, [move for move in moves.values() if move not in pressed]),
        "facts": _facts(case, grievance),
        "warnings": _warnings(case, at),
        "look": reverse("grievances:look", args=[case.number])
        if may_see_identity(by, case, state)
        else "",
        "alike": _alike(case, grievance, by, may_merge="merge" in moves),
    }


def _button(case: Case, move: Move) -> dict[str, str]:
    if move.name == "publish":
        text = _("Change the public page") if case.is_public else move_words(move)
        return {"text": text, "href": reverse("grievances:publish", args=[case.number])}
    href = reverse("grievances:move", args=[case.number, move.name])
    return {"text": move_words(move), "href": href, "note": _notes().get(move.name, "")}


def _groups(case: Case, moves: list[Move]) -> list[dict[str, Any]]:
    """The other moves, by what they are for; a move the table gains lands with the work."""
    place = {name: (group, n) for n, (group, names) in enumerate(GROUPS) for name in names}
    shown = [m for m in moves if m.name not in ELSEWHERE or m.name == "publish"]
    shown.sort(key=lambda m: _order(m.name))
    found: dict[str, list[dict[str, str]]] = {name: [] for name in _headings()}
    for move in shown:
        found[place.get(move.name, ("work", 0))[0]].append(_button(case, move))
    return [
        {"title": title, "moves": found[name]} for name, title in _headings().items() if found[name]
    ]


def _order(name: str) -> int:
    names = [each for _group, members in GROUPS for each in members]
    return names.index(name) if name in names else -1


def _headings() -> dict[str, str]:
    return {
        "work": _("Go on with it"),
        "decide": _("Decide differently"),
        "others": _("Bring others in"),
        "after": _("Ask and look again"),
        "public": _("The public page"),
    }


def _notes() -> dict[str, str]:
    """A word more beside what is easily taken for something else."""
    return {
        "note": _("For the person, or internal."),
        "ask": _("The clock stands still until they answer."),
        "want_time": _("Once; the desk decides."),
        "object": _("Once; the street decides."),
        "merge": _("Its people are told everything there. Can be undone."),
        "pass_on": _("Another desk is to decide."),
        "decline": _("With your reason, and where to go instead."),
        "reassign": _("Another body takes it over at once."),
        "send_back": _("The lead is let go, and it is decided anew."),
        "accuse": _("That body sees it no longer and can’t lead it."),
        "set_aside": _("Counts in no rate."),
        "whistle": _("They must report in within one working day."),
        "supervise": _("The lead and its head are told; everybody sees it."),
        "call": _("Nobody answered, or they gave no answer."),
    }


def _facts(case: Case, grievance: Grievance) -> list[dict[str, str]]:
    """What the desk needs to know at a glance."""
    helpers = case.assignments.filter(ended_at=None, is_lead=False).select_related("body")
    accused = case.accusations.select_related("body")
    rows = [
        (_("Urgency"), urgency_words(case.urgency)),
        (_("Decides"), case.desk.name),
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
    ids = set(case.joinings.values_list("user_id", flat=True))
    ids |= {case.filer_id} if case.filer_id else set()
    ages = User.objects.filter(pk__in=ids).exclude(age="").values_list("age")
    ties = Residency.objects.filter(user__in=ids).values_list("tie")
    labels = dict(User.Age.choices) | dict(Residency.Tie.choices)
    groups = [*ages.annotate(n=Count("pk")), *ties.annotate(n=Count("user", distinct=True))]
    return "、".join(f"{labels[group]} {n}" for group, n in groups if n > 1)


def _warnings(case: Case, at: datetime) -> list[str]:
    """What must not be overlooked."""
    found = []
    if case.unreached and _rates_wait(case):
        found.append(_("Nobody answered at %(n)s of 2 calls.") % {"n": case.unreached})
    if case.stage == Stage.TRACKING and case.check_at and at < case.check_at:
        found.append(_("“It holds” can be said after %s.") % day_words(case.check_at))
    return found


def _rates_wait(case: Case) -> bool:
    after_result = case.stage in (Stage.FEEDBACK, Stage.TRACKING)
    return after_result and case.rated_round < case.round


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
