"""A page as a room above would write it, for the tests of uploads and of serving."""

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import path

from portal.attachments.forms import PhotosField, take_photos
from portal.attachments.models import Attachment
from portal.attachments.views import serve
from tests.attachments.conftest import NOON


class Telling(forms.Form):
    text = forms.CharField()
    photos = PhotosField()
    after = forms.CharField(required=False)


def tell(request: HttpRequest) -> HttpResponse:
    form = Telling(request.POST, request.FILES)
    valid = form.is_valid()
    taken = take_photos(request.FILES.getlist("photos"), holder="draft:tell", by=None, at=NOON)
    return JsonResponse(
        {
            "valid": valid,
            "text": form.data.get("text"),
            "after": form.data.get("after"),
            "same": len(form.cleaned_data.get("photos", [])),
            "accepted": [str(photo.pk) for photo in taken.accepted],
            "refusals": [[refusal.name, refusal.sentence] for refusal in taken.refusals],
        }
    )


def show(request: HttpRequest, pk: str, who: str) -> HttpResponse:
    photo = get_object_or_404(Attachment, pk=pk)
    return serve(request, photo, public=who == "public", thumb="thumb" in request.GET)


urlpatterns = [path("tell/", tell), path("photo/<uuid:pk>/<who>/", show)]
