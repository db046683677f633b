"""Django's registration of this app."""

from django.apps import AppConfig


class GrievancesConfig(AppConfig):
    """Grievances."""

    name = "grievances"
