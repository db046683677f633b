"""Coming in as staff: password or passkey, the second step, asking again, invitations."""

from typing import Any, cast

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import get_next_redirect_url
from allauth.account.views import LoginView, password_change
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_required
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode, urlsafe_base64_decode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from portal.people.accounts import end_sessions
from portal.people.models import User
from portal.people.phones import masked
from portal.people.visitors import SignedIn
from portal.signin.adapter import AccountAdapter
from portal.signin.codes import PhoneCode
from portal.signin.forms import ChoosePasswordForm, CodeForm
from portal.signin.strength import is_strong
from portal.signin.views.entry import send

AGAIN = "again"


class StaffLogin(LoginView):
    """User name or phone, and password; too many tries are answered with 429."""

    template_name = "account/staff.html"

    def form_invalid(self, form: Any) -> HttpResponse:
        """The form again."""
        page: HttpResponse = super().form_invalid(form)
        too_many = form.has_error("__all__", "too_many_login_attempts")
        page.status_code = 429 if too_many else 422
        return page


def admin_door(request: HttpRequest) -> HttpResponse:
    """The administration's door is the staff's: with limits, and a second step."""
    if request.user.is_authenticated and not request.user.is_staff:
        raise PermissionDenied
    query = urlencode({REDIRECT_FIELD_NAME: get_next_redirect_url(request) or "/admin/"})
    return redirect(f"{reverse('signin:staff')}?{query}")


class Activate(ActivateTOTPView):
    """Set up an authenticator app; who has just shown a code of it has taken the second step."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Keep it, and mark the session."""
        response: HttpResponse = super().form_valid(form)
        factor = Authenticator.objects.get(user=self.request.user, type=Authenticator.Type.TOTP)
        record_authentication(
            self.request, self.request.user, method="mfa", id=factor.pk, type=factor.type
        )
        return response


class AddKey(AddWebAuthnView):
    """Add a passkey; the device has just asked for a finger, a face or a PIN."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Keep it, and mark the session."""
        response: HttpResponse = super().form_valid(form)
        record_authentication(
            self.request, self.request.user, method="mfa", type=Authenticator.Type.WEBAUTHN
        )
        return response


@login_required
def password(request: SignedIn) -> HttpResponseBase:
    """Change the password, for whoever has one."""
    if not request.user.has_usable_password():
        raise Http404
    return cast("HttpResponseBase", password_change(request))


@never_cache
@login_required
def second_step(request: SignedIn) -> HttpResponse:
    """Why a second step is needed, and the way to it."""
    next_url = get_next_redirect_url(request) or ""
    if is_strong(request):
        return redirect(next_url or AccountAdapter(request).get_login_redirect_url(request))
    kinds = set(Authenticator.objects.filter(user=request.user).values_list("type", flat=True))
    factors = [
        method
        for method in AccountAdapter(request).get_reauthentication_methods(request.user)
        if method["id"].startswith("mfa")
    ]
    context = {"next": next_url, "factors": factors, "has_factor": bool(kinds)}
    return render(request, "account/second_step.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def again(request: SignedIn) -> HttpResponseBase:
    """Ask a person without second factor for a fresh code before something sensitive."""
    methods = AccountAdapter(request).get_reauthentication_methods(request.user)
    if not any(method["id"] == "signin:again" for method in methods):
        return redirect(methods[0]["url"] if methods else "account_logout")
    next_url = get_next_redirect_url(request) or ""
    process = PhoneCode.resume(request, purpose=AGAIN)
    if request.method == "POST" and "code" in request.POST and process:
        return _answer_again(request, process)
    if request.method == "POST":
        send(request, phone=request.user.phone, purpose=AGAIN, next_url=next_url)
        return redirect("signin:again")
    context = {"next": next_url, "phone": masked(request.user.phone), "sent": bool(process)}
    return render(request, "account/again.html", context | {"form": CodeForm()})


def _answer_again(request: SignedIn, process: PhoneCode) -> HttpResponse:
    form = CodeForm(request.POST)
    next_url, phone = process.state["next"], process.phone
    if form.is_valid() and phone == request.user.phone:
        try:
            process.check(form.cleaned_data["code"])
        except ValidationError as error:
            form.add_error("code", error)
        else:
            record_authentication(request, request.user, method="code", reauthenticated=True)
            return redirect(next_url or "me:home")
    context = {"form": form, "sent": True, "phone": masked(phone), "next": next_url}
    return render(request, "account/again.html", context, status=422)


def _invited(uid: str, token: str) -> User:
    try:
        user = User.objects.get(pk=int(urlsafe_base64_decode(uid)))
    except (User.DoesNotExist, ValueError, OverflowError) as error:
        raise Http404 from error
    if not user.is_active or not default_token_generator.check_token(user, token):
        raise Http404
    return user


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, uid: str, token: str) -> HttpResponse:
    """Choose the first password; the link works once, and no longer than three days."""
    user = _invited(uid, token)
    form = ChoosePasswordForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            user.set_password(form.cleaned_data["password"])
            user.save(update_fields=["password"])
            end_sessions(user)
        return redirect("signin:staff")
    context = {"form": form, "person": user}
    return render(request, "account/invitation.html", context, status=422 if form.errors else 200)
