"""Django's registration of this room."""

from django.apps import AppConfig


class StandaloneConfig(AppConfig):
    """Standalone."""

    name = "portal.standalone"
    label = "standalone"
