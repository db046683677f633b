"""What a browser holds for somebody without account: drafts and receipts, in signed cookies.

The house keeps nothing about who holds them: no session, no address, no device.
"""

from dataclasses import dataclass
from uuid import UUID

from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse

MOST = 20


@dataclass(frozen=True, slots=True)
class Shelf:
    """One cookie: its name, and for how long it is good."""

    name: str
    seconds: int


# A draft waits a day for its person; a receipt opens its case for two hours.
DRAFTS = Shelf("drafts", 60 * 60 * 24)
RECEIPTS = Shelf("receipts", 60 * 60 * 2)


def held(request: HttpRequest, shelf: Shelf) -> list[str]:
    """What the browser holds; nothing where the cookie is forged, foreign or too old."""
    try:
        value = request.get_signed_cookie(shelf.name, salt=shelf.name, max_age=shelf.seconds)
    except (KeyError, BadSignature):
        return []
    return [key for key in (value or "").split("~") if key]


def hold(answer: HttpResponse, request: HttpRequest, shelf: Shelf, key: str) -> None:
    """Let the browser hold one more."""
    kept = [*(other for other in held(request, shelf) if other != key), key]
    answer.set_signed_cookie(
        shelf.name,
        "~".join(kept[-MOST:]),
        salt=shelf.name,
        max_age=shelf.seconds,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )


def holds_draft(request: HttpRequest, draft: UUID) -> bool:
    """Whether this browser began the draft without account."""
    return str(draft) in held(request, DRAFTS)


def holds_receipt(request: HttpRequest, number: str) -> bool:
    """Whether this browser has shown the receipt of the case."""
    return number in held(request, RECEIPTS)
