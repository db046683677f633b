"""Django's registration of this room."""

from django.apps import AppConfig


class LoopConfig(AppConfig):
    """Loop."""

    name = "portal.loop"
    label = "loop"
