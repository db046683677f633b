"""Django's registration of this room."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """People."""

    name = "portal.people"
    label = "people"
