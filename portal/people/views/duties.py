"""Duties given by name."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.people.appointing import AppointmentRefused, end_duty, give_duty
from portal.people.forms import DutyForm
from portal.people.models import Duty
from portal.people.views.reach import areas_in, reach
from portal.people.visitors import SignedIn
from portal.roles.grants import Permission

MOST = 200


def _duties(paths: tuple[str, ...]) -> Any:
    rows = Duty.objects.filter(area__in=areas_in(paths))
    return rows.select_related("user", "area").order_by("area__path", "name", "-id")


@never_cache
@login_required
@require_safe
def listing(request: SignedIn) -> HttpResponse:
    """Who holds what in my areas, and who did."""
    _all, paths = reach(request, Permission.APPOINT)
    today = localdate(timezone.now())
    rows = [{"duty": duty, "is_now": today in duty.term} for duty in _duties(paths)[:MOST]]
    return render(request, "people/duties.html", {"rows": rows})


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def give(request: SignedIn) -> HttpResponse:
    """Give a duty."""
    _all, paths = reach(request, Permission.APPOINT)
    form = DutyForm(request.POST or None, areas=areas_in(paths))
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        try:
            give_duty(given.pop("who"), **given, by=request.user)
        except AppointmentRefused as error:
            form.add_error("name", str(error))
        else:
            return redirect("people:duties")
    context = {"form": form, "title": _("Give a duty")}
    return render(request, "people/form.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def end(request: SignedIn, pk: int) -> HttpResponse:
    """End one today."""
    _all, paths = reach(request, Permission.APPOINT)
    end_duty(get_object_or_404(_duties(paths), pk=pk), on=localdate(timezone.now()))
    return redirect("people:duties")
