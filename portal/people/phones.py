"""Phone numbers: one spelling for all (E.164), and a form field that says what is wrong."""

import unicodedata
from typing import Any

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from phonenumbers import PhoneNumberType

HOME = "CN"
MOBILE = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}
LONGEST = 40


class NotAPhone(ValueError):
    """A text that is no phone number."""


class NotAMobile(NotAPhone):
    """A number that cannot receive a message."""


def normal(text: str) -> str:
    """A mobile number in E.164; full-width digits, spaces, hyphens and a missing +86 are fine.

    Raises NotAPhone, or NotAMobile for a landline.
    """
    plain = unicodedata.normalize("NFKC", text[:LONGEST])
    try:
        number = phonenumbers.parse(plain, HOME)
    except phonenumbers.NumberParseException as error:
        raise NotAPhone(text) from error
    if not phonenumbers.is_valid_number(number):
        raise NotAPhone(text)
    if phonenumbers.number_type(number) not in MOBILE:
        raise NotAMobile(text)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def masked(phone: str) -> str:
    """A number with its middle hidden, as it is shown back to its owner."""
    local = phone.removeprefix("+86")
    return f"{local[:3]}****{local[-4:]}" if len(local) > len("1234567") else local


class PhoneField(forms.CharField):
    """A mobile number, typed as people type it; cleans to E.164."""

    def __init__(self, **kwargs: Any) -> None:
        """Take what a CharField takes."""
        kwargs.setdefault("label", _("Mobile number"))
        kwargs.setdefault("max_length", LONGEST)
        attrs = {"type": "tel", "inputmode": "tel", "autocomplete": "tel"}
        kwargs.setdefault("widget", forms.TextInput(attrs=attrs))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        """The number in E.164, or a sentence that says what to do."""
        text = super().clean(value)
        if not text:
            return ""
        try:
            return normal(text)
        except NotAMobile as error:
            sentence = _("A code cannot reach a landline. Please give a mobile number.")
            raise ValidationError(sentence, code="landline") from error
        except NotAPhone as error:
            sentence = _("This is not a whole mobile number. It has 11 digits and begins with 1.")
            raise ValidationError(sentence, code="phone") from error
