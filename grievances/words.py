"""By which words a complaint is found: as filed by those who work on it, as cleared by all."""

from collections.abc import Iterator

from grievances.models import Grievance
from portal.search.actions import Entry
from portal.search.rebuild import Source

STAFF, PUBLIC = "case:staff", "case:public"
_CHUNK = 1000


def entries_of(grievance: Grievance) -> Iterator[Entry]:
    """What belongs on the shelves now, of a complaint read with its case."""
    case = grievance.case
    shelves = {STAFF: grievance.text}
    if case.is_public:
        shelves[PUBLIC] = grievance.public_text
    for shelf, words in shelves.items():
        yield Entry(
            shelf=shelf,
            ref=case.pk,
            community=case.community_id,
            is_open=case.is_open,
            text=f"{case.number} {case.title} {words}",
        )


def _everything() -> Iterator[Entry]:
    rows = Grievance.objects.select_related("case").order_by("pk")
    for grievance in rows.iterator(chunk_size=_CHUNK):
        yield from entries_of(grievance)


SOURCE = Source(shelves=(STAFF, PUBLIC), entries=_everything)
