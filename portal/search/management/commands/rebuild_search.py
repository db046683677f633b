"""`manage.py rebuild_search`: the index of words, made anew from the things themselves."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from portal.search.actions import count_pairs
from portal.search.rebuild import compare, sources


class Command(BaseCommand):
    """Mend the index where it differs, and count anew which pairs of characters are frequent."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--check` compares only; `--pairs` counts only."""
        either = parser.add_mutually_exclusive_group()
        either.add_argument(
            "--check", action="store_true", help="change nothing; 1 where the index differs"
        )
        either.add_argument(
            "--pairs", action="store_true", help="only count which pairs are frequent"
        )

    def handle(self, *args: Any, check: bool, pairs: bool, **options: Any) -> None:
        """Say what was wrong on each shelf."""
        wrong = not pairs and self._compare(mend=not check)
        if check:
            sys.exit(1 if wrong else 0)
        self.stdout.write(f"pairs kept: {count_pairs()}")

    def _compare(self, *, mend: bool) -> bool:
        wrong = False
        for source in sources():
            difference = compare(source, mend=mend)
            wrong = wrong or bool(difference)
            self.stdout.write(
                f"{', '.join(source.shelves)}: {len(difference.missing)} missing,"
                f" {len(difference.changed)} changed, {len(difference.stale)} stale"
            )
        return wrong
