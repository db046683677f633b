"""`manage.py fill_calendar [YEAR …]`: fill the official calendar; without a year, this and next."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from portal.loop.actions import fill_calendar
from portal.loop.clock import day_of


class Command(BaseCommand):
    """Exit 0. Days set by hand stay as they are; running it again changes nothing."""

    help = "Fill holidays and make-up working days of a year."

    def add_arguments(self, parser: CommandParser) -> None:
        """The years, as four digits."""
        parser.add_argument("years", nargs="*", type=int)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Fill each year and say how."""
        now = timezone.now()
        this_year = day_of(now).year
        for year in options["years"] or (this_year, this_year + 1):
            row = fill_calendar(year, by=None, at=now)
            kind = "official" if row.is_official else "provisional: statutory holidays only"
            self.stdout.write(f"{year}: {kind}")
