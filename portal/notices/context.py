"""How many unread messages the header shows."""

from django.db import connection
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from portal.people.models import User

SHOWN_AT_MOST = 99
_UNREAD = """
SELECT count(*) FROM (
    SELECT FROM notices_notice WHERE user_id = %s AND channel = 'inbox' AND read_at IS NULL LIMIT %s
) AS unread"""


def unread_count(user: User) -> int:
    """How many notices a person has not opened, at most 99: one query over a partial index."""
    # In every signed-in page: written out, for making the query took longer than asking it.
    with connection.cursor() as cursor:
        cursor.execute(_UNREAD, [user.pk, SHOWN_AT_MOST])
        (count,) = cursor.fetchone()
    return int(count)


def inbox_count(request: HttpRequest) -> dict[str, object]:
    """Give templates `inbox_count`; a page that does not show it asks nothing."""

    def count() -> int:
        user = getattr(request, "user", None)
        return unread_count(user) if isinstance(user, User) and user.pk else 0

    return {"inbox_count": SimpleLazyObject(count)}
