"""One's own account: what is known, who looked, taking it along, leaving."""

from typing import Any

from allauth.account.utils import get_next_redirect_url
from allauth.mfa.models import Authenticator
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.people.accounts import PhoneTaken, verify_phone
from portal.people.erasing import StillInOffice
from portal.people.homes import HomeRefused, claim_home, leave_home
from portal.people.models import PersonalLook, Residency
from portal.people.phones import masked
from portal.people.visitors import SignedIn
from portal.signin.codes import PhoneCode
from portal.signin.forms import CodeForm, HomeForm, NameForm, PhoneForm
from portal.signin.leaving import leave
from portal.signin.mine import everything
from portal.signin.views.entry import send

CHANGE = "change"
LOOKS_A_PAGE = 20


def _homes(request: SignedIn) -> Any:
    rows = Residency.objects.filter(user=request.user)
    return rows.select_related("household__building__community").order_by("-id")


@never_cache
@login_required
@require_safe
def home(request: SignedIn) -> HttpResponse:
    """The account at a glance."""
    user = request.user
    factors = Authenticator.objects.filter(user=user).exclude(type="recovery_codes").count()
    context = {
        "person": user,
        "phone": masked(user.phone) if user.phone else "",
        "homes": _homes(request)[:20],
        "factors": factors,
    }
    return render(request, "account/home.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def name(request: SignedIn) -> HttpResponse:
    """How we call someone."""
    next_url = get_next_redirect_url(request) or ""
    form = NameForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        return redirect(next_url or "me:home")
    context = {"form": form, "next": next_url}
    return render(request, "account/name.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def phone(request: SignedIn) -> HttpResponse:
    """Another number: first the number."""
    form = PhoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        send(request, phone=form.cleaned_data["phone"], purpose=CHANGE)
        return redirect("me:phone_code")
    return render(request, "account/phone.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def phone_code(request: SignedIn) -> HttpResponse:
    """Then the code sent to it."""
    process = PhoneCode.resume(request, purpose=CHANGE)
    if process is None:
        return redirect("me:phone")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            process.check(form.cleaned_data["code"])
            verify_phone(request.user, phone=process.phone, at=timezone.now())
        except ValidationError as error:
            form.add_error("code", error)
        except PhoneTaken:
            form.add_error("code", _("This number has an account of its own. Sign in with it."))
        else:
            return redirect("me:home")
    context = {"form": form, "phone": masked(process.phone), "resend": ""}
    return render(request, "account/code.html", context, status=422 if form.errors else 200)


@never_cache
@login_required
@require_safe
def looks(request: SignedIn) -> HttpResponse:
    """Who looked at my data, newest first."""
    rows = PersonalLook.objects.filter(person=request.user).select_related("looked_by")
    before = request.GET.get("before", "")
    if before.isdecimal():
        rows = rows.filter(pk__lt=int(before[:18]))
    page = list(rows.order_by("-pk")[: LOOKS_A_PAGE + 1])
    older = f"?before={page[LOOKS_A_PAGE - 1].pk}" if len(page) > LOOKS_A_PAGE else ""
    context = {"looks": page[:LOOKS_A_PAGE], "older": older, "newer": "?" if before else ""}
    return render(request, "account/looks.html", context)


@never_cache
@require_safe
def data(request: SignedIn) -> HttpResponse:
    """Everything kept about me, to read."""
    parts = [
        {"title": title, "rows": [list(row.items()) for row in rows]}
        for title, rows in everything(request.user).items()
    ]
    return render(request, "account/data.html", {"parts": parts})


@never_cache
@require_safe
def data_file(request: SignedIn) -> HttpResponse:
    """The same, to take along."""
    answer = JsonResponse(
        everything(request.user), json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    answer["Content-Disposition"] = 'attachment; filename="linli.json"'
    return answer


@never_cache
@require_http_methods(["GET", "POST"])
def erasure(request: SignedIn) -> HttpResponse:
    """Leave for good."""
    refused = ""
    if request.method == "POST":
        try:
            leave(request.user, at=timezone.now())
        except StillInOffice:
            refused = _("You still hold a seat or a duty. Ask whoever appointed you to end it.")
        else:
            logout(request)
            return render(request, "account/erased.html")
    status = 409 if refused else 200
    return render(request, "account/erase.html", {"refused": refused}, status=status)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def homes(request: SignedIn) -> HttpResponse:
    """Say where I live."""
    form = HomeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        household, tie = form.cleaned_data["household"], form.cleaned_data["tie"]
        try:
            claim_home(request.user, household=household, tie=tie, at=timezone.now())
        except HomeRefused as error:
            form.add_error("door", str(error))
        else:
            return redirect("me:home")
    context = {"form": form, "homes": _homes(request)[:20]}
    return render(request, "account/homes.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def end_home(request: SignedIn, pk: int) -> HttpResponse:
    """I live there no more."""
    residency = get_object_or_404(Residency, pk=pk, user=request.user)
    leave_home(residency, at=timezone.now())
    return redirect("me:home")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What we keep, why, how long, who sees it, and what you can ask of us."""
    return render(request, "signin/privacy.html")
