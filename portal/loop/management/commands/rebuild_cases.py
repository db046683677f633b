"""`manage.py rebuild_cases --check`: whether the cases stand where their steps say."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from portal.loop.models import Case
from portal.loop.rebuild import drifts


class Command(BaseCommand):
    """Exit 0: all equal. Exit 1: some differ, each printed."""

    help = "Rebuild every case from its steps and compare."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--check` is the only way to run it: nothing is ever overwritten from here."""
        parser.add_argument("--check", action="store_true", required=True)
        parser.add_argument("--json", action="store_true", help="print as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Compare all and report."""
        found = list(drifts())
        total = Case.objects.count()
        if options["json"]:
            rows = [{"number": d.number, "columns": d.columns} for d in found]
            self.stdout.write(json.dumps({"cases": total, "drifts": rows}, default=str))
        else:
            for drift in found:
                self.stdout.write(f"{drift.number}: {drift.columns}")
            self.stdout.write(f"{total} cases, {len(found)} differ from their steps")
        if found:
            raise SystemExit(1)
