"""The answer to whoever asks too often."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def please_wait(request: HttpRequest, *, seconds: int) -> HttpResponse:
    """A page that says how long to wait; 429 with Retry-After."""
    page = render(
        request,
        "signin/wait.html",
        {"seconds": seconds, "minutes": -(-seconds // 60)},
        status=429,
    )
    page["Retry-After"] = str(seconds)
    return page
