"""Leaving the house for good."""

from datetime import datetime

from django.db import transaction

from portal.notices.models import Notice
from portal.people.erasing import erase
from portal.people.models import User


@transaction.atomic
def leave(user: User, *, at: datetime) -> None:
    """Erase a person here and everything they were told; raises StillInOffice."""
    erase(user, at=at)
    Notice.objects.filter(user=user).delete()
