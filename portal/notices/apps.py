"""Django's registration of this room."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Notices."""

    name = "portal.notices"
    label = "notices"
