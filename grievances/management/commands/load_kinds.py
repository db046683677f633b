"""`manage.py load_kinds FILE`: the official tree of kinds, three levels, as coding."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from grievances.actions.coding import load_tree
from grievances.outside import read_tree
from portal.exports.refusals import BookRefused


class Command(BaseCommand):
    """Exit 0: loaded, or there already. Exit 2: the file was refused; nothing was changed."""

    help = "Load the official tree of kinds from XLSX or CSV (一级分类, 二级分类, 三级分类)."

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, and how to print."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true", help="print as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Read, load and count."""
        try:
            with options["file"].open("rb") as file:
                loaded = load_tree(read_tree(file))
        except (BookRefused, OSError) as error:
            self.stderr.write(str(error))
            raise SystemExit(2) from error
        counts = {name: getattr(loaded, name) for name in ("firsts", "seconds", "leaves", "made")}
        if options["json"]:
            self.stdout.write(json.dumps(counts))
        else:
            self.stdout.write(
                "{firsts} first-level and {seconds} second-level kinds, {leaves} leaves;"
                " {made} nodes are new".format(**counts)
            )
