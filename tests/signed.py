"""Browsers in which someone of the town is already signed in, with a second step or without."""

import time

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from django.test import Client

from portal.people.models import User

BACKEND = "portal.signin.backends.Backend"


def signed_in(user: User, *, strong: bool = True, ago: float = 0) -> Client:
    """A client of this user, who took the second step (`strong`) so many seconds ago."""
    client = Client()
    client.force_login(user, backend=BACKEND)
    mark(client, user, strong=strong, ago=ago)
    return client


def mark(client: Client, user: User, *, strong: bool, ago: float = 0) -> None:
    """Write down in the session how the user has shown who they are."""
    session = client.session
    first = "password" if user.has_usable_password() else "code"
    methods = [{"method": first, "at": time.time() - ago}]
    if strong:
        methods.append({"method": "mfa", "type": "totp", "at": time.time() - ago})
    session[AUTHENTICATION_METHODS_SESSION_KEY] = methods
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
    session.save()
