"""The pages of answer templates."""

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from grievances.actions.templates import drop_template, keep_template
from grievances.forms.templates import TemplateForm
from grievances.models import AnswerTemplate
from portal.loop.standing import Actor, actor
from portal.loop.turns import spec_of
from portal.places.models import Area
from portal.roles.grants import Permission


def _mine(by: Actor) -> "Q":
    """Templates of one's own bodies, and of the desks one sits at."""
    desks = Area.objects.under(*by.powers.areas(Permission.TRIAGE)).values("pk")
    return Q(body__in=by.powers.body_ids) | Q(body=None, area__in=desks)


def _worker(request: HttpRequest) -> Actor:
    by = actor(request.user, at=timezone.now())  # type: ignore[arg-type]
    if not by.powers.body_ids:
        raise Http404
    return by


@login_required
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """Every template this person may use and change."""
    by = _worker(request)
    found = AnswerTemplate.objects.filter(_mine(by)).select_related("area", "body")[:200]
    moves = spec_of("grievance").moves
    rows = [{"template": each, "move": _(moves[each.move].label)} for each in found]
    return render(request, "grievances/templates.html", {"rows": rows})


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Write, change or remove one template."""
    by = _worker(request)
    template = AnswerTemplate()
    if pk is not None:
        found = AnswerTemplate.objects.filter(_mine(by), pk=pk).first()
        if found is None:
            raise Http404
        template = found
    if request.method == "POST" and "remove" in request.POST and template.pk:
        drop_template(template)
        return redirect("grievances:templates")

    form = TemplateForm(by, request.POST or None, instance=template)
    if request.method == "POST" and form.is_valid():
        keep_template(form.save(commit=False), by=request.user, at=timezone.now())  # type: ignore[arg-type]
        return redirect("grievances:templates")

    context = {"form": form, "template": template}
    return render(request, "grievances/template.html", context, status=422 if form.errors else 200)
