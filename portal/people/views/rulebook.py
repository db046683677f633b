"""The rulebook of an area: each number, where it comes from, its bounds, and who changed it."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.people.views.reach import areas_in, reach
from portal.people.visitors import SignedIn
from portal.places.actions import set_rule
from portal.places.models import Area, RuleChange
from portal.places.rulebook import OutOfBounds, Rule, rules
from portal.roles.grants import Permission

HISTORY = 50


class RuleForm(forms.Form):
    """A number and why."""

    value = forms.IntegerField(label=_("New number"))
    why = forms.CharField(label=_("Why"), max_length=200, help_text=_("Everybody can read this."))


def _area(request: SignedIn, code: str) -> Area:
    _powers, paths = reach(request, Permission.SET_RULES)
    return get_object_or_404(areas_in(paths), code=code)


@never_cache
@login_required
@require_safe
def index(request: SignedIn) -> HttpResponse:
    """The areas whose numbers I may set."""
    _powers, paths = reach(request, Permission.SET_RULES)
    areas = areas_in(paths).exclude(kind__in=["grid", "building"])[:200]
    return render(request, "places/rulebooks.html", {"areas": areas})


@never_cache
@login_required
@require_safe
def listing(request: SignedIn, code: str) -> HttpResponse:
    """Every number of an area."""
    area = _area(request, code)
    changes = RuleChange.objects.filter(area__in=area.ancestry).select_related("area", "changed_by")
    history = list(changes.order_by("-id")[:HISTORY])
    newest: dict[str, RuleChange] = {}
    for change in changes.order_by("area__path", "id"):
        newest[change.key] = change
    rows = [_row(rule, newest.get(rule.key), area) for rule in rules().values()]
    context = {"area": area, "rows": rows, "history": history, "labels": rules()}
    return render(request, "places/rulebook.html", context)


def _row(rule: Rule, change: RuleChange | None, area: Area) -> dict[str, Any]:
    source = gettext("default")
    if change:
        source = gettext("set here") if change.area_id == area.pk else change.area.name
    return {
        "rule": rule,
        "label": gettext(rule.label),
        "unit": gettext(rule.unit),
        "value": change.value if change else rule.default,
        "source": source,
    }


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def change(request: SignedIn, code: str, key: str) -> HttpResponse:
    """Set one number."""
    area = _area(request, code)
    rule = rules().get(key)
    if rule is None:
        raise Http404
    form = RuleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            set_rule(area, key=key, **form.cleaned_data, by=request.user, at=timezone.now())
        except OutOfBounds as error:
            form.add_error("value", str(error))
        else:
            return redirect("places:rules", area.code)
    context = {"area": area, "rule": rule, "label": gettext(rule.label), "form": form}
    status = 422 if form.errors else 200
    return render(
        request, "places/rule.html", context | {"unit": gettext(rule.unit)}, status=status
    )
