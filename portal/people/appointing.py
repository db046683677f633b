"""Seats and duties: given for a term by someone of the area, ended, never rewritten."""

from datetime import date

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from portal.people.accounts import end_sessions
from portal.people.models import Body, Duty, Membership, User
from portal.people.powers import Powers
from portal.people.terms import ended
from portal.places.models import Area
from portal.roles.grants import Duty as DutyName
from portal.roles.grants import Permission, excluded_with


class AppointmentRefused(ValueError):
    """An appointment that cannot be; the text says why, for the person."""


def _not_oneself(user: User, by: User) -> None:
    if user.pk == by.pk:
        raise AppointmentRefused(_("Nobody appoints themselves. Ask someone else who may."))


def _term(first: date, last: date | None) -> DateRange:
    if last and last < first:
        raise AppointmentRefused(_("The last day lies before the first."))
    return DateRange(first, last, bounds="[]") if last else DateRange(first, None)


def appoint(
    user: User, *, body: Body, rank: str, first: date, last: date | None, by: User
) -> Membership:
    """Give a user a place in a body from the first day to the last (none: open).

    Raises AppointmentRefused: oneself, a term that overlaps another in the same body.
    """
    _not_oneself(user, by)
    try:
        with transaction.atomic():
            return Membership.objects.create(
                user=user, body=body, rank=rank, term=_term(first, last)
            )
    except IntegrityError as error:
        sentence = _("%(name)s already sits in this body in that time.") % {"name": user.name}
        raise AppointmentRefused(sentence) from error


def give_duty(
    user: User, *, area: Area, name: str, first: date, last: date | None, by: User
) -> Duty:
    """Give a user a duty in an area; raises AppointmentRefused, also where duties exclude."""
    _not_oneself(user, by)
    try:
        with transaction.atomic():
            return Duty.objects.create(user=user, area=area, name=name, term=_term(first, last))
    except IntegrityError as error:
        raise AppointmentRefused(_why_not(user, DutyName(name))) from error


def _why_not(user: User, name: DutyName) -> str:
    held = Duty.objects.filter(user=user, name__in=excluded_with(name)).first()
    if held is None:
        return _("%(name)s already holds this duty in that time.") % {"name": user.name}
    return _("%(name)s is %(held)s here. One person cannot hold both: give it to someone else.") % {
        "name": user.name,
        "held": held.get_name_display(),
    }


@transaction.atomic
def end_membership(membership: Membership, *, on: date) -> None:
    """End a place in a body from this day on; the row stays, the person's sessions end."""
    row = Membership.objects.select_for_update().select_related("user").get(pk=membership.pk)
    row.term = ended(row.term, on=on)
    row.save(update_fields=["term"])
    end_sessions(row.user)


@transaction.atomic
def end_duty(duty: Duty, *, on: date) -> None:
    """End a duty from this day on; the row stays, the person's sessions end."""
    row = Duty.objects.select_for_update().select_related("user").get(pk=duty.pk)
    row.term = ended(row.term, on=on)
    row.save(update_fields=["term"])
    end_sessions(row.user)


@transaction.atomic
def close_body(body: Body) -> None:
    """A body sits at no table any more; the sessions of its members end."""
    Body.objects.filter(pk=body.pk).update(is_active=False)
    for membership in Membership.objects.filter(body=body).select_related("user"):
        end_sessions(membership.user)


def may_vouch_for(user: User, powers: Powers) -> bool:
    """Whether everything a user holds or has held lies where these powers may appoint.

    Only then may a new password link be given: a link is the account.
    """
    paths = powers.areas(Permission.APPOINT)
    if not user.is_active or user.is_staff or user.is_superuser or not paths:
        return False
    held = [
        *Membership.objects.filter(user=user).values_list("body__area__path", flat=True),
        *Duty.objects.filter(user=user).values_list("area__path", flat=True),
    ]
    return bool(held) and all(path.startswith(paths) for path in held)
