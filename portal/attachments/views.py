"""Answering with a photo. No address leads here: the room above asks who may see, then calls."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotModified

from portal.attachments import store
from portal.attachments.models import Attachment

YEAR = 60 * 60 * 24 * 365


def serve(
    request: HttpRequest, photo: Attachment, *, public: bool, thumb: bool = False
) -> HttpResponse | FileResponse:
    """Answer with the photo: to the public only while it is cleared, and then covered.

    The caller has checked that this person may see it (`public=False`: as it is). A public
    answer is kept by the browser for a year where its address carries `?v=<photo.version>`,
    and is asked for again each time where it does not; any other answer is never kept.
    Raises Http404 where the public may not, or the file is not there.
    """
    if public and photo.cleared_at is None:
        raise Http404
    tag = f'"{photo.version}{"-thumb" if thumb else ""}"'
    if public and request.headers.get("If-None-Match") == tag:
        return _marked(HttpResponseNotModified(), request, photo, tag)
    try:
        file = store.path(photo.pk, cover=photo.cover if public else "", thumb=thumb).open("rb")
    except FileNotFoundError:
        raise Http404 from None
    answer = FileResponse(file, content_type="image/jpeg")
    answer["Content-Disposition"] = f'inline; filename="{photo.pk}.jpg"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    if not public:
        answer["Cache-Control"] = "private, no-store"
        return answer
    return _marked(answer, request, photo, tag)


def _marked(
    answer: HttpResponse | FileResponse, request: HttpRequest, photo: Attachment, tag: str
) -> HttpResponse | FileResponse:
    answer["ETag"] = tag
    # "private": a photo taken back from the public must not live on in a shared cache.
    lasting = request.GET.get("v") == photo.version
    answer["Cache-Control"] = (
        f"private, max-age={YEAR}, immutable" if lasting else "private, no-cache"
    )
    return answer
