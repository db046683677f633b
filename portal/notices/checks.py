"""Says at start, not at the first message, that a channel is not set up."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import ImproperlyConfigured

from portal.notices.channels import email, sms


@register
def channels_are_set_up(**_kwargs: Any) -> list[CheckMessage]:
    """Make each channel once; notices.E001, and notices.E002 for a lease switched off."""
    found: list[CheckMessage] = []
    try:
        sms()
        email()
    except ImproperlyConfigured as error:
        found.append(Error(str(error), id="notices.E001"))
    if not (settings.NOTICES_LEASE or settings.DEBUG):
        found.append(Error("PORTAL_NOTICES_LEASE=0 is for tests.", id="notices.E002"))
    return found
