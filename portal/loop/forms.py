"""The one form of the calendar page."""

from django import forms
from django.utils.translation import gettext_lazy as _


class DayForm(forms.Form):
    """Whether a day is worked."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    is_working = forms.TypedChoiceField(
        label=_("On this day"),
        choices=[("0", _("No work")), ("1", _("People work"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    name = forms.CharField(label=_("Name"), max_length=40, required=False)
