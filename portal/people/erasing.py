"""Erasing a person: what the law makes the community keep stays, without the name.

个人信息保护法 art. 47. Cases, votes, ledger lines and logs point at the same row, which no longer
says who it was; append-only tables are not touched.
"""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from portal.people.accounts import end_sessions
from portal.people.models import Duty, Membership, Residency, User
from portal.people.terms import ended


class StillInOffice(ValueError):
    """Whoever holds a seat or a duty lays it down first."""


@transaction.atomic
def erase(user: User, *, at: datetime) -> None:
    """Take the name, the number and everything else personal off an account, and close it.

    Raises StillInOffice.
    """
    day = localdate(at)
    row = User.objects.select_for_update().get(pk=user.pk)
    for held in (Membership, Duty):
        if held.objects.on(day).filter(user=row).exists():
            raise StillInOffice
    for home in Residency.objects.filter(user=row):
        home.term = ended(home.term, on=day)
        home.save(update_fields=["term"])
    row.name = _("Someone who left")
    row.username, row.email, row.age, row.language = None, "", "", ""
    row.set_phone("")
    row.phone_verified_at = None
    row.set_unusable_password()
    row.is_active = row.is_staff = row.is_superuser = False
    row.erased_at = at
    row.save()
    Authenticator.objects.filter(user=row).delete()
    end_sessions(row)
