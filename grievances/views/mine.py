"""One's own: what one filed, joined and began; joining and leaving; a receipt's way in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from grievances.actions import work
from grievances.actions.filing import by_receipt
from grievances.drawing import listed
from grievances.forms.filing import ReceiptForm
from grievances.holding import RECEIPTS, hold
from grievances.limits import RECEIPT_TRIES_AN_HOUR, source_of, within
from grievances.models import Draft
from grievances.queries import PAGE, marks
from grievances.views.access import seen, viewer
from grievances.views.listing import _positive
from portal.loop.clock import day_of
from portal.loop.models import Case, Joining

HOUR = 60 * 60


@login_required
@never_cache
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """What the signed-in person filed, joined, and has begun to write."""
    at, user = timezone.now(), viewer(request)
    before = _positive(request.GET.get("before", ""))
    filed = Case.objects.filter(filer=user).order_by("-pk")
    if before:
        filed = filed.filter(pk__lt=before)
    own = marks(filed[: PAGE + 1])
    joined = Case.objects.filter(pk__in=Joining.objects.filter(user=user).values("case"))
    context = {
        "filed": listed(own[:PAGE], at=at),
        "older": f"?before={own[PAGE - 1].id}" if len(own) > PAGE else "",
        "joined": listed(marks(joined.order_by("-pk")[:PAGE]), at=at),
        "drafts": Draft.objects.filter(owner=user).exclude(text="").order_by("-changed_at")[:PAGE],
    }
    return render(request, "grievances/mine.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def receipt(request: HttpRequest) -> HttpResponse:
    """Number and code open a case filed without account; a wrong one tells nothing more."""
    form = ReceiptForm(request.POST or None, initial={"number": request.GET.get("number", "")[:24]})
    if request.method == "POST" and form.is_valid():
        source = source_of(request, on=day_of(timezone.now()))
        if not within("receipt", source, most=RECEIPT_TRIES_AN_HOUR, seconds=HOUR):
            return render(request, "429.html", status=429)
        grievance = by_receipt(**form.cleaned_data)
        if grievance:
            answer = redirect("grievances:case", number=grievance.case.number)
            hold(answer, request, RECEIPTS, grievance.case.number)
            return answer
        form.add_error(None, _("Number and code do not belong together. Look at your receipt."))

    status = 422 if form.errors else 200
    return render(request, "grievances/receipt.html", {"form": form}, status=status)


@login_required
@never_cache
@require_POST
def join(request: HttpRequest, number: str) -> HttpResponse:
    """Make it one’s own too; the draft one was writing about it is not needed any more."""
    at, user = timezone.now(), viewer(request)
    found = seen(request, number, at=at)
    if user is None or not found.case.is_open or found.case.filer_id == user.pk:
        messages.info(request, _("There is nothing to join here."))
        return redirect("grievances:case", number=number)

    work.join(found.case, by=user, at=at)
    draft = request.POST.get("draft", "")
    if len(draft) == 36:  # noqa: PLR2004 - a UUID
        Draft.objects.filter(pk=draft, owner=user).delete()
    messages.success(request, _("Noted: it is yours too. We tell you whatever happens."))
    return redirect("grievances:case", number=found.case.number)


@login_required
@never_cache
@require_POST
def leave(request: HttpRequest, number: str) -> HttpResponse:
    """No longer be told."""
    found = seen(request, number, at=timezone.now())
    user = viewer(request)
    if user:
        work.leave(found.case, by=user)
    messages.info(request, _("We no longer tell you about it."))
    if found.case.is_public:
        return redirect("grievances:case", number=found.case.number)
    return redirect("grievances:mine")
