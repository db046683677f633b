"""Django's registration of this room."""

from django.apps import AppConfig


class SigninConfig(AppConfig):
    """Signing in."""

    name = "portal.signin"
    label = "signin"
