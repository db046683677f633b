"""`manage.py demo`: a whole town to try the house with, in an empty database."""

import json
import secrets
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from portal.desk.demo.build import NotEmpty, Town, build


class Command(BaseCommand):
    """Exit 0: built. Exit 1: the database is not empty; nothing was changed."""

    help = "Build the demo town in an empty database and print who signs in how."

    def add_arguments(self, parser: CommandParser) -> None:
        """The same seed builds the same town; the password is new each time unless given."""
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--password", default="")
        parser.add_argument("--json", action="store_true", help="print the logins as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Build and print."""
        password = options["password"] or secrets.token_urlsafe(9)
        try:
            town = build(seed=options["seed"], password=password, at=timezone.now())
        except NotEmpty as error:
            raise CommandError(
                "There are areas already: the demo needs an empty database."
            ) from error
        if options["json"]:
            rows = [asdict(login) for login in town.logins]
            self.stdout.write(json.dumps({"logins": rows}, ensure_ascii=False, indent=2))
        else:
            self._print(town, password)

    def _print(self, town: Town, password: str) -> None:
        self.stdout.write(f"职务人员 Staff: user name, password {password}, then a code from")
        self.stdout.write("  .venv/bin/python manage.py code USERNAME")
        for login in town.logins:
            who = login.username or login.phone
            self.stdout.write(f"  {who:<14} {login.name}（{login.place}）")
        self.stdout.write(
            "居民 Residents: sign in by phone; the code is in outbox/sms.log of the state folder."
        )
