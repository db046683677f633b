"""The public list: what neighbours said, and how far it is. Made to be fast for everybody."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from grievances.drawing import listed
from grievances.kinds import kind_labels
from grievances.loop import KINDS
from grievances.queries import HIGHEST, Wanted, communities, public_page

STATES = ("", "open", "late", "done")
LONGEST_WORDS = 60


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Cleared cases, newest first; the filters are in the address."""
    wanted, strange = read(request)
    shown = public_page(wanted, at=timezone.now())

    context = {
        "rows": listed(shown.rows, at=timezone.now()),
        "is_empty": not shown.rows,
        "older": query(wanted, before=shown.before) if shown.before else "",
        "newest": query(wanted, before=None) if wanted.before is not None else "",
        "states": _states(wanted),
        "communities": communities(),
        "kinds": kind_labels().items(),
        "wanted": wanted,
        "narrowed": bool(wanted.kind or wanted.words or wanted.community),
        "strange": strange,
    }
    return render(request, "grievances/list.html", context)


def _states(wanted: Wanted) -> list[dict[str, object]]:
    names = {"": _("All"), "open": _("Under way"), "late": _("Overdue"), "done": _("Finished")}
    return [
        {
            "text": names[state],
            "href": query(wanted._replace(state=state), before=None) or "?",
            "current": state == wanted.state,
        }
        for state in STATES
    ]


def read(request: HttpRequest) -> tuple[Wanted, bool]:
    """What the address asks for, and whether some of it made no sense and was left out."""
    given = request.GET
    kind, state = given.get("kind", ""), given.get("state", "")
    wanted = Wanted(
        community=_positive(given.get("community", "")),
        kind=kind if kind in KINDS else "",
        state=state if state in STATES else "",
        words=given.get("q", "").replace("\x00", "").strip()[:LONGEST_WORDS],
        before=_positive(given.get("before", "")),
    )
    asked = {"community": wanted.community, "kind": wanted.kind, "state": wanted.state}
    asked["before"] = wanted.before
    strange = any(given.get(name) and not value for name, value in asked.items())
    return wanted, strange


def _positive(text: str) -> int | None:
    if not text.isascii() or not text.isdecimal() or len(text) > len(str(HIGHEST)):
        return None
    number = int(text)
    return number if 0 < number <= HIGHEST else None


def query(wanted: Wanted, *, before: int | None) -> str:
    """The address of a list: only what narrows it."""
    parts = {
        "community": wanted.community,
        "kind": wanted.kind,
        "state": wanted.state,
        "q": wanted.words,
        "before": before,
    }
    kept = {name: value for name, value in parts.items() if value}
    return f"?{urlencode(kept)}" if kept else "?"
