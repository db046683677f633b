"""Choosing how to be told."""

from collections.abc import Mapping

from django.db import transaction

from portal.notices.models import Preference
from portal.people.models import User


@transaction.atomic
def choose(user: User, *, wants: Mapping[str, bool]) -> None:
    """Keep for each channel whether the person wants it; the inbox can't be switched off."""
    for channel, wanted in wants.items():
        Preference.objects.update_or_create(
            user=user, channel=Preference.Channel(channel), defaults={"wants": wanted}
        )
