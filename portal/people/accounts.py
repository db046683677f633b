"""What is done to accounts: beginning, a verified number, ended sessions, erasure."""

from datetime import datetime
from importlib import import_module

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from portal.people.models import PHONE_COLUMN, User
from portal.people.sealed import fingerprint


class PhoneTaken(ValueError):
    """Another account has verified this number."""


def _lock_number(mark: str) -> None:
    # Two sign-ins with one new number make one account.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [mark])


def _take_from_the_unverified(mark: str) -> None:
    User.objects.filter(phone_hash=mark, phone_verified_at=None).update(phone="", phone_hash="")


@transaction.atomic
def admit(phone: str, *, at: datetime) -> tuple[User, bool]:
    """The account of whoever has just shown that this number (E.164) is theirs.

    Made on first coming; the second value says so. Whoever only typed the number loses it.
    """
    mark = fingerprint(phone, column=PHONE_COLUMN)
    _lock_number(mark)
    if user := User.objects.by_phone(phone):
        return user, False
    _take_from_the_unverified(mark)
    return User.objects.create_user(name=_("Neighbour"), phone=phone, phone_verified_at=at), True


@transaction.atomic
def verify_phone(user: User, *, phone: str, at: datetime) -> None:
    """Give a user the number (E.164) they have just shown to be theirs; raises PhoneTaken."""
    mark = fingerprint(phone, column=PHONE_COLUMN)
    _lock_number(mark)
    owner = User.objects.by_phone(phone)
    if owner and owner.pk != user.pk:
        raise PhoneTaken
    user.set_phone(phone)
    user.phone_verified_at = at
    user.save(update_fields=["phone", "phone_hash", "phone_verified_at"])
    _take_from_the_unverified(mark)


def end_sessions(user: User) -> None:
    """End every session of a user at once, on every device, even with the cache away."""
    User.objects.filter(pk=user.pk).update(session_round=F("session_round") + 1)
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    for session in UserSession.objects.filter(user_id=user.pk):
        store.delete(session.session_key)
        session.delete()


@transaction.atomic
def close(user: User) -> None:
    """Close an account: nobody signs in with it any more, and nobody stays."""
    User.objects.filter(pk=user.pk).update(is_active=False)
    end_sessions(user)
