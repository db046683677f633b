"""Covering parts of a photo: faces, plates and door numbers, before the public sees it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from grievances.actions.publishing import photos_of
from grievances.views.work import may_publish, worked_case, worker
from portal.attachments.actions import cover
from portal.attachments.forms import CoverFormSet
from portal.attachments.models import Attachment

NAMES = ("left", "top", "width", "height")


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def cover_photo(request: HttpRequest, number: str, photo: UUID) -> HttpResponse:
    """Black out rectangles of one photo for the public; the photo itself stays as it is."""
    at, by = timezone.now(), worker(request)
    case = worked_case(by, number)
    found = photos_of(case).filter(pk=photo).first()
    if found is None or not may_publish(case, by, at=at):
        raise Http404

    forms = CoverFormSet(request.POST or None, initial=_rows(found))
    if request.method == "POST" and forms.is_valid():
        boxes = [form.box() for form in forms if _is_kept(form)]
        cover(found, boxes)
        messages.success(request, _("The photo is covered. Now choose it for the public page."))
        return redirect("grievances:publish", number=case.number)

    context = {"case": case, "photo": found, "forms": forms, "boxes": _rows(found)}
    status = 422 if forms.is_bound else 200
    return render(request, "grievances/cover.html", context, status=status)


def _is_kept(form: Any) -> bool:
    data = form.cleaned_data
    return bool(data.get("width")) and not data.get("DELETE")


def _rows(photo: Attachment) -> list[dict[str, float]]:
    """What is covered already, in per cent."""
    return [
        {name: round(part * 100, 1) for name, part in zip(NAMES, box, strict=True)}
        for box in photo.boxes
    ]
