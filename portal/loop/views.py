"""The official calendar: everybody reads it, a street's rule-setters and administrators edit it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.loop.actions import (
    FIRST_YEAR,
    declare_official,
    may_set_calendar,
    set_day,
)
from portal.loop.clock import day_of
from portal.loop.forms import DayForm
from portal.loop.models import CalendarDay, CalendarYear
from portal.loop.refusals import NotYours, Refused
from portal.loop.standing import Actor, actor
from portal.people.models import User


def _by(request: HttpRequest) -> Actor:
    user = request.user
    return actor(user, at=timezone.now()) if isinstance(user, User) else Actor()


def _year(request: HttpRequest) -> int:
    this_year = day_of(timezone.now()).year
    wanted = request.GET.get("year", "")
    is_known = wanted.isascii() and wanted.isdigit() and len(wanted) == len(str(this_year))
    return min(max(int(wanted), FIRST_YEAR), this_year + 5) if is_known else this_year


@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: HttpRequest) -> HttpResponse:
    """A year's exceptions to Monday–Friday; and, for those who may, a form to set a day."""
    by, form = _by(request), DayForm(request.POST or None)
    may_edit = may_set_calendar(by)

    if request.method == "POST" and form.is_valid():
        try:
            day = set_day(**form.cleaned_data, by=by, at=timezone.now())
        except NotYours as refused:
            return render(request, "403.html", {"exception": refused.sentence}, status=403)
        except Refused as refused:
            form.add_error("day", refused.sentence)
        else:
            messages.success(request, _("The day is set. New deadlines follow it."))
            return redirect(f"{request.path}?year={day.day.year}")
    elif request.method == "POST" and not may_edit:
        return render(request, "403.html", status=403)

    return _page(request, form, may_edit=may_edit)


def _page(request: HttpRequest, form: DayForm, *, may_edit: bool) -> HttpResponse:
    year = _year(request)
    days = CalendarDay.objects.filter(day__year=year).select_related("changed_by")
    found = {
        "year": year,
        "row": CalendarYear.objects.filter(year=year).select_related("changed_by").first(),
        "years": [year - 1, year + 1],
        "days": list(days),
        "may_edit": may_edit,
        "form": form,
    }
    return render(request, "loop/calendar.html", found)


@require_POST
def official(request: HttpRequest, year: int) -> HttpResponse:
    """Say that a year's days are now the published ones."""
    by = _by(request)

    try:
        declare_official(year, by=by, at=timezone.now())
    except NotYours as refused:
        return render(request, "403.html", {"exception": refused.sentence}, status=403)
    except Refused as refused:
        messages.error(request, refused.sentence)
    return redirect("loop:calendar")
