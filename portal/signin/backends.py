"""Whom a session belongs to, read together with whether they need a second step."""

from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.utils import timezone

from portal.people.guarded import needs_second_step
from portal.people.models import User

# Stand for the user and the day in the query while it is made.
_SOMEBODY, _SOME_DAY = -1, date(1000, 1, 1)


class Backend(AuthenticationBackend):
    """allauth's, whose user knows `needs_second_step`; a closed account has no session."""

    def get_user(self, user_id: int) -> User | None:
        """The session's user; None once the account is closed."""
        today = timezone.localdate()
        sql, params = _query()
        meant = {_SOMEBODY: user_id, _SOME_DAY: today}
        given = [meant.get(value, value) for value in params]
        user = next(iter(User.objects.raw(sql, given)), None)
        return user if user and self.user_can_authenticate(user) else None


@cache
def _query() -> tuple[str, tuple[Any, ...]]:
    """The query every signed-in page begins with, made once: that takes longer than to ask it."""
    noon = datetime(_SOME_DAY.year, _SOME_DAY.month, _SOME_DAY.day, 4, tzinfo=UTC)
    marked = User.objects.annotate(needs_second_step=needs_second_step(at=noon))
    sql, params = marked.filter(pk=_SOMEBODY).query.sql_with_params()
    return sql, params
