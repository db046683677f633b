"""Before sending and after: all answers, the page as the public will see it, the receipt."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from grievances.actions.filing import file, receipt_code, title_of
from grievances.holding import DRAFTS, RECEIPTS, hold
from grievances.kinds import kind_words, urgency_labels
from grievances.limits import source_of, within
from grievances.masks import finds, masked
from grievances.models import Draft, Grievance
from grievances.queries import place_words
from grievances.views.access import filed_from, of_draft, viewer
from grievances.views.filing import photos_of, save
from grievances.views.wizard import address, ask, first_open
from portal.loop import turns
from portal.loop.clock import day_of
from portal.loop.fold import Urgency
from portal.loop.standing import Actor, actor
from portal.loop.stations import due_words
from portal.people.phones import masked as masked_phone
from portal.places.models import Area
from portal.places.rulebook import Rulebook


@never_cache
@require_http_methods(["GET", "POST"])
@of_draft
def check(request: HttpRequest, draft: Draft) -> HttpResponse:
    """All answers, and what neighbours would read; one press sends it."""
    missing = first_open(draft)
    if missing != "check":
        return HttpResponseRedirect(address(draft, missing))

    if "mask" in request.POST:
        save(draft, text=masked(draft.text))
        return HttpResponseRedirect(address(draft, "check"))
    if request.POST.get("send") in {"public", "private"}:
        return _send(request, draft)
    return _show(request, draft)


def _show(request: HttpRequest, draft: Draft, refusal: str = "") -> HttpResponse:
    words = masked(draft.text)
    preview = {"title": title_of(words), "text": words, "where": _where(draft.area)}
    return ask(
        request,
        draft,
        "check",
        status=422 if refusal else 200,
        rows=_answers(draft),
        finds=finds(draft.text),
        preview=preview | {"kind": kind_words(draft.kind)},
        photos=_pictures(draft),
        refusal=refusal,
    )


def _where(area: Area | None) -> str:
    if area is None or area.community is None:
        return ""
    return place_words(area.kind, area.name, area.community.name)


def _pictures(draft: Draft) -> list[dict[str, str]]:
    return [
        {
            "src": reverse("grievances:draft_photo", args=[draft.pk, photo.pk, "thumb"]),
            "alt": _("Photo %s") % number,
        }
        for number, photo in enumerate(photos_of(draft), 1)
    ]


def _answers(draft: Draft) -> list[dict[str, str]]:
    def row(page: str, label: str, value: str) -> dict[str, str]:
        return {"label": label, "value": value, "href": address(draft, page) + "?then=check"}

    where = _where(draft.area)
    if draft.point_x is not None:
        where += " · " + _("a point on the plan")
    urgency, _icon = urgency_labels()[Urgency(draft.urgency)]
    accused = "、".join(body.name for body in draft.accused.all())
    found = [
        row("what", _("What is wrong"), draft.text),
        row("where", _("Where"), where),
        row("kind", _("About"), kind_words(draft.kind)),
        row("urgency", _("How urgent"), urgency),
        row("about", _("Against whom"), accused or _("nobody in particular")),
    ]
    if draft.is_anonymous or draft.is_for_other:
        reached = "\n".join(each for each in (draft.name, masked_phone(draft.phone)) if each)
        found.append(row("contact", _("How we reach you"), reached or _("not at all, by receipt")))
    return found


def _send(request: HttpRequest, draft: Draft) -> HttpResponse:
    at, user = timezone.now(), viewer(request)
    by = actor(user, at=at) if user and not draft.is_anonymous else Actor()
    if not _may_send(request, draft):
        return _show(request, draft, _too_often())
    try:
        with transaction.atomic():
            save(draft, may_publish=request.POST["send"] == "public")
            grievance = file(draft, by=by, at=at)
    except turns.Refused as refused:
        return _show(request, draft, refused.sentence)
    except Draft.DoesNotExist as gone:
        # Sent twice at once: the other one was faster.
        if filed_from(request, draft.pk) is None:
            raise Http404 from gone
        return redirect("grievances:done", pk=draft.pk)
    return _done(request, draft, grievance)


def _may_send(request: HttpRequest, draft: Draft) -> bool:
    if not draft.is_anonymous or draft.area is None:
        return True
    today = day_of(timezone.now())
    most = Rulebook(draft.area)["grievances.a_day"]
    return within("filed", f"{today}:{source_of(request, on=today)}", most=most)


def _too_often() -> str:
    return _("Too many matters came from here today. Your words are kept: send them tomorrow.")


def _done(request: HttpRequest, draft: Draft, grievance: Grievance) -> HttpResponse:
    answer = redirect("grievances:done", pk=grievance.draft)
    if draft.is_anonymous:
        hold(answer, request, DRAFTS, str(grievance.draft))
        hold(answer, request, RECEIPTS, grievance.case.number)
    return answer


@never_cache
@require_GET
def done(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The number, the day by which somebody answers, the receipt, and what happens next."""
    grievance = filed_from(request, pk)
    if grievance is None:
        raise Http404
    case = grievance.case
    return render(
        request, "grievances/file/done.html", _receipt(request, grievance) | {"case": case}
    )


def _receipt(request: HttpRequest, grievance: Grievance) -> dict[str, Any]:
    case = grievance.case
    code = receipt_code(grievance.draft) if grievance.receipt and grievance.draft else ""
    due = case.respond_by
    look_up = reverse("grievances:receipt") + f"?number={case.number}"
    return {
        "promise": due_words(due) if due else "",
        "result_by": due_words(case.resolve_by) if case.resolve_by else "",
        "code": code,
        "spaced": f"{code[:5]} {code[5:]}" if code else "",
        # The code itself is in no address: addresses end up in logs.
        "qr": request.build_absolute_uri(look_up) if code else "",
        "is_danger": case.urgency == Urgency.EMERGENCY,
        "for_other": grievance.source == Grievance.Source.COUNTER,
    }
