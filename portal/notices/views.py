"""The inbox: one's own notices, and how to be told."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.notices.actions import choose, mark_all_read, open_notice
from portal.notices.actions.telling import is_local
from portal.notices.forms import PreferenceForm
from portal.notices.models import Notice
from portal.people.models import User

PAGE = 20
# Ids are 64 bits: a longer number is no id, and the database would refuse it loudly.
HIGHEST_ID = 2**63 - 1


def _me(request: HttpRequest) -> User:
    user = request.user
    if not isinstance(user, User):
        raise Http404
    return user


def _number(text: str | None) -> int:
    if text is None:
        return HIGHEST_ID
    if not (text.isascii() and text.isdigit() and int(text[:20]) <= HIGHEST_ID):
        raise Http404
    return int(text)


@never_cache
@login_required
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """The newest twenty, or the twenty before `?before=<id>`."""
    before = _number(request.GET.get("before"))

    rows = list(Notice.objects.inbox_of(_me(request)).filter(pk__lt=before)[: PAGE + 1])
    shown, more = rows[:PAGE], len(rows) > PAGE

    return render(
        request,
        "notices/inbox.html",
        {
            "notices": shown,
            "newest": shown[0].pk if shown else 0,
            "older": f"?before={shown[-1].pk}" if more else "",
            "newer": reverse("notices:inbox") if "before" in request.GET else "",
            "has_unread": any(notice.read_at is None for notice in shown),
        },
    )


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def open_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one read and go where it leads."""
    own = Notice.objects.inbox_of(_me(request))
    notice = get_object_or_404(own, pk=min(pk, HIGHEST_ID))

    open_notice(notice, at=timezone.now())

    if notice.link and is_local(notice.link):
        return redirect(notice.link)
    return redirect("notices:inbox")


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark read what the page showed and all before it; what came since stays unread."""
    newest = _number(request.POST.get("newest", ""))

    mark_all_read(_me(request), newest=newest, at=timezone.now())

    return redirect("notices:inbox")


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Choose how to be told."""
    user = _me(request)
    form = PreferenceForm(request.POST if request.method == "POST" else None, user=user)

    if form.is_valid():
        choose(user, wants=form.cleaned_data)
        messages.success(request, _("Kept. From now on we tell you this way."))
        return redirect("notices:preferences")

    return render(request, "notices/preferences.html", {"form": form})
