"""Everything the house keeps about one person, for that person.

Each room gives its part: `settings.PERSONAL_DATA` names functions `(user) -> {title: rows}`.
"""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from portal.notices.models import Notice
from portal.people.models import Duty, Membership, PersonalLook, Residency, User

Rows = list[dict[str, Any]]


def everything(user: User) -> dict[str, Rows]:
    """All parts by their titles, as JSON can hold them."""
    parts: dict[str, Rows] = {}
    for name in settings.PERSONAL_DATA:
        parts |= import_string(name)(user)
    return parts


def account(user: User) -> dict[str, Rows]:
    """What sign-in and the register of people keep."""
    return {
        _("Account"): [_account(user)],
        _("Homes"): [
            {_("Door"): str(r.household), _("As"): r.get_tie_display(), _("Term"): str(r.term)}
            for r in Residency.objects.filter(user=user).select_related("household")
        ],
        _("Seats and duties"): [
            *({_("Body"): m.body.name, _("Term"): str(m.term)} for m in _seats(user)),
            *(
                {_("Duty"): d.get_name_display(), _("Area"): d.area.name, _("Term"): str(d.term)}
                for d in Duty.objects.filter(user=user).select_related("area")
            ),
        ],
        _("Signed in"): [
            {_("Since"): s.created_at, _("Address"): s.ip, _("Browser"): s.user_agent}
            for s in UserSession.objects.filter(user=user)
        ],
        _("Second steps"): [
            {_("Kind"): kind}
            for kind in Authenticator.objects.filter(user=user).values_list("type", flat=True)
        ],
        _("Who looked"): [
            {_("When"): look.at, _("Who"): look.looked_by.name, _("Why"): look.why}
            for look in PersonalLook.objects.filter(person=user).select_related("looked_by")
        ],
        _("Messages"): [
            {_("When"): n.created_at, _("Text"): f"{n.subject} {n.body}".strip()}
            for n in Notice.objects.filter(user=user).order_by("id")
        ],
    }


def _seats(user: User) -> Any:
    return Membership.objects.filter(user=user).select_related("body")


def _account(user: User) -> dict[str, Any]:
    return {
        _("Name"): user.name,
        _("User name"): user.username or "",
        _("Mobile number"): user.phone,
        _("E-mail"): user.email,
        _("Age"): user.get_age_display(),
        _("Language"): user.language,
        _("Since"): user.joined_at,
    }
