"""The forms of filing: words and photos, the bodies complained about, how to be reached."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grievances.actions.filing import LONGEST
from portal.attachments.forms import PhotosField
from portal.people.models import Body
from portal.people.phones import PhoneField
from portal.places.models import Area


class WordsForm(forms.Form):
    """What is wrong. Words that are too long are refused, never cut."""

    text = forms.CharField(
        label=gettext_lazy("What is wrong?"),
        help_text=gettext_lazy("As you would say it to a neighbour."),
        widget=forms.Textarea(attrs={"rows": 6, "autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Write what is wrong, a sentence is enough.")},
    )
    photos = PhotosField(
        label=gettext_lazy("Photos"), help_text=gettext_lazy("A photo says where and what.")
    )

    def clean_text(self) -> str:
        """The words, if they fit; line ends count once, as the person counts them."""
        text: str = self.cleaned_data["text"].replace("\r\n", "\n").strip()
        if len(text) > LONGEST:
            raise forms.ValidationError(
                _(
                    "These are %(count)s characters; 5,000 fit. Please shorten them. "
                    "Nothing is lost: all your words are still here."
                )
                % {"count": f"{len(text):,}"}
            )
        return text


class AboutForm(forms.Form):
    """Bodies of the place that the matter complains about."""

    accused = forms.ModelMultipleChoiceField(
        Body.objects.none(),
        label=gettext_lazy("Do you complain about one of these?"),
        help_text=gettext_lazy(
            "If so, tick it: it never handles this, and never learns who you are. If not, go on."
        ),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, area: Area, *args: Any, **kwargs: Any) -> None:
        """Offer the bodies at the table of the area."""
        super().__init__(*args, **kwargs)
        self.fields["accused"].queryset = Body.objects.at_table_of(area)  # type: ignore[attr-defined]


class ContactForm(forms.Form):
    """How to reach somebody who files without account, or for whom it is filed."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=60, required=False)
    phone = PhoneField(
        label=gettext_lazy("Mobile number"),
        required=False,
        help_text=gettext_lazy("Only who handles it sees the number, and each look is recorded."),
    )

    def __init__(self, *args: Any, named: bool, **kwargs: Any) -> None:
        """Without a name field where nobody is to be named."""
        super().__init__(*args, **kwargs)
        if not named:
            del self.fields["name"]


class WordForm(forms.Form):
    """A few words to those who handle the matter, with photos."""

    words = forms.CharField(
        label=gettext_lazy("Your answer"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": gettext_lazy("Write your answer, a sentence is enough.")},
    )
    photos = PhotosField(label=gettext_lazy("Photos"))


class ReceiptForm(forms.Form):
    """The number and the code of a receipt."""

    number = forms.CharField(
        label=gettext_lazy("Number"),
        max_length=24,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    code = forms.CharField(
        label=gettext_lazy("Receipt code"),
        max_length=20,
        help_text=gettext_lazy("Ten letters and digits; large or small does not matter."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
