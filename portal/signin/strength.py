"""How sure we are of who sits there: the second step, and asking again before sensitive acts."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import RateLimited
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils.http import urlencode

from portal.signin.limits import TooOften
from portal.signin.sms import Unsent
from portal.signin.waiting import please_wait

# What someone on the way to the second step may open; everything else waits.
OPEN_ROUTES = frozenset(
    {
        "account_logout",
        "account_reauthenticate",
        "account_inactive",
        "signin:second_step",
        "signin:again",
        "signin:privacy",
        "mfa_index",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "face:choose",
        "face:language",
    }
)
OPEN_PLACES = ("/static/", "/healthz/")


def _records(request: HttpRequest) -> list[dict[str, Any]]:
    user = request.user if request.user.is_authenticated else None
    records: list[dict[str, Any]] = get_authentication_records(request, user)
    return records


def is_strong(request: HttpRequest) -> bool:
    """Whether a second factor or a passkey was used in this very session."""
    return any(record["method"] == "mfa" for record in _records(request))


def is_fresh(request: HttpRequest) -> bool:
    """Whether the person has shown who they are within the last few minutes."""
    latest = max((record["at"] for record in _records(request)), default=0.0)
    return time.time() - latest < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def _shown(request: HttpRequest) -> bool:
    # Who has a second factor shows that one: else a weak session could add a key of its own.
    factors = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    if not is_fresh(request):
        return False
    if is_strong(request):
        return True
    return not is_mfa_enabled(request.user, factors) and _may_begin(request)


def _may_begin(request: HttpRequest) -> bool:
    # A stolen SIM card alone must not set up the second step of someone who has a password.
    user = request.user
    guarded = getattr(user, "needs_second_step", False)
    if not (user.is_authenticated and guarded and user.has_usable_password()):
        return True
    return any(record["method"] == "password" for record in _records(request))


def fresh(view: Callable[..., Any]) -> Callable[..., Any]:
    """Guard a sensitive page: sign in, and show again who you are if that was a while ago."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if _shown(request):
            page: HttpResponseBase = view(request, *args, **kwargs)
            return page
        query = urlencode({REDIRECT_FIELD_NAME: request.path})
        return redirect(f"{reverse('account_reauthenticate')}?{query}")

    return guarded


def _route(request: HttpRequest) -> str:
    try:
        return resolve(request.path_info).view_name
    except Resolver404:
        return ""


def _is_open(request: HttpRequest) -> bool:
    return request.path_info.startswith(OPEN_PLACES) or _route(request) in OPEN_ROUTES


class SecondStepMiddleware:
    """Whoever sees personal data or touches money does nothing here before their second step."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Take what comes after."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Send them to it, or on."""
        waits = getattr(request.user, "needs_second_step", False) and not is_strong(request)
        if not waits or _is_open(request):
            return self.get_response(request)
        where = reverse("signin:second_step")
        if request.method == "GET":
            where += f"?{urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})}"
        if request.headers.get("HX-Request"):
            return HttpResponse(headers={"HX-Redirect": where})
        return redirect(where)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer every limit, allauth's own too, with a page that says how long to wait."""
        if isinstance(exception, TooOften):
            return please_wait(request, seconds=exception.wait)
        if isinstance(exception, RateLimited):
            return please_wait(request, seconds=60)
        if isinstance(exception, Unsent):
            return render(request, "signin/unsent.html", status=503)
        return None
