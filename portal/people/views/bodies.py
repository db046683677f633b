"""Bodies and who sits in them."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.people.appointing import (
    AppointmentRefused,
    appoint,
    close_body,
    end_membership,
    may_vouch_for,
)
from portal.people.forms import BodyForm, InviteForm, SeatForm
from portal.people.models import Body, Membership, User
from portal.people.views.reach import areas_in, reach
from portal.people.visitors import SignedIn
from portal.roles.grants import Permission

MOST = 200


def _bodies(paths: tuple[str, ...]) -> Any:
    return Body.objects.filter(area__in=areas_in(paths)).select_related("area")


@never_cache
@login_required
@require_safe
def listing(request: SignedIn) -> HttpResponse:
    """The bodies where I may appoint."""
    _all, paths = reach(request, Permission.APPOINT)
    return render(request, "people/list.html", {"bodies": _bodies(paths)[:MOST]})


@never_cache
@login_required
@require_safe
def detail(request: SignedIn, pk: int) -> HttpResponse:
    """One body: who sits there, and who did."""
    _all, paths = reach(request, Permission.APPOINT)
    body = get_object_or_404(_bodies(paths), pk=pk)
    seats = Membership.objects.filter(body=body).select_related("user").order_by("-id")[:MOST]
    today = localdate()
    rows = [{"seat": seat, "is_now": today in seat.term, "days": _said(seat)} for seat in seats]
    context = {"body": body, "rows": rows, "form": SeatForm()}
    return render(request, "people/body.html", context)


def _form(request: SignedIn, form: Any, title: str) -> HttpResponse:
    context = {"form": form, "title": title}
    return render(request, "people/form.html", context, status=422 if form.errors else 200)


def _said(held: Any) -> tuple[Any, Any]:
    return (None, None) if held.term.isempty else (held.term.lower, held.term.upper)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def add(request: SignedIn) -> HttpResponse:
    """A new body."""
    _all, paths = reach(request, Permission.APPOINT)
    form = BodyForm(request.POST or None, areas=areas_in(paths))
    if request.method == "POST" and form.is_valid():
        return redirect("people:body", form.save().pk)
    return _form(request, form, _("Add a body"))


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def edit(request: SignedIn, pk: int) -> HttpResponse:
    """Its name and phone."""
    _all, paths = reach(request, Permission.APPOINT)
    body = get_object_or_404(_bodies(paths), pk=pk)
    form = BodyForm(request.POST or None, instance=body, areas=areas_in(paths))
    if request.method == "POST" and form.is_valid():
        form.save()
        return redirect("people:body", body.pk)
    return _form(request, form, body.name)


@login_required
@require_POST
def close(request: SignedIn, pk: int) -> HttpResponse:
    """It sits at no table any more."""
    _all, paths = reach(request, Permission.APPOINT)
    close_body(get_object_or_404(_bodies(paths), pk=pk))
    return redirect("people:list")


@login_required
@require_POST
def seat(request: SignedIn, pk: int) -> HttpResponse:
    """Give someone a place."""
    _all, paths = reach(request, Permission.APPOINT)
    body = get_object_or_404(_bodies(paths).filter(is_active=True), pk=pk)
    form = SeatForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            appoint(
                given["who"],
                body=body,
                rank=given["rank"],
                first=given["first"],
                last=given["last"],
                by=request.user,
            )
        except AppointmentRefused as error:
            form.add_error("who", str(error))
        else:
            return redirect("people:body", body.pk)
    return _form(request, form, body.name)


@login_required
@require_POST
def unseat(request: SignedIn, pk: int) -> HttpResponse:
    """End a place today."""
    _all, paths = reach(request, Permission.APPOINT)
    membership = get_object_or_404(Membership, pk=pk, body__in=_bodies(paths))
    end_membership(membership, on=localdate(timezone.now()))
    return redirect("people:body", membership.body_id)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def invite(request: SignedIn) -> HttpResponse:
    """A new colleague: an account, a place, and a link to print."""
    _all, paths = reach(request, Permission.APPOINT)
    form = InviteForm(request.POST or None, bodies=_bodies(paths).filter(is_active=True))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        with transaction.atomic():
            user = User.objects.create_user(name=given["name"], username=given["username"])
            appoint(
                user,
                body=given["body"],
                rank=Membership.Rank.MEMBER,
                first=localdate(timezone.now()),
                last=None,
                by=request.user,
            )
        return _link_page(request, user)
    return _form(request, form, _("Invite a colleague"))


@login_required
@require_POST
def renew(request: SignedIn, pk: int) -> HttpResponse:
    """A new link for a colleague who lost the password."""
    powers, _reach = reach(request, Permission.APPOINT)
    user = get_object_or_404(User, pk=pk, username__isnull=False)
    if user.pk == request.user.pk or not may_vouch_for(user, powers):
        raise Http404
    return _link_page(request, user)


def _link_page(request: SignedIn, user: User) -> HttpResponse:
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    path = reverse("signin:invitation", args=[uid, default_token_generator.make_token(user)])
    return render(
        request, "people/link.html", {"person": user, "link": request.build_absolute_uri(path)}
    )
