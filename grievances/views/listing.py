"""The public list: what neighbours said, and how far it is. Made to be fast for everybody."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from grievances.drawing import listed
from grievances.kinds import kind_labels
from grievances.loop import KINDS
from grievances.queries import HIGHEST, Wanted, communities, public_page
from portal.face import preferences
from portal.face.everybody import for_everybody
from portal.face.kept import kept

STATES = ("", "open", "late", "done")
LONGEST_WORDS = 60


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Cleared cases, newest first; the filters are in the address.

    All that is public is one piece, the same for who is signed in and who isn't; the newest pages
    of the house and of each community are kept until something public changes.
    """
    wanted, strange = read(request)

    def content() -> SafeString:
        return _content(request, wanted, strange=strange)

    if strange or not _is_common(wanted):
        return render(request, "grievances/list.html", {"content": content()})

    look = preferences.read(request)
    piece = kept(f"list:{query(wanted, before=None)}:{get_language()}:{look.mode}", content)
    answer = render(request, "grievances/list.html", {"content": piece})
    # Another spelling of the same address is not worth keeping a page for.
    return for_everybody(answer) if _spelt(wanted) == request.META["QUERY_STRING"] else answer


def _is_common(wanted: Wanted) -> bool:
    """Whether many ask for this very page: there are some hundreds of them, not more."""
    if wanted.words or wanted.kind or wanted.before is not None:
        return False
    return wanted.community is None or wanted.community in dict(communities())


def _spelt(wanted: Wanted) -> str:
    return query(wanted, before=None)[1:]


def _content(request: HttpRequest, wanted: Wanted, *, strange: bool) -> SafeString:
    at = timezone.now()
    shown = public_page(wanted, at=at)
    context = {
        "rows": listed(shown.marks, at=at),
        "is_empty": not shown.marks,
        "older": query(wanted, before=shown.before) if shown.before else "",
        "newest": query(wanted, before=None) if wanted.before is not None else "",
        "states": _states(wanted),
        "communities": communities(),
        "kinds": kind_labels().items(),
        "wanted": wanted,
        "narrowed": bool(wanted.kind or wanted.words or wanted.community),
        "strange": strange,
        "face": preferences.read(request),
    }
    # Without the request: nothing of a person can get into it.
    return render_to_string("grievances/list_content.html", context)


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
