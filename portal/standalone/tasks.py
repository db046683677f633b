"""Beat's sign of life."""

from celery import shared_task
from django.core.cache import cache
from django.utils import timezone

HEARTBEAT = "standalone:heartbeat"


@shared_task
def heartbeat() -> None:
    """Note that beat sent this and a worker ran it (asked for by /healthz/ready)."""
    cache.set(HEARTBEAT, timezone.now(), timeout=None)
