"""Whom a session belongs to, read together with whether they need a second step."""

from allauth.account.auth_backends import AuthenticationBackend
from django.utils import timezone

from portal.people.guarded import needs_second_step
from portal.people.models import User


class Backend(AuthenticationBackend):
    """allauth's, whose user knows `needs_second_step`; a closed account has no session."""

    def get_user(self, user_id: int) -> User | None:
        """The session's user; None once the account is closed."""
        now = timezone.now()  # noqa: TID251 - a session is asked about the present
        marked = User.objects.annotate(needs_second_step=needs_second_step(at=now))
        user = marked.filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None
