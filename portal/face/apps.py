"""The room of everything one sees and nothing one stores."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FaceConfig(AppConfig):
    """The face has no tables."""

    name = "portal.face"
    label = "face"
    verbose_name = _("Face")
