"""Keep the search's shelves in step with a complaint: the words as filed, and the cleared ones."""

from grievances.models import Grievance
from grievances.words import PUBLIC, STAFF, entries_of
from portal.search import actions as search

__all__ = ["PUBLIC", "STAFF", "shelve"]


def shelve(grievance: Grievance) -> None:
    """Put the complaint's words where those who may read them find them."""
    search.index_many(entries_of(grievance))
    if not grievance.case.is_public:
        search.forget(PUBLIC, grievance.case.pk)
