"""What is said by SMS when someone signs in."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from portal.notices.actions import Message, tell_address


def send_code(phone: str, digits: str, *, key: str, at: datetime) -> None:
    """Send the digits to a number (E.164), at most once per key."""
    words = _("%(code)s is your code for Linli. It works for %(minutes)d minutes. Tell nobody.") % {
        "code": digits,
        "minutes": settings.CODE_SECONDS // 60,
    }
    with transaction.atomic():
        tell_address(phone, Message(subject=words), event=f"code:{key}", at=at)
