"""Where filing begins: under one's own name, without account, or for somebody who phones."""

from datetime import datetime
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from grievances.holding import DRAFTS, hold
from grievances.limits import DRAFTS_A_DAY, source_of, within
from grievances.models import Draft
from grievances.views.access import of_draft, viewer
from portal.attachments.actions import remove
from portal.attachments.models import Attachment
from portal.loop.clock import day_of
from portal.people.powers import powers_of
from portal.roles.grants import Permission


@never_cache
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Choose for whom; a draft begins."""
    at, user = timezone.now(), viewer(request)
    may_proxy = bool(user) and bool(powers_of(user, at=at).areas(Permission.FILE_FOR_OTHERS))

    who = request.POST.get("who", "")
    if who == "me" and user is None:
        return redirect_to_login(reverse("grievances:start"))
    if who in {"me", "anonymous"} or (who == "other" and may_proxy):
        if not _may_begin(request, at):
            return render(request, "429.html", status=429)
        return _begin(request, who)

    drafts = list(Draft.objects.filter(owner=user).order_by("-changed_at")[:3]) if user else []
    context = {"may_proxy": may_proxy, "drafts": [each for each in drafts if each.text.strip()]}
    return render(request, "grievances/file/start.html", context)


def _may_begin(request: HttpRequest, at: datetime) -> bool:
    user, today = viewer(request), day_of(at)
    source = f"{user.pk}" if user else source_of(request, on=today)
    return within("drafts", f"{today}:{source}", most=DRAFTS_A_DAY)


def _begin(request: HttpRequest, who: str) -> HttpResponse:
    """A draft without account has no owner: only the browser knows that it is its own."""
    anonymous = who == "anonymous"
    draft = Draft.objects.create(
        id=uuid4(),
        owner=None if anonymous else viewer(request),
        is_anonymous=anonymous,
        is_for_other=who == "other",
        may_publish=False,
    )
    answer = redirect("grievances:what", pk=draft.pk)
    if anonymous:
        hold(answer, request, DRAFTS, str(draft.pk))
    return answer


@never_cache
@require_POST
@of_draft
def discard(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Throw a draft away, its photos too."""
    for photo in Attachment.objects.filter(holder=f"draft:{draft.pk}"):
        remove(photo)
    draft.delete()
    messages.info(request, _("Thrown away. Nothing was sent."))
    return redirect("grievances:start")
