"""The questions of filing, one a page: what, where, which kind, how urgent, about whom, contact."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from grievances.drawing import listed
from grievances.forms.filing import AboutForm, WordsForm
from grievances.kinds import Choice, kind_choices, urgency_labels
from grievances.loop import KINDS
from grievances.models import Draft
from grievances.queries import alike
from grievances.views.access import of_draft, viewer
from grievances.views.wizard import address, ask, onward
from portal.attachments.actions import remove
from portal.attachments.forms import take_photos
from portal.attachments.models import Attachment
from portal.loop.clock import Span
from portal.loop.fold import Urgency
from portal.loop.rules import standard
from portal.places.models import Area
from portal.places.rulebook import Rulebook

# Words beyond this are given back on the page, but not kept: nobody types this much.
KEPT = 50_000


def save(draft: Draft, **answers: Any) -> None:
    """Keep answers of a draft; nothing happens to one that was sent meanwhile."""
    for name, value in answers.items():
        setattr(draft, name, value)
    Draft.objects.filter(pk=draft.pk).update(**answers, changed_at=timezone.now())


def photos_of(draft: Draft) -> QuerySet[Attachment]:
    """The photos a draft holds."""
    return Attachment.objects.held_by(f"draft:{draft.pk}")


@never_cache
@require_http_methods(["GET", "POST"])
@of_draft
def what(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Words and photos; whatever is refused, the words and the good photos stay."""
    if request.method == "GET":
        form = WordsForm(initial={"text": draft.text})
        return _show_what(request, draft, form)

    form = WordsForm(request.POST, request.FILES)
    refusals = _take(request, draft)
    words = request.POST.get("text", "").replace("\x00", "")
    if len(words) <= KEPT:
        save(draft, text=words)
    if not form.is_valid() or refusals:
        for refusal in refusals:
            form.add_error("photos", str(refusal))
        return _show_what(request, draft, form, status=422)

    save(draft, text=form.cleaned_data["text"])
    return onward(request, draft, "what")


def _take(request: HttpRequest, draft: Draft) -> list[Any]:
    dropped = [pk for pk in request.POST.getlist("drop") if len(pk) == 36]  # noqa: PLR2004
    for photo in photos_of(draft):
        if str(photo.pk) in dropped:
            remove(photo)
    sent = request.FILES.getlist("photos")
    holder = f"draft:{draft.pk}"
    return take_photos(sent, holder=holder, by=draft.owner, at=timezone.now()).refusals


def _show_what(
    request: HttpRequest, draft: Draft, form: WordsForm, status: int = 200
) -> HttpResponse:
    return ask(request, draft, "what", status=status, form=form, kept=kept_photos(draft))


def kept_photos(draft: Draft) -> list[dict[str, str]]:
    """A draft's photos as the photo field shows them."""
    return [
        {
            "src": reverse("grievances:draft_photo", args=[draft.pk, photo.pk, "thumb"]),
            "alt": _("Photo %s") % number,
            "remove_name": "drop",
            "remove_value": str(photo.pk),
        }
        for number, photo in enumerate(photos_of(draft), 1)
    ]


def guessed_community(draft: Draft) -> int | None:
    """The community it is most likely about, before the place is chosen."""
    if draft.area:
        return draft.area.community_id
    if draft.owner and (home := homes(draft).first()):
        return home.community_id
    few = list(Area.objects.communities().values_list("pk", flat=True)[:2])
    return few[0] if len(few) == 1 else None


def homes(draft: Draft) -> QuerySet[Area]:
    """The buildings in which the draft's owner lives, owns or trades."""
    today = timezone.localdate()
    own = Area.objects.filter(
        households__residencies__user=draft.owner, households__residencies__term__contains=today
    )
    return own.select_related("community").distinct()


@never_cache
@require_POST
@of_draft
def nearby(request: HttpRequest, draft: Draft) -> HttpResponse:
    """While typing: open cases that read alike; a piece of page for htmx."""
    text = request.POST.get("text", "")[:500]
    return _alike(request, draft, text, "grievances/file/nearby.html")


def _alike(request: HttpRequest, draft: Draft, text: str, template: str) -> HttpResponse:
    found = alike(text, community=guessed_community(draft))
    return render(request, template, {"draft": draft, "cases": found, "user": viewer(request)})


@never_cache
@require_GET
@of_draft
def same(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Is it one of these? Only where there are any; else straight on."""
    community = guessed_community(draft)
    found = alike(draft.text[:500], community=community)
    if not found:
        return onward(request, draft, "where")
    return render(
        request,
        "grievances/file/same.html",
        {
            "draft": draft,
            "cases": found,
            "back": address(draft, "where"),
            "on": address(draft, "kind"),
            "rows": listed(found, at=timezone.now()),
        },
    )


@never_cache
@require_http_methods(["GET", "POST"])
@of_draft
def kind(request: HttpRequest, draft: Draft) -> HttpResponse:
    """One of a dozen plain words: one press."""
    chosen = request.POST.get("choice", "")
    if chosen in KINDS:
        save(draft, kind=chosen)
        return onward(request, draft, "kind")
    return ask(request, draft, "kind", choices=kind_choices(), chosen=draft.kind)


@never_cache
@require_http_methods(["GET", "POST"])
@of_draft
def urgency(request: HttpRequest, draft: Draft) -> HttpResponse:
    """How urgent: one press, each with what it means in time."""
    if draft.area is None:
        return HttpResponseRedirect(address(draft, "where"))
    labels = urgency_labels()
    chosen = request.POST.get("choice", "")
    if chosen in set(labels):
        save(draft, urgency=chosen)
        if chosen == Urgency.EMERGENCY:
            query = "?then=check" if request.GET.get("then") == "check" else ""
            return HttpResponseRedirect(address(draft, "danger") + query)
        return onward(request, draft, "urgency")
    rulebook = Rulebook(draft.area)
    choices = [
        Choice(value.value, text, icon, _promise(rulebook, value, draft.kind))
        for value, (text, icon) in labels.items()
    ]
    return ask(request, draft, "urgency", choices=choices, chosen=draft.urgency)


def _promise(rulebook: Rulebook, value: Urgency, kind_chosen: str) -> str:
    respond, resolve = standard(rulebook, value, kind_chosen)
    return _("Answer within %(answer)s, result within %(result)s.") % {
        "answer": span_words(respond),
        "result": span_words(resolve),
    }


def span_words(span: Span) -> str:
    """A length of time in words."""
    amount = {"n": span.amount}
    if span.unit == "hours":
        return _("%(n)s hours") % amount
    return (
        _("%(n)s working days") % amount
        if span.unit == "working days"
        else _("%(n)s days") % amount
    )


@never_cache
@require_GET
@of_draft
def danger(request: HttpRequest, draft: Draft) -> HttpResponse:
    """In danger: call at once, write later."""
    then = "check" if request.GET.get("then") == "check" else "about"
    context = {"draft": draft, "on": address(draft, then), "back": address(draft, "urgency")}
    return render(request, "grievances/file/danger.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@of_draft
def about(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Which bodies it complains about, if any: they never handle it or learn who complained."""
    if draft.area is None:
        return HttpResponseRedirect(address(draft, "where"))
    if request.method == "GET":
        form = AboutForm(draft.area, initial={"accused": list(draft.accused.all())})
        return ask(request, draft, "about", form=form)

    form = AboutForm(draft.area, request.POST)
    if not form.is_valid():
        return ask(request, draft, "about", status=422, form=form)
    draft.accused.set(form.cleaned_data["accused"])
    return onward(request, draft, "about")
