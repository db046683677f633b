"""The nightly broom."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from portal.attachments.purge import purge

KEEP_DRAFTS = timedelta(days=7)


@shared_task
def purge_photos() -> None:
    """Remove drafts nobody handed in for a week, and files without a row; may run twice."""
    purge(timezone.now() - KEEP_DRAFTS)
