"""The three halls of the house, as the header and the front page name them."""

from dataclasses import dataclass, replace
from functools import cache

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Hall:
    """One hall: its name, what one does there, its address ("" while it is not open yet)."""

    key: str
    name: str | Promise
    purpose: str | Promise
    route: str
    address: str = ""
    current: bool = False


HALLS = (
    Hall("govern", _("Govern together"), _("Report, discuss, decide"), "grievances:list"),
    Hall("services", _("Services"), _("Repair, replace, unlock, sew"), "workshop:list"),
    Hall("oversight", _("Oversight"), _("See every yuan, see who answered"), "fund:list"),
)


@cache
def _address(route: str) -> str:
    try:
        return reverse(route)
    except NoReverseMatch:
        return ""


def halls(path: str) -> list[Hall]:
    """The halls in order; the one `path` lies in is the current one."""
    opened = [replace(hall, address=_address(hall.route)) for hall in HALLS]
    return [
        replace(hall, current=bool(hall.address) and path.startswith(hall.address))
        for hall in opened
    ]
