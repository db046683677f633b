"""Reading for lists: rows of columns alone, and the communities one may choose among."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from django.core.cache import cache
from django.db.models import QuerySet

from grievances.actions.shelving import PUBLIC
from portal.loop.fold import ENDS
from portal.loop.models import Case, CaseQuerySet
from portal.places.models import Area, Kind
from portal.search.queries import search, similar

PAGE = 20
HIGHEST = 2**63 - 1
MOST_COMMUNITIES = 200
_MINUTES = 60


class Mark(NamedTuple):
    """What tells whether a row drawn earlier still holds: lists ask for nothing else at first."""

    id: int
    version: int
    due_at: datetime | None


class Row(NamedTuple):
    """What one line of a list shows; nothing of it is personal."""

    id: int
    version: int
    number: str
    title: str
    kind: str
    stage: str
    round: int
    urgency: str
    due_at: datetime | None
    waiting_since: datetime | None
    filed_at: datetime
    ended_at: datetime | None
    supervised_at: datetime | None
    place_kind: str
    place: str
    community: str
    lead: str | None


_COLUMNS = (
    *Row._fields[: Row._fields.index("place_kind")],
    "area__kind",
    "area__name",
    "community__name",
    "lead__name",
)


def marks(cases: QuerySet[Case]) -> list[Mark]:
    """Cases as marks: one query over three columns of one table."""
    return [Mark._make(values) for values in cases.values_list(*Mark._fields)]


def rows(cases: QuerySet[Case]) -> list[Row]:
    """Cases as rows: one query, no objects made."""
    return [Row._make(values) for values in cases.values_list(*_COLUMNS)]


def place_words(kind: str, name: str, community: str) -> str:
    """Where it is, to the building at most."""
    return f"{community} {name}" if kind == Kind.BUILDING else community


class Shown(NamedTuple):
    """One page of the public list, and the id to go on below; None: this was the last."""

    marks: list[Mark]
    before: int | None


class Wanted(NamedTuple):
    """What the address of the public list asks for."""

    community: int | None = None
    kind: str = ""
    state: str = ""
    words: str = ""
    before: int | None = None


def public_page(wanted: Wanted, *, at: datetime) -> Shown:
    """Cleared cases, newest first, at most a page; words are looked for on the public shelf."""
    if wanted.words:
        return _found(wanted, at=at)
    cases = _narrowed(Case.objects.public(), wanted, at=at)
    if wanted.before is not None:
        cases = cases.filter(pk__lt=wanted.before)
    found = marks(cases.order_by("-pk")[: PAGE + 1])
    more = len(found) > PAGE
    return Shown(found[:PAGE], found[PAGE - 1].id if more else None)


def _found(wanted: Wanted, *, at: datetime) -> Shown:
    page = search(
        wanted.words,
        shelves=[PUBLIC],
        communities=None if wanted.community is None else [wanted.community],
        before=wanted.before,
        limit=PAGE,
        open_only=wanted.state in {"open", "late"},
    )
    cases = _narrowed(Case.objects.public().filter(pk__in=page.refs), wanted, at=at)
    return Shown(marks(cases.order_by("-pk")), page.refs[-1] if page.more else None)


def _narrowed(cases: CaseQuerySet, wanted: Wanted, *, at: datetime) -> CaseQuerySet:
    if wanted.community is not None:
        cases = cases.filter(community=wanted.community)
    if wanted.kind:
        cases = cases.filter(kind=wanted.kind)
    if wanted.state == "open":
        cases = cases.open()
    elif wanted.state == "late":
        cases = cases.overdue(at=at).filter(waiting_since=None)
    elif wanted.state == "done":
        cases = cases.filter(stage__in=sorted(ENDS))
    return cases


def alike(text: str, *, community: int | None, limit: int = 3) -> list[Row]:
    """Open public cases that read like a text, the likest first."""
    if community is None or len(text.strip()) < 4:  # noqa: PLR2004 - two words
        return []
    found = [ref for ref, _likeness in similar(text, shelves=[PUBLIC], community=community)]
    return in_order(found[:limit])


def in_order(ids: Collection[int]) -> list[Row]:
    """Public cases of these ids, in the order of the ids."""
    if not ids:
        return []
    found = {row.id: row for row in rows(Case.objects.public().open().filter(pk__in=ids))}
    return [found[pk] for pk in ids if pk in found]


def communities() -> list[tuple[int, str]]:
    """The communities one may choose among, by name; asked once in some minutes."""
    found: list[tuple[int, str]] | None = cache.get("grievances:communities")
    if found is None:
        named = Area.objects.communities().order_by("path").values_list("pk", "name")
        found = list(named[:MOST_COMMUNITIES])
        cache.set("grievances:communities", found, 5 * _MINUTES)
    return found
