#!/usr/bin/env python
"""Django's command line; `manage.py up` starts everything on a lone machine."""

import os
import sys

OWNER_COMMANDS = {"migrate", "flush", "sqlflush"}


def main() -> None:
    """Run one command. Commands that change the schema speak as the database's owner."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    if len(sys.argv) > 1 and sys.argv[1] in OWNER_COMMANDS:
        os.environ.setdefault("PORTAL_DB_ROLE", "owner")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
