"""Reading the inbox."""

from datetime import datetime

from portal.notices.models import Notice
from portal.people.models import User


def open_notice(notice: Notice, *, at: datetime) -> None:
    """Mark it read; the first time counts."""
    Notice.objects.filter(pk=notice.pk).unread().update(read_at=at)


def mark_all_read(user: User, *, newest: int, at: datetime) -> int:
    """Mark a person's inbox read up to the newest one they saw; returns how many were unread."""
    return Notice.objects.inbox_of(user).unread().filter(pk__lte=newest).update(read_at=at)
