"""What beat asks of sign-in. Each may run five times at once."""

from datetime import timedelta
from importlib import import_module

from allauth.usersessions.models import UserSession
from celery import shared_task
from django.conf import settings
from django.utils import timezone

# The law wants half a year of records (网络安全法 art. 21); we promise no more (/privacy/).
KEPT = timedelta(days=184)


@shared_task
def forget_sessions() -> None:
    """Drop sessions that are over, and records of sign-ins older than half a year."""
    UserSession.objects.filter(last_seen_at__lt=timezone.now() - KEPT).delete()
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
