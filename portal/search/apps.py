"""Django's registration of this room."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """Search."""

    name = "portal.search"
    label = "search"
