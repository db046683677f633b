"""`manage.py purge_photos [--days 7]`: drafts never handed in, and files without a row."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from portal.attachments.purge import purge


class Command(BaseCommand):
    """Exit 0; prints how many photos and files went."""

    help = "Remove photos of drafts never handed in, and files that no row knows."

    def add_arguments(self, parser: CommandParser) -> None:
        """How long a draft is waited for."""
        parser.add_argument("--days", type=float, default=7.0, help="older than this (default 7)")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Purge and say how much."""
        age = timedelta(days=options["days"])
        if age < timedelta(hours=1):
            raise CommandError("A request may be under way: at least an hour (0.05 days).")
        purged = purge(timezone.now() - age)
        self.stdout.write(f"{purged.photos} photos of drafts and {purged.files} files removed")
