"""Django's registration of this room."""

from django.apps import AppConfig


class ExportsConfig(AppConfig):
    """Exports."""

    name = "portal.exports"
    label = "exports"
