"""Django's registration of this room."""

from django.apps import AppConfig


class AttachmentsConfig(AppConfig):
    """Attachments."""

    name = "portal.attachments"
    label = "attachments"
