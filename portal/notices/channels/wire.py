"""One HTTPS request to a provider, and what its failure means."""

import json
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.core.exceptions import ImproperlyConfigured

from portal.notices.channels.parcel import Temporary

SECONDS = 8.0
LONGEST_ANSWER = 64 * 1024


class _Straight(HTTPRedirectHandler):
    """A provider does not redirect; following one would hand the signature on."""

    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        return None


def host_of(endpoint: str) -> str:
    """The host (and port) of an endpoint; raises ImproperlyConfigured unless it is encrypted."""
    parts = urlsplit(endpoint)
    if parts.scheme != "https" and parts.hostname != "127.0.0.1":
        raise ImproperlyConfigured(f"A provider's address begins with https: {endpoint}")
    return parts.netloc


def post(url: str, *, headers: dict[str, str], body: bytes) -> dict[str, Any]:
    """Post and read the JSON answer, also that of a refusal (4xx); anything else is Temporary."""
    request = Request(url, data=body, headers=headers, method="POST")  # noqa: S310 - host_of()
    try:
        with build_opener(_Straight).open(request, timeout=SECONDS) as answer:
            return _read(answer.read(LONGEST_ANSWER))
    except HTTPError as refusal:
        with refusal:
            if refusal.code == 429 or refusal.code >= 500:  # noqa: PLR2004 - HTTP's own numbers
                raise Temporary(f"HTTP {refusal.code}") from None
            return _read(refusal.read(LONGEST_ANSWER))
    except (URLError, HTTPException, OSError) as error:
        raise Temporary(type(error).__name__) from error


def _read(text: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(text)
    except ValueError:
        raise Temporary("the answer is no JSON") from None
    if not isinstance(answer, dict):
        raise Temporary("the answer is no object")
    return answer
