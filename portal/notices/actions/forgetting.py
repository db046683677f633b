"""Forgetting old notices."""

from datetime import datetime, timedelta

from portal.notices.models import Notice

# The law wants half a year of records (网络安全法 art. 21).
LEAST_KEPT = timedelta(days=184)
CHUNK = 1000


class TooYoung(ValueError):
    """Notices younger than half a year stay."""


def purge(*, before: datetime, at: datetime) -> int:
    """Delete notices older than `before` that no longer wait; returns how many. Raises TooYoung.

    In small transactions, so that nobody waits for it; may run several times at once.
    """
    if before > at - LEAST_KEPT:
        raise TooYoung(before.isoformat())
    old = Notice.objects.filter(created_at__lt=before).exclude(status=Notice.Status.WAITING)
    gone = 0
    while ids := list(old.values_list("pk", flat=True)[:CHUNK]):
        gone += Notice.objects.filter(pk__in=ids).delete()[0]
    return gone
