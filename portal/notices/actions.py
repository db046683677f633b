"""What is done to notices: telling people, in the caller's own transaction."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from portal.notices.models import Notice
from portal.people.models import User
from portal.people.sealed import fingerprint


@dataclass(frozen=True, slots=True)
class Message:
    """What is said, in the recipient's language, and where it leads (a path of this house)."""

    subject: str
    body: str = ""
    link: str = ""


def tell(user: User, message: Message, *, event: str, at: datetime) -> list[Notice]:
    """Queue a message to a person: the inbox, and SMS where a verified phone is known.

    The same event reaches the same person by the same channel once, however often this runs.
    """
    channels = [Notice.Channel.INBOX]
    if user.phone_verified_at:
        channels.append(Notice.Channel.SMS)
    return _queue(
        (
            Notice(user=user, recipient=f"user:{user.pk}", channel=channel, **_words(message))
            for channel in channels
        ),
        event=event,
        at=at,
    )


def _words(message: Message) -> dict[str, str]:
    return {"subject": message.subject, "body": message.body, "link": message.link}


def _queue(notices: Iterable[Notice], *, event: str, at: datetime) -> list[Notice]:
    rows = list(notices)
    for row in rows:
        row.event, row.created_at, row.try_at = event, at, at
    return Notice.objects.bulk_create(rows, ignore_conflicts=True)


def tell_address(phone: str, message: Message, *, event: str, at: datetime) -> list[Notice]:
    """Queue an SMS to a number (E.164) of a person without account; once per event."""
    recipient = f"phone:{fingerprint(phone, column='notices.address')}"
    row = Notice(address=phone, recipient=recipient, channel=Notice.Channel.SMS, **_words(message))
    return _queue([row], event=event, at=at)
