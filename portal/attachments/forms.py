"""Photos in forms. A browser cannot fill a file field again: so a good photo is kept at once.

The page that takes a form holds a draft (models.draft), gives it every good photo with
`take_photos`, says which were refused and why, lists what the draft holds with a button to
remove each, and hands the draft over with `actions.adopt` once the form as a whole is right.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from portal.attachments.actions import accept
from portal.attachments.models import Attachment
from portal.attachments.pictures import Box, PhotoRefused
from portal.people.models import User

ACCEPTED = "image/jpeg,image/png,image/webp,image/heic,image/heif"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A photo that was not taken: the name the person knows it by (never kept), and why."""

    name: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.name}: {self.sentence}"


class Taken(NamedTuple):
    """What became of the photos sent."""

    accepted: list[Attachment]
    refusals: list[Refusal]


def take_photos(
    uploads: "Iterable[UploadedFile[Any]]", *, holder: str, by: User | None, at: datetime
) -> Taken:
    """Keep each good photo for the holder, in the order sent, and say why others are not kept.

    Of twelve photos the first nine stay. One refused photo costs no other.
    """
    taken = Taken([], [])
    for upload in uploads:
        try:
            taken.accepted.append(accept(upload, holder=holder, by=by, at=at))
        except PhotoRefused as refused:
            taken.refusals.append(Refusal(upload.name or "", refused.sentence))
    return taken


class PhotosInput(forms.ClearableFileInput):
    """A file field for several photos, taken with the camera or chosen."""

    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Several photos; its value is the list of files, to be given to `take_photos`."""

    widget = PhotosInput

    def __init__(self, **kwargs: Any) -> None:
        """Optional unless said otherwise."""
        kwargs.setdefault("required", False)
        kwargs.setdefault("label", _("Photos"))
        kwargs.setdefault("widget", PhotosInput(attrs={"accept": ACCEPTED}))
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The files as they came: each is judged on its own, none spoils the form."""
        if self.required and not data:
            super().clean(None, initial)
        return list(data) if data else []


class CoverForm(forms.Form):
    """One rectangle to black out, in per cent of the picture from its top left corner."""

    left = forms.DecimalField(label=_("From the left (%)"), min_value=0, max_value=100)
    top = forms.DecimalField(label=_("From the top (%)"), min_value=0, max_value=100)
    width = forms.DecimalField(label=_("Width (%)"), min_value=1, max_value=100)
    height = forms.DecimalField(label=_("Height (%)"), min_value=1, max_value=100)

    def clean(self) -> dict[str, Any]:
        """A rectangle ends at the picture's edge."""
        data = super().clean() or {}
        for start, length in (("left", "width"), ("top", "height")):
            if start in data and length in data:
                data[length] = min(data[length], 100 - data[start])
                if not data[length]:
                    self.add_error(start, _("A rectangle lies outside the picture."))
        return data

    def box(self) -> Box:
        """The rectangle as `actions.cover` takes it."""
        numbers = (float(self.cleaned_data[name]) / 100 for name in ("left", "top", "width"))
        left, top, width = numbers
        return left, top, width, float(self.cleaned_data["height"]) / 100


CoverFormSet = forms.formset_factory(CoverForm, extra=3, max_num=20, can_delete=True)
