"""`manage.py code USERNAME`: the code an authenticator app would show now.

For demos and development. It reads the sealed secret, so only whoever has the database and the
seal key can use it; behind HTTPS, where real people's accounts are, it refuses all the same.
"""

import time
from argparse import ArgumentParser
from typing import Any

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    """Print the present code of a user's authenticator app."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whose."""
        parser.add_argument("username")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print it with the seconds it still works."""
        if settings.BEHIND_HTTPS:
            raise CommandError("Refused: this portal serves real people (PORTAL_HTTPS is on).")
        factor = Authenticator.objects.filter(
            user__username=options["username"], type=Authenticator.Type.TOTP
        ).first()
        if factor is None:
            raise CommandError("This user has no authenticator app.")
        step, past = divmod(int(time.time()), app_settings.TOTP_PERIOD)
        digits = format_hotp_value(hotp_value(decrypt(factor.data["secret"]), step))
        self.stdout.write(digits)
        self.stderr.write(f"works for {app_settings.TOTP_PERIOD - past} s, once")
