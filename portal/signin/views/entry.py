"""Coming in by phone: a number, then the code. The same for who is known and who is not."""

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from portal.people.accounts import admit
from portal.people.phones import masked
from portal.signin.adapter import AccountAdapter, address_of
from portal.signin.codes import PhoneCode, count_request
from portal.signin.forms import CodeForm, PhoneForm
from portal.signin.sms import send_code

ENTER = "enter"


def send(request: HttpRequest, *, phone: str, purpose: str, next_url: str = "") -> None:
    """Send a code to a number for this session; raises TooOften or Unsent."""
    count_request(phone=phone, address=address_of(request))
    process, digits = PhoneCode.begin(request, phone=phone, purpose=purpose, next_url=next_url)
    send_code(phone, digits, key=process.state["id"])


@never_cache
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Ask for the number."""
    next_url = get_next_redirect_url(request) or ""
    if request.user.is_authenticated:
        return redirect(next_url or AccountAdapter(request).get_login_redirect_url(request))
    form = PhoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        send(request, phone=form.cleaned_data["phone"], purpose=ENTER, next_url=next_url)
        return redirect("account_confirm_login_code")
    return render(
        request,
        "account/login.html",
        {"form": form, "next": next_url},
        status=422 if form.errors else 200,
    )


@never_cache
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest) -> HttpResponseBase:
    """Ask for the code, and let in."""
    process = PhoneCode.resume(request, purpose=ENTER)
    if process is None:
        return redirect("account_login")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        phone, next_url = process.phone, process.state["next"]
        try:
            process.check(form.cleaned_data["code"])
        except ValidationError as error:
            form.add_error("code", error)
        else:
            return _let_in(request, phone=phone, next_url=next_url)
    return render(
        request,
        "account/code.html",
        {"form": form, "phone": masked(process.phone), "resend": reverse("signin:resend")},
        status=422 if form.errors else 200,
    )


def _let_in(request: HttpRequest, *, phone: str, next_url: str) -> HttpResponseBase:
    user, is_new = admit(phone, at=timezone.now())
    where = next_url or AccountAdapter(request).get_login_redirect_url(request)
    if is_new:
        where = f"{reverse('me:name')}?{urlencode({REDIRECT_FIELD_NAME: where})}"
    record_authentication(request, user, method="code")
    answer: HttpResponseBase = perform_login(request, Login(user=user, redirect_url=where))
    return answer


@require_POST
def resend(request: HttpRequest) -> HttpResponse:
    """Send another code to the same number; the old one ends."""
    process = PhoneCode.resume(request, purpose=ENTER)
    if process is None:
        return redirect("account_login")
    send(request, phone=process.phone, purpose=ENTER, next_url=process.state["next"])
    return redirect("account_confirm_login_code")


def sign_up(request: HttpRequest) -> HttpResponse:
    """The same door."""
    query = request.GET.urlencode()
    return redirect(reverse("account_login") + (f"?{query}" if query else ""))
