"""Forms of signing in."""

from typing import Any

from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa import app_settings as mfa
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.people.homes import find_household
from portal.people.models import Residency, User
from portal.people.phones import PhoneField
from portal.places.models import Area


class PhoneForm(forms.Form):
    """Whose phone."""

    phone = PhoneField()


class CodeForm(forms.Form):
    """The six digits."""

    code = forms.CharField(
        label=_("The 6 digits we sent"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}
        ),
    )

    def clean_code(self) -> str:
        """Digits alone, also when typed full-width or in groups."""
        typed = self.cleaned_data["code"]
        return "".join(str(int(sign)) for sign in typed if sign.isdecimal())


class NameForm(forms.ModelForm):  # type: ignore[type-arg]
    """How we call someone, and what they care to say."""

    class Meta:
        model = User
        fields = ["name", "age", "language"]
        labels = {"name": _("How shall we call you?"), "age": _("Your age, if you like")}
        help_texts = {
            "name": _("A family name is enough: 陈阿姨, 小李."),
            "age": _("So that we notice when nobody of an age group has been asked."),
        }
        widgets = {
            "language": forms.Select(
                choices=[("", _("As the device")), ("zh-hans", "中文"), ("en", "English")]
            ),
        }


class HomeForm(forms.Form):
    """A building, a door, and as what."""

    building = forms.ModelChoiceField(
        label=_("Building"), queryset=Area.objects.buildings().select_related("community")
    )
    door = forms.CharField(
        label=_("Door"), max_length=30, help_text=_("As on the door plate: 3单元502")
    )
    tie = forms.ChoiceField(label=_("As"), choices=Residency.Tie.choices, widget=forms.RadioSelect)

    def clean(self) -> dict[str, Any]:
        """The household behind the door."""
        given = super().clean() or {}
        if "building" in given and "door" in given:
            given["household"] = find_household(given["building"], given["door"])
            if given["household"] is None:
                sentence = _("We know no such door in this building. Ask your grid worker.")
                self.add_error("door", ValidationError(sentence, code="door"))
        return given


class ChoosePasswordForm(forms.Form):
    """A first password for someone invited."""

    password = forms.CharField(
        label=_("Choose a password"),
        help_text=_("At least 10 signs. Three words with a space between them are good."),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("The same password once more"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        """Take whose password it will be."""
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_password(self) -> str:
        """Not too easy."""
        password: str = self.cleaned_data["password"]
        validate_password(password, self.user)
        return password

    def clean(self) -> dict[str, Any]:
        """Twice the same."""
        given = super().clean() or {}
        if "password" in given and given["password"] != given.get("again"):
            self.add_error("again", ValidationError(_("The two are not the same."), code="differ"))
        return given


class ActivateForm(ActivateTOTPForm):
    """allauth's; the code that activates counts as used."""

    def clean_code(self) -> str:
        """Check the code and spend it."""
        code = str(super().clean_code())
        spent = f"allauth.mfa.totp.used?user={self.user.pk}&code={normalize_user_code(code)}"
        cache.set(spent, "y", timeout=mfa.TOTP_PERIOD)
        return code
