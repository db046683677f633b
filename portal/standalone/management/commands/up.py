"""`manage.py up`."""

import os
import sys
from typing import Any

from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Start everything on this machine; becomes portal/standalone/up.py, without Django in it."""

    help = "Start the portal with its own PostgreSQL and Valkey, until Ctrl-C."
    requires_system_checks = ()

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Give this process over."""
        os.execv(sys.executable, [sys.executable, "-m", "portal.standalone.up"])  # noqa: S606
