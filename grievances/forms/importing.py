"""Which community a hotline's file belongs to, asked before the preview and kept until the end."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from import_export.forms import ConfirmImportForm, ImportForm

from portal.places.models import Area


class HotlineForm(ImportForm):
    """The file and its community."""

    area = forms.ModelChoiceField(Area.objects.communities(), label=_("Where"))
    field_order = ["resource", "area", "import_file", "format"]

    def __init__(self, formats: Any, resources: Any, **kwargs: Any) -> None:
        """Take what an import form takes; with one community there is nothing to choose."""
        super().__init__(formats, resources, **kwargs)
        here = list(Area.objects.communities()[:2])
        if len(here) == 1:
            self.fields["area"].initial = here[0]


class ConfirmHotlineForm(ConfirmImportForm):
    """The same community, carried along."""

    area = forms.ModelChoiceField(Area.objects.communities(), widget=forms.HiddenInput)
