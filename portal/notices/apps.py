"""Django's registration of this room."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Notices."""

    name = "portal.notices"
    label = "notices"

    def ready(self) -> None:
        """Register the check of the channels."""
        from portal.notices import checks  # noqa: F401, PLC0415 - models must be loaded first
