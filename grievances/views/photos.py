"""Photos of a draft to its person; of a case to whoever may see them, to all only if cleared."""

from uuid import UUID

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_GET

from grievances.views.access import own_draft, seen
from portal.attachments.models import Attachment
from portal.attachments.views import serve
from portal.loop.models import Step

SIZES = {"thumb": True, "full": False}


def _size(name: str) -> bool:
    if name not in SIZES:
        raise Http404
    return SIZES[name]


@require_GET
def draft_photo(request: HttpRequest, pk: UUID, photo: UUID, size: str) -> HttpResponseBase:
    """A photo of one's own draft."""
    draft = own_draft(request, pk)
    found = Attachment.objects.filter(pk=photo, holder=f"draft:{pk}").first()
    if draft is None or found is None:
        raise Http404
    return serve(request, found, public=False, thumb=_size(size))


@require_GET
def photo(request: HttpRequest, number: str, photo: UUID, size: str) -> HttpResponseBase:
    """A photo of a case or of one of its steps."""
    found = seen(request, number, at=timezone.now())
    picture = Attachment.objects.filter(pk=photo).first()
    if picture is None or not _belongs(picture, found.case.pk):
        raise Http404
    return serve(request, picture, public=not found.reads_filed, thumb=_size(size))


def _belongs(picture: Attachment, case: int) -> bool:
    if picture.holder == f"grievance:{case}":
        return True
    kind, _mark, step = picture.holder.partition(":")
    return kind == "step" and Step.objects.filter(pk=int(step), case=case).exists()
