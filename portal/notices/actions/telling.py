"""Telling people, in the caller's own transaction: rows only, neither network nor broker."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.http import url_has_allowed_host_and_scheme

from portal.notices.models import Notice
from portal.people.models import User
from portal.people.sealed import fingerprint


class ForeignLink(ValueError):
    """A message may lead only to a page of this house, given as a path."""


@dataclass(frozen=True, slots=True)
class Message:
    """What is said, in the recipient's language, and where it leads (a path of this house).

    The subject alone goes out by SMS, so it must name nobody. Raises ForeignLink.
    """

    subject: str
    body: str = ""
    link: str = ""

    def __post_init__(self) -> None:
        """Refuse a link out of the house where it is written, not where it is followed."""
        if self.link and not is_local(self.link):
            raise ForeignLink(self.link)


def is_local(link: str) -> bool:
    """Whether a link is a path of this house."""
    return link.startswith("/") and url_has_allowed_host_and_scheme(link, allowed_hosts=None)


def tell(
    user: User, message: Message, *, event: str, at: datetime, is_urgent: bool = False
) -> list[Notice]:
    """Queue a message to a person: inbox, and SMS and e-mail where an address is known.

    The same event reaches the same person by the same channel once, however often this runs.
    SMS and e-mail go out only if the person wants them when they are sent; an urgent SMS also at
    night.
    """
    channels = [Notice.Channel.INBOX]
    if user.phone_verified_at:
        channels.append(Notice.Channel.SMS)
    if user.email:
        channels.append(Notice.Channel.EMAIL)
    rows = [
        Notice(user=user, recipient=f"user:{user.pk}", channel=channel, **_words(message))
        for channel in channels
    ]
    # The inbox is this very row: it has arrived.
    rows[0].status, rows[0].sent_at = Notice.Status.SENT, at
    return _queue(rows, event=event, at=at, is_urgent=is_urgent)


def tell_address(
    phone: str, message: Message, *, event: str, at: datetime, is_urgent: bool = False
) -> list[Notice]:
    """Queue an SMS to a number (E.164) of a person without account; once per event."""
    recipient = f"phone:{fingerprint(phone, column='notices.address')}"
    row = Notice(address=phone, recipient=recipient, channel=Notice.Channel.SMS, **_words(message))
    return _queue([row], event=event, at=at, is_urgent=is_urgent)


def _words(message: Message) -> dict[str, str]:
    return {"subject": message.subject, "body": message.body, "link": message.link}


def _queue(notices: Iterable[Notice], *, event: str, at: datetime, is_urgent: bool) -> list[Notice]:
    rows = list(notices)
    for row in rows:
        row.event, row.created_at, row.try_at, row.is_urgent = event, at, at, is_urgent
    return Notice.objects.bulk_create(rows, ignore_conflicts=True)
