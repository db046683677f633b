"""Who lives where: a person says so, someone of the area confirms or refuses."""

import unicodedata
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from portal.people.models import Residency, User
from portal.people.terms import ended
from portal.places.models import Area, Household


class HomeRefused(ValueError):
    """What a person asked for about a home cannot be; the text says why, for the person."""


def find_household(building: Area, door: str) -> Household | None:
    """The household behind a door, however the door was typed."""
    wanted = _door(door)
    rows = Household.objects.filter(building=building)
    return next((row for row in rows if _door(row.door) == wanted), None)


def _door(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def claim_home(user: User, *, household: Household, tie: str, at: datetime) -> Residency:
    """Put down that a user lives there; counts once confirmed. Raises HomeRefused."""
    term = DateRange(localdate(at), None)
    try:
        with transaction.atomic():
            return Residency.objects.create(user=user, household=household, tie=tie, term=term)
    except IntegrityError as error:
        raise HomeRefused(_("You have already said that you live here.")) from error


def _waiting(residency: Residency, by: User) -> Residency:
    row: Residency = Residency.objects.select_for_update(no_key=True).get(pk=residency.pk)
    if row.verified_at or row.refused_at:
        raise HomeRefused(_("Someone has already answered this."))
    if row.user_id == by.pk:
        raise HomeRefused(_("Your own home is confirmed by someone else."))
    return row


@transaction.atomic
def confirm_home(residency: Residency, *, by: User, at: datetime) -> None:
    """Confirm a claim; raises HomeRefused when it is answered or one's own."""
    row = _waiting(residency, by)
    row.verified_by, row.verified_at = by, at
    row.save(update_fields=["verified_by", "verified_at"])


@transaction.atomic
def refuse_home(residency: Residency, *, why: str, by: User, at: datetime) -> None:
    """Refuse a claim with a reason the person reads; raises HomeRefused like confirming."""
    row = _waiting(residency, by)
    row.refused_by, row.refused_at, row.refused_why = by, at, why
    row.term = ended(row.term, on=localdate(at))
    row.save(update_fields=["refused_by", "refused_at", "refused_why", "term"])


@transaction.atomic
def leave_home(residency: Residency, *, at: datetime) -> None:
    """A person lives there no more, from today."""
    row = Residency.objects.select_for_update(no_key=True).get(pk=residency.pk)
    row.term = ended(row.term, on=localdate(at))
    row.save(update_fields=["term"])
