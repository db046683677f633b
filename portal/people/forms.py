"""Forms of appointing and of the register of homes."""

import re
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from portal.people.models import Body, Membership, User, translated
from portal.people.phones import NotAPhone, normal
from portal.places.models import Area
from portal.roles.grants import Duty as DutyName
from portal.roles.words import choices

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
USERNAME = RegexValidator(
    re.compile(r"[a-z][a-z0-9_.-]{2,29}\Z"), _("3 to 30 small letters, digits, dots or hyphens.")
)


class WhoField(forms.CharField):
    """A person by user name or whole mobile number; cleans to the User."""

    def clean(self, value: Any) -> User:
        """The one person, or a sentence."""
        typed = super().clean(value)
        found = User.objects.filter(username=typed, is_active=True).first() or _by_phone(typed)
        if found is None:
            raise ValidationError(
                _("Nobody has this user name or number. Have them sign in once, or invite them."),
                code="nobody",
            )
        return found


def _by_phone(typed: str) -> User | None:
    try:
        found = User.objects.by_phone(normal(typed))
    except NotAPhone:
        return None
    return found if found and found.is_active else None


class TermForm(forms.Form):
    """Who, and from when to when."""

    who = WhoField(label=_("User name or whole mobile number"), max_length=60)
    first = forms.DateField(label=_("First day"), widget=DAY)
    last = forms.DateField(
        label=_("Last day"), required=False, widget=DAY, help_text=_("Empty: until further notice.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Begin today."""
        super().__init__(*args, **kwargs)
        self.fields["first"].initial = localdate

    def clean_last(self) -> Any:
        """A term of a lifetime is a slip."""
        last = self.cleaned_data["last"]
        if last and last > localdate() + timedelta(days=365 * 12):
            raise ValidationError(_("At most twelve years ahead."), code="far")
        return last


class SeatForm(TermForm):
    """A place in a body."""

    rank = forms.ChoiceField(
        label=_("Rank"), choices=Membership.Rank.choices, initial=Membership.Rank.MEMBER
    )


class DutyForm(TermForm):
    """A duty in one of the areas given."""

    name = forms.ChoiceField(label=_("Duty"))
    area = forms.ModelChoiceField(label=_("Area"), queryset=Area.objects.none())

    def __init__(self, *args: Any, areas: Any, **kwargs: Any) -> None:
        """Take the areas among which one may choose."""
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = areas  # type: ignore[attr-defined]
        self.fields["name"].choices = translated(choices(DutyName))  # type: ignore[attr-defined]


class BodyForm(forms.ModelForm):  # type: ignore[type-arg]
    """A body; its area is one of those given."""

    class Meta:
        model = Body
        fields = ["area", "seat", "is_street_office", "name", "phone"]

    def __init__(self, *args: Any, areas: Any, **kwargs: Any) -> None:
        """Take the areas among which one may choose; a body's area and seat stay."""
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = areas  # type: ignore[attr-defined]
        if self.instance.pk:
            for name in ("area", "seat", "is_street_office"):
                self.fields[name].disabled = True


class InviteForm(forms.Form):
    """A new colleague."""

    username = forms.CharField(
        label=_("User name"), max_length=30, validators=[USERNAME], help_text=_("Such as lin.fang")
    )
    name = forms.CharField(label=_("Name"), max_length=60)
    body = forms.ModelChoiceField(label=_("Sits in"), queryset=Body.objects.none())

    def __init__(self, *args: Any, bodies: Any, **kwargs: Any) -> None:
        """Take the bodies among which one may choose."""
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = bodies  # type: ignore[attr-defined]

    def clean_username(self) -> str:
        """Not another's."""
        username: str = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=username).exists():
            raise ValidationError(_("This user name is taken."), code="taken")
        return username


class RefusalForm(forms.Form):
    """Why a home is not confirmed; the person reads it."""

    why = forms.CharField(label=_("Why not? The person reads this."), max_length=200)
