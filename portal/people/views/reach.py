"""How far someone's permission reaches, for pages: no reach, no page."""

from django.http import Http404
from django.utils import timezone

from portal.people.powers import Powers, powers_of
from portal.people.visitors import SignedIn
from portal.places.models import Area, AreaQuerySet
from portal.roles.grants import Permission


def reach(request: SignedIn, permission: Permission) -> tuple[Powers, tuple[str, ...]]:
    """The person's powers and the paths in which they have the permission; 404 for none."""
    powers = powers_of(request.user, at=timezone.now())
    paths = powers.areas(permission)
    if not paths:
        raise Http404
    return powers, paths


def areas_in(paths: tuple[str, ...]) -> AreaQuerySet:
    """The areas that lie in these paths."""
    return Area.objects.under(*paths)
