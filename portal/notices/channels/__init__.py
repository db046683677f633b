"""Ways out of the house: which one carries SMS and e-mail is the installation's setting."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from portal.notices.channels.aliyun import Aliyun
from portal.notices.channels.local import Console, File
from portal.notices.channels.mail import Mail
from portal.notices.channels.parcel import Channel
from portal.notices.channels.tencent import Tencent

_SMS: Mapping[str, Callable[[], Channel]] = MappingProxyType(
    {
        "console": lambda: Console(settings.OUTBOX, show=settings.DEBUG),
        "file": lambda: File(settings.OUTBOX / "sms.jsonl"),
        "aliyun": lambda: Aliyun(**_complete("aliyun")),
        "tencent": lambda: Tencent(**_complete("tencent")),
    }
)


def sms() -> Channel:
    """The channel that PORTAL_SMS names; raises ImproperlyConfigured where something is missing."""
    make = _SMS.get(settings.SMS_CHANNEL)
    if make is None:
        raise ImproperlyConfigured(f"PORTAL_SMS is one of {', '.join(_SMS)}.")
    return make()


def email() -> Channel:
    """E-mail by Django's backend, which PORTAL_EMAIL names; raises ImproperlyConfigured."""
    if not settings.EMAIL_BACKEND:
        raise ImproperlyConfigured("PORTAL_EMAIL is one of console, file, smtp.")
    return Mail(sender=settings.DEFAULT_FROM_EMAIL, host=settings.MAIL_ID_HOST)


def _complete(provider: str) -> dict[str, Any]:
    values: dict[str, str] = settings.SMS_PROVIDERS[provider]
    missing = [
        f"PORTAL_{provider.upper()}_{name.upper()}" for name, value in values.items() if not value
    ]
    if missing:
        raise ImproperlyConfigured(f"PORTAL_SMS={provider} also needs {', '.join(missing)}.")
    return values
