"""What is done to people: a look at someone's data is put on record; a second factor is set."""

from datetime import datetime

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator

from portal.people.models import PersonalLook, User
from portal.roles.grants import Role


def record_look(
    person: User | None, *, matter: str, role: Role, why: str, by: User, at: datetime
) -> PersonalLook:
    """Put on record that someone looked at a person's data; the person reads it."""
    return PersonalLook.objects.create(
        looked_by=by, role=role, person=person, matter=matter, why=why, at=at
    )


def add_totp(user: User, secret: str) -> Authenticator:
    """Give a user an authenticator app with this secret (base32) in place of any other.

    For demos and recovery by whoever runs the machine: people set up their own on their page.
    """
    data = {"secret": get_adapter().encrypt(secret)}
    kind = Authenticator.Type.TOTP
    factor, _made = Authenticator.objects.update_or_create(
        user=user, type=kind, defaults={"data": data}
    )
    return factor
