"""Django's registration of this room."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """Places."""

    name = "portal.places"
    label = "places"
