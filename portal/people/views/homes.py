"""Who says they live here: confirmed or refused by someone of the area."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from portal.people.forms import RefusalForm
from portal.people.homes import HomeRefused, confirm_home, refuse_home
from portal.people.models import Residency
from portal.people.phones import masked
from portal.people.views.reach import reach
from portal.people.visitors import SignedIn
from portal.roles.grants import Permission

A_PAGE = 30


def _claims(paths: tuple[str, ...]) -> Any:
    rows = Residency.objects.under(*paths)
    return rows.select_related("user", "household__building")


@never_cache
@login_required
@require_safe
def listing(request: SignedIn) -> HttpResponse:
    """Claims that wait in my area, oldest first, each with who else is at that door."""
    _all, paths = reach(request, Permission.VERIFY_RESIDENTS)
    after = request.GET.get("after", "")
    rows = _claims(paths).waiting().order_by("pk")
    if after.isdecimal():
        rows = rows.filter(pk__gt=int(after[:18]))
    page = list(rows[: A_PAGE + 1])
    older = f"?after={page[A_PAGE - 1].pk}" if len(page) > A_PAGE else ""
    context = {"rows": _with_neighbours(page[:A_PAGE]), "older": older}
    return render(request, "people/residents.html", context | {"refusal": RefusalForm()})


def _with_neighbours(claims: list[Residency]) -> list[dict[str, Any]]:
    today = localdate(timezone.now())
    doors = {claim.household_id for claim in claims}
    others: dict[int, list[Residency]] = {}
    known = Residency.objects.on(today).filter(household__in=doors, refused_at=None)
    for row in known.select_related("user"):
        others.setdefault(row.household_id, []).append(row)
    return [
        {
            "claim": claim,
            "phone": masked(claim.user.phone) if claim.user.phone else "",
            "others": [row for row in others.get(claim.household_id, []) if row.pk != claim.pk],
        }
        for claim in claims
    ]


@login_required
@require_POST
def confirm(request: SignedIn, pk: int) -> HttpResponse:
    """They live there."""
    _all, paths = reach(request, Permission.VERIFY_RESIDENTS)
    claim = get_object_or_404(_claims(paths), pk=pk)
    try:
        confirm_home(claim, by=request.user, at=timezone.now())
    except HomeRefused as error:
        return _refused(request, str(error))
    return redirect("people:residents")


@login_required
@require_POST
def refuse(request: SignedIn, pk: int) -> HttpResponse:
    """They do not, and why we think so."""
    _all, paths = reach(request, Permission.VERIFY_RESIDENTS)
    claim = get_object_or_404(_claims(paths), pk=pk)
    form = RefusalForm(request.POST)
    if not form.is_valid():
        return render(
            request, "people/form.html", {"form": form, "title": _("Who lives here?")}, status=422
        )
    try:
        refuse_home(claim, why=form.cleaned_data["why"], by=request.user, at=timezone.now())
    except HomeRefused as error:
        return _refused(request, str(error))
    return redirect("people:residents")


def _refused(request: SignedIn, why: str) -> HttpResponse:
    return render(request, "people/refused.html", {"why": why}, status=409)
