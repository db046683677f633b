"""What beat asks of the notices. Each may run five times at once."""

from time import monotonic

from celery import shared_task
from django.utils import timezone

from portal.notices.actions import drain, purge
from portal.notices.rules import kept_since, numbers

# A busy outbox must not hold a worker's place for good: beat sends the next one soon.
SECONDS = 20.0


@shared_task
def drain_notices() -> None:
    """Send what is due, batch after batch, until nothing is or 20 seconds have passed."""
    end = monotonic() + SECONDS
    while drain(at=timezone.now()) and monotonic() < end:
        pass


@shared_task
def purge_notices() -> None:
    """Forget what is older than the rule keeps."""
    now = timezone.now()
    purge(before=kept_since(now, numbers()), at=now)
