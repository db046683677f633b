"""Who asks for a page."""

from django.http import HttpRequest

from portal.people.models import User


class SignedIn(HttpRequest):
    """A request behind `login_required`: its user is one of ours."""

    user: User
