"""How many unread messages the header shows."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from portal.notices.models import Notice
from portal.people.models import User

SHOWN_AT_MOST = 99


def unread_count(user: User) -> int:
    """How many notices a person has not opened, at most 99: one query over a partial index."""
    rows = Notice.objects.inbox_of(user).unread().order_by().values("pk")
    return rows[:SHOWN_AT_MOST].count()


def inbox_count(request: HttpRequest) -> dict[str, object]:
    """Give templates `inbox_count`; a page that does not show it asks nothing."""

    def count() -> int:
        user = getattr(request, "user", None)
        return unread_count(user) if isinstance(user, User) and user.pk else 0

    return {"inbox_count": SimpleLazyObject(count)}
