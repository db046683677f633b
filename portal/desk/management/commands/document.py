"""`manage.py document [--check]`: write, or compare, the documents read off the tables."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from portal.desk.documents import FOLDER, documents


class Command(BaseCommand):
    """Exit 0: written, or all current. Exit 1 (`--check`): some differ, each named."""

    help = "Write docs/loops.md and docs/roles.md from the tables."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--check` compares and writes nothing."""
        parser.add_argument("--check", action="store_true")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Compare each document; write it where that is asked for."""
        stale = [
            (path, text)
            for path, text in documents().items()
            if not path.exists() or path.read_text() != text
        ]
        for path, text in stale:
            self.stdout.write(f"{path.relative_to(FOLDER.parent)}: differs from its table")
            if not options["check"]:
                path.parent.mkdir(exist_ok=True)
                path.write_text(text)
        if stale and options["check"]:
            raise SystemExit(1)
