"""Keep the search's shelves in step with a complaint: the words as filed, and the cleared ones."""

from grievances.models import Grievance
from portal.search import actions as search

STAFF, PUBLIC = "case:staff", "case:public"


def shelve(grievance: Grievance) -> None:
    """Put the complaint's words where those who may read them find them."""
    case = grievance.case
    community, is_open = case.community, case.is_open
    words = f"{case.number} {case.title} {grievance.text}"
    search.index(STAFF, case.pk, text=words, community=community, is_open=is_open)
    if case.is_public:
        cleared = f"{case.number} {case.title} {grievance.public_text}"
        search.index(PUBLIC, case.pk, text=cleared, community=community, is_open=is_open)
    else:
        search.forget(PUBLIC, case.pk)
