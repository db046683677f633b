"""What is said by SMS when someone signs in.

A code is worth something for five minutes: it goes to the channel at once, not through the outbox,
and no row ever holds it. Whoever got none asks for another.
"""

from django.conf import settings
from django.utils.translation import gettext as _

from portal.notices.channels import sms
from portal.notices.channels.parcel import Parcel, Undelivered


class Unsent(Exception):
    """The message did not go out."""


def send_code(phone: str, digits: str, *, key: str) -> None:
    """Send the digits to a number (E.164); raises Unsent."""
    words = _("%(code)s is your code for Linli. It works for %(minutes)d minutes. Tell nobody.") % {
        "code": digits,
        "minutes": settings.CODE_SECONDS // 60,
    }
    try:
        sms().send(Parcel(key=key, to=phone, subject=words, code=digits))
    except Undelivered as error:
        raise Unsent from error
