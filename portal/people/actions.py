"""What is done to people: a look at someone's data is put on record."""

from datetime import datetime

from portal.people.models import PersonalLook, User
from portal.roles.grants import Role


def record_look(
    person: User | None, *, matter: str, role: Role, why: str, by: User, at: datetime
) -> PersonalLook:
    """Put on record that someone looked at a person's data; the person reads it."""
    return PersonalLook.objects.create(
        looked_by=by, role=role, person=person, matter=matter, why=why, at=at
    )
