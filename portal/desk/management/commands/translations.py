"""`manage.py translations`: the Chinese catalogue, and what it lacks."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from portal.desk.catalogue import catalogue, collected, missing


class Command(BaseCommand):
    """Exit 0: everything said has its Chinese. Exit 1: something lacks it."""

    help = "Collect translations from locale/parts into the catalogue; list what lacks one."

    def add_arguments(self, parser: CommandParser) -> None:
        """Both may be given."""
        parser.add_argument("--collect", action="store_true", help="parts into the one file")
        parser.add_argument("--missing", action="store_true", help="list what lacks Chinese")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Collect, then look."""
        if options["collect"]:
            text, quarrels = collected((settings.BASE_DIR / "locale/parts").glob("*.tsv"))
            catalogue().parent.mkdir(parents=True, exist_ok=True)
            catalogue().write_text(text)
            for quarrel in quarrels:
                self.stderr.write(quarrel)
        lacking = missing()
        if options["missing"]:
            for source in lacking:
                self.stdout.write(source.replace("\n", "\\n"))
        if lacking:
            self.stderr.write(f"{len(lacking)} without Chinese")
            raise SystemExit(1)
