"""What a person may choose."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.notices.models import Preference
from portal.notices.rules import numbers
from portal.people.models import User


class PreferenceForm(forms.Form):
    """One tick for each way there is to reach this person; the others are not offered."""

    sms = forms.BooleanField(label=_("Tell me by SMS"), required=False)
    email = forms.BooleanField(label=_("Tell me by e-mail"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        """Start from what the person has chosen; three queries."""
        chosen = dict(Preference.objects.filter(user=user).values_list("channel", "wants"))
        kwargs["initial"] = {**Preference.BY_DEFAULT, **chosen}
        super().__init__(*args, **kwargs)
        self.fields["sms"].help_text = _night(numbers())
        if not user.phone_verified_at:
            del self.fields["sms"]
        if not user.email:
            del self.fields["email"]


def _night(rules: Mapping[str, int]) -> str:
    first, last = rules["notices.quiet_from"], rules["notices.quiet_until"]
    if first == last:
        return ""
    return gettext("From %(first)d:00 to %(last)d:00 we let you sleep, unless it is urgent.") % {
        "first": first,
        "last": last,
    }
