"""Whether someone needs a second step now, as one condition of one query.

The same answer as `powers_of(user, at=…).is_guarded`, and true of whoever may open the
administration: a test compares the two for every seat and every duty.
"""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.utils.timezone import localdate

from portal.people.models import Duty, Membership
from portal.roles.grants import GUARDED_ROLES, ROLE_OF_DUTY, ROLE_OF_SEAT, Role

SEATS = [seat.value for seat, role in ROLE_OF_SEAT.items() if role in GUARDED_ROLES]
DUTIES = [duty.value for duty, role in ROLE_OF_DUTY.items() if role in GUARDED_ROLES]


def needs_second_step(*, at: datetime) -> Q:
    """The condition, for annotating users."""
    day = localdate(at)
    mine = {"user": OuterRef("pk")}
    seat = Q(body__seat__in=SEATS)
    if Role.STREET in GUARDED_ROLES:
        seat |= Q(body__is_street_office=True)
    members = Membership.objects.on(day).filter(seat, body__is_active=True, **mine)
    duties = Duty.objects.on(day).filter(name__in=DUTIES, **mine)
    return Q(is_staff=True) | Q(is_superuser=True) | Exists(members) | Exists(duties)
