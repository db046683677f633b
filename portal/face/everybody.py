"""Whole pages for those who are nobody in particular: one answer for all who look the same way.

`settings.COMMON_PAGES` names the routes and, of each, the parameters such a page may have. A page
is shared when its view says so (`for_everybody`), and then only where nothing in the asking or the
answer is anybody's own; `_is_nobodys` and `_shared` are the list of what that means.
"""

from collections.abc import Callable, Mapping
from functools import cache
from hashlib import blake2b
from typing import NamedTuple

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language_from_request

from portal.face.kept import kept
from portal.face.preferences import read


class Answer(NamedTuple):
    """A page's answer as it is kept: the headers of every room are in it."""

    body: bytes
    headers: dict[str, str]


def for_everybody(response: HttpResponse) -> HttpResponse:
    """Mark a page that shows nothing but what is public."""
    response.is_for_everybody = True  # type: ignore[attr-defined]
    return response


class CommonPages:
    """Outermost: a page that is kept costs one question to the cache and nothing else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Take what comes after."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer from what is kept, or let it be made."""
        key = _key(request)
        if key is None:
            return self.get_response(request)
        made: list[HttpResponse] = []

        def make() -> Answer | None:
            made.append(self.get_response(request))
            return _shared(request, made[0])

        answer = kept(key, make)
        return made[0] if made else HttpResponse(answer.body, headers=answer.headers)


@cache
def _pages() -> Mapping[str, frozenset[str]]:
    found = {}
    for route, parameters in settings.COMMON_PAGES.items():
        try:
            found[reverse(route)] = frozenset(parameters)
        except NoReverseMatch:
            continue
    return found


def _display_cookies() -> set[str]:
    return {"mode", "theme", settings.LANGUAGE_COOKIE_NAME, settings.CSRF_COOKIE_NAME}


def _is_nobodys(request: HttpRequest) -> bool:
    """Whether nothing in the asking tells one person from another.

    A session, a receipt, a draft, a pending message: each is a cookie that is not listed.
    """
    return (
        request.method == "GET"
        and request.COOKIES.keys() <= _display_cookies()
        and "HTTP_AUTHORIZATION" not in request.META
        and "HTTP_HX_REQUEST" not in request.META
    )


def _key(request: HttpRequest) -> str | None:
    """What a common page depends on; None where this asking is not for one."""
    parameters = _pages().get(request.path_info)
    if parameters is None or not _is_nobodys(request) or not request.GET.keys() <= parameters:
        return None
    try:
        origin = f"{request.scheme}://{request.get_host()}"
    except DisallowedHost:
        return None
    look, language = read(request), get_language_from_request(request)
    parts = (origin, request.get_full_path(), language, look.mode, look.theme)
    # A page that asked for the cookie's token would be one person's: without the cookie it would
    # have to make one, and that is seen in the answer.
    request.COOKIES.pop(settings.CSRF_COOKIE_NAME, None)
    return f"page:{blake2b(repr(parts).encode(), digest_size=16).hexdigest()}"


def _shared(request: HttpRequest, response: HttpResponse) -> Answer | None:
    """The answer as it may be given to anybody; None where it may not."""
    is_plain = (
        getattr(response, "is_for_everybody", False)
        and response.status_code == HttpResponse.status_code
        and not response.cookies
        and not response.streaming
        and not request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
        and not response.has_header("Cache-Control")
    )
    return Answer(response.content, dict(response.items())) if is_plain else None
