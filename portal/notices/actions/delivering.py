"""Sending what waits. Any number of drainers may run at once, and be killed at any point.

A drainer takes a few rows and, in the same short transaction, moves their next try past the end
of a lease; only then does it talk to the network. If it dies, its rows come back by themselves.
So a message is never lost, and reaches the provider twice only if a drainer dies between the
provider's yes and our note of it; the parcel's key is the same both times.
"""

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from traceback import format_tb

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.db.models import F

from portal.notices.channels import email, sms
from portal.notices.channels.parcel import Channel, Parcel, Permanent, Undelivered
from portal.notices.models import Notice, NoticeQuerySet, Preference
from portal.notices.rules import is_quiet, numbers

log = logging.getLogger(__name__)

# Twenty rows at the longest wait for a provider (channels/wire.py) take 160 s.
BATCH = 20
LEASE = timedelta(minutes=5)
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)

_CHANNELS: dict[str, Callable[[], Channel]] = {Notice.Channel.SMS: sms, Notice.Channel.EMAIL: email}


@dataclass(frozen=True, slots=True)
class Report:
    """What became of one batch; all zero: nothing was due."""

    sent: int = 0
    failed: int = 0
    retried: int = 0
    unwanted: int = 0

    def __add__(self, other: "Report") -> "Report":
        """Two batches together."""
        return Report(
            self.sent + other.sent,
            self.failed + other.failed,
            self.retried + other.retried,
            self.unwanted + other.unwanted,
        )

    def __bool__(self) -> bool:
        """Whether anything was due."""
        return self != Report()


def drain(*, at: datetime, limit: int = BATCH) -> Report:
    """Send at most `limit` (and at most 20) due messages; not to be called in a transaction.

    Raises ImproperlyConfigured, with nothing taken, if the channels are not set up.
    """
    channels = {name: make() for name, make in _CHANNELS.items()}
    rules = numbers()
    taken = _take(at=at, limit=min(limit, BATCH), quiet=is_quiet(at, rules))
    refused = _refusals(taken)
    report = Report()
    for notice in taken:
        if (notice.user_id, notice.channel) in refused:
            report += _unwanted(notice)
        else:
            report += _deliver(
                notice, channels[notice.channel], at=at, tries=rules["notices.tries"]
            )
    return report


@transaction.atomic
def _take(*, at: datetime, limit: int, quiet: bool) -> list[Notice]:
    due = Notice.objects.due(at=at, quiet=quiet).select_for_update(skip_locked=True)
    ids = [notice.pk for notice in due.order_by("-is_urgent", "try_at", "pk")[:limit]]
    if _leased():
        Notice.objects.filter(pk__in=ids).update(try_at=at + LEASE, attempts=F("attempts") + 1)
    return list(Notice.objects.filter(pk__in=ids).select_related("user").order_by("pk"))


def _leased() -> bool:
    """The tests' control runs without leases; a house never does."""
    if not (settings.NOTICES_LEASE or settings.DEBUG):
        raise ImproperlyConfigured("PORTAL_NOTICES_LEASE=0 is for tests, with PORTAL_DEBUG=1.")
    return bool(settings.NOTICES_LEASE)


def _refusals(notices: Collection[Notice]) -> set[tuple[int | None, str]]:
    """(person, channel) of those who do not want to be told that way; e-mail only if asked for."""
    people = {notice.user_id for notice in notices if notice.user_id}
    chosen = {
        (user, channel): wants
        for user, channel, wants in Preference.objects.filter(user__in=people).values_list(
            "user", "channel", "wants"
        )
    }
    return {
        (notice.user_id, notice.channel)
        for notice in notices
        if notice.user_id
        and not chosen.get((notice.user_id, notice.channel), Preference.BY_DEFAULT[notice.channel])
    }


def _deliver(notice: Notice, channel: Channel, *, at: datetime, tries: int) -> Report:
    try:
        provider_id = channel.send(_parcel(notice))
    except Permanent as error:
        return _failed(notice, str(error))
    except Exception as error:  # noqa: BLE001 - one message that breaks must not hold up the rest
        words = _put_down(error, notice)
        if notice.attempts >= tries:
            return _failed(notice, words)
        return _later(notice, words, at=at)
    _still_waiting(notice).update(
        status=Notice.Status.SENT, sent_at=at, provider_id=provider_id[:80], error=""
    )
    return Report(sent=1)


def _put_down(error: Exception, notice: Notice) -> str:
    """What the row keeps of an error; one that nobody foresaw also goes to the log.

    Its own words may hold an address or a text: the log gets its kind and where it happened.
    """
    if isinstance(error, Undelivered):
        return str(error)
    kind, where = type(error).__name__, "".join(format_tb(error.__traceback__))
    log.error("Notice %s broke its channel: %s\n%s", notice.pk, kind, where)
    return kind


def _parcel(notice: Notice) -> Parcel:
    to = _address(notice)
    if not to:
        raise Permanent("no address")
    link = settings.BASE_URL + notice.link if notice.link else ""
    return Parcel(notice.key, to, notice.subject, notice.body, link)


def _address(notice: Notice) -> str:
    """Where to, as of now: an address that was changed or a person who left counts."""
    user = notice.user
    if user is None:
        return notice.address or ""
    if not user.is_active:
        return ""
    if notice.channel == Notice.Channel.EMAIL:
        return user.email
    return user.phone if user.phone_verified_at else ""


def _still_waiting(notice: Notice) -> NoticeQuerySet:
    return Notice.objects.filter(pk=notice.pk, status=Notice.Status.WAITING)


def _failed(notice: Notice, words: str) -> Report:
    _still_waiting(notice).update(status=Notice.Status.FAILED, error=words[:200])
    return Report(failed=1)


def _unwanted(notice: Notice) -> Report:
    _still_waiting(notice).update(status=Notice.Status.UNWANTED)
    return Report(unwanted=1)


def _later(notice: Notice, words: str, *, at: datetime) -> Report:
    """Another try, unless another drainer has taken the row since (its lease had run out)."""
    _still_waiting(notice).filter(attempts=notice.attempts).update(
        try_at=at + pause_after(notice.attempts), error=words[:200]
    )
    return Report(retried=1)


def pause_after(attempts: int) -> timedelta:
    """One minute after the first try, twice as long after each, six hours at most. Pure."""
    doublings = min(max(attempts, 1) - 1, 16)
    return min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)
