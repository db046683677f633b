"""`manage.py drain_notices [--now T] [--json]`: send every notice that is due."""

import json
from argparse import ArgumentTypeError
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from portal.notices.actions import Report, drain


def _instant(text: str) -> datetime:
    found = parse_datetime(text)
    if found is None:
        raise ArgumentTypeError("give a time like 2026-11-23T08:00:00+08:00")
    return found if found.tzinfo else timezone.make_aware(found)


class Command(BaseCommand):
    """Exit 0: all that was due is sent, put off for another try, or was not wanted.

    Exit 1: at least one message failed for good in this run. Exit 2: a channel is not set up;
    nothing was taken. Safe to run beside the worker, and to kill.
    """

    help = "Send every notice that is due, then stop."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--now` in place of the clock."""
        parser.add_argument("--now", type=_instant, help="ISO time; default: now")
        parser.add_argument("--json", action="store_true", help="print as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Batch after batch until nothing is due."""
        total = Report()
        try:
            while batch := drain(at=options["now"] or timezone.now()):
                total += batch
        except ImproperlyConfigured as error:
            self.stderr.write(str(error))
            raise SystemExit(2) from error
        figures = asdict(total)
        words = ", ".join(f"{count} {name}" for name, count in figures.items())
        self.stdout.write(json.dumps(figures) if options["json"] else words)
        if total.failed:
            raise SystemExit(1)
