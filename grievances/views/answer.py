"""What the person does with their own case: answer three questions, reply, withdraw."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from grievances.actions import work
from grievances.forms.filing import WordForm
from grievances.kinds import Choice
from grievances.views.access import Seen, own
from portal.attachments.actions import remove
from portal.attachments.forms import take_photos
from portal.attachments.models import Attachment
from portal.loop import turns
from portal.loop.fold import Content, Solved
from portal.loop.models import Step
from portal.loop.spec import Need
from portal.people.models import PersonalLook

LONGEST = 1000
QUESTIONS: tuple[tuple[str, type[Solved] | type[Content]], ...] = (
    ("solved", Solved),
    ("result", Content),
    ("manner", Content),
)


def _moves(found: Seen, at: Any) -> set[str]:
    return {move.name for move in turns.moves_for(found.case, found.person, at=at)}


@never_cache
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, number: str) -> HttpResponse:
    """Three short questions, one press each; “no” sends it round again, with a word why."""
    at = timezone.now()
    found = own(request, number, at=at)
    if not {"rate", "reopen"} & _moves(found, at):
        return _over(request, found)

    given = _given(request)
    if len(given) < len(QUESTIONS) or (request.method == "GET"):
        return _ask(request, found, given)
    return _rate(request, found, given, at)


def _given(request: HttpRequest) -> dict[str, Any]:
    """The answers so far, in their order, up to the first that is none."""
    said = request.POST if request.method == "POST" else request.GET
    found: dict[str, Any] = {}
    for name, kind in QUESTIONS:
        if said.get(name) not in set(kind):
            break
        found[name] = kind(said[name])
    return found


def _ask(request: HttpRequest, found: Seen, given: dict[str, Any]) -> HttpResponse:
    step = len(given)
    report = found.case.steps.filter(move="report").order_by("-seq").first()
    context = {
        "case": found.case,
        "given": given,
        "at_page": min(step + 1, len(QUESTIONS)),
        "report": report,
        "is_last": step >= len(QUESTIONS) - 1,
        "needs_words": step == len(QUESTIONS),
    }
    if step < len(QUESTIONS):
        name = QUESTIONS[step][0]
        context |= {"name": name, "question": questions()[name], "choices": choices(name)}
    return render(request, "grievances/answer.html", context)


def _is_discontent(given: dict[str, Any]) -> bool:
    return given["solved"] is Solved.NO or given["result"] is Content.NOT


def questions() -> dict[str, str]:
    """The three questions."""
    return {
        "solved": _("Is it solved?"),
        "result": _("Are you content with the result?"),
        "manner": _("Are you content with how you were treated?"),
    }


def choices(name: str) -> list[Choice]:
    """The three answers to a question."""
    if name == "solved":
        return [
            Choice("yes", _("Yes, solved"), "check"),
            Choice("mostly", _("Mostly"), "circle-dot-dashed"),
            Choice("no", _("No"), "x"),
        ]
    return [
        Choice("satisfied", _("Content"), "smile"),
        Choice("mostly", _("Mostly content"), "meh"),
        Choice("not", _("Not content"), "frown"),
    ]


def _rate(request: HttpRequest, found: Seen, given: dict[str, Any], at: Any) -> HttpResponse:
    if _is_discontent(given) and "words" not in request.POST:
        return _ask(request, found, given)
    words = request.POST.get("words", "").replace("\x00", "").strip()[:LONGEST]
    try:
        step = work.answer(found.case, **given, words=words, by=found.person, at=at)
    except turns.Refused as refused:
        messages.warning(request, refused.sentence)
        return redirect("grievances:case", number=found.case.number)
    messages.success(request, _thanks(step))
    return redirect("grievances:case", number=found.case.number)


def _thanks(step: Step) -> str:
    if step.move == "reopen":
        return _("Thank you. It goes round again, with a new deadline.")
    return _("Thank you. In some weeks somebody else checks whether it holds.")


def _over(request: HttpRequest, found: Seen) -> HttpResponse:
    """Sent twice, or the case has moved on: back to its page, with a word."""
    messages.info(request, _("This has been done already, or is not to be done now."))
    return redirect("grievances:case", number=found.case.number)


@never_cache
@require_http_methods(["GET", "POST"])
def reply(request: HttpRequest, number: str) -> HttpResponse:
    """Answer what the handlers asked, with photos."""
    at = timezone.now()
    found = own(request, number, at=at)
    if "answer" not in _moves(found, at):
        return _over(request, found)

    form = WordForm(request.POST or None, request.FILES or None)
    refusals: list[Any] = []
    if request.method == "POST" and form.is_valid():
        holder = f"draft:{uuid4()}"
        sent = request.FILES.getlist("photos")
        refusals = take_photos(sent, holder=holder, by=found.case.filer, at=at).refusals
        refusal = _say(found, form.cleaned_data["words"], holder, at) if not refusals else ""
        if not refusals and not refusal:
            messages.success(request, _("Passed on. The clock runs again."))
            return redirect("grievances:case", number=found.case.number)
        _forget(holder)
        for each in (*map(str, refusals), *([refusal] if refusal else [])):
            form.add_error("photos" if refusals else None, each)

    asked = found.case.steps.filter(move="ask").order_by("-seq").first()
    context = {"case": found.case, "form": form, "asked": asked}
    return render(request, "grievances/reply.html", context, status=422 if form.errors else 200)


def _say(found: Seen, words: str, holder: str, at: Any) -> str:
    try:
        given = {Need.WORDS: words}
        work.move(found.case, "answer", by=found.person, at=at, given=given, photos=holder)
    except turns.Refused as refused:
        return refused.sentence
    return ""


@transaction.atomic
def _forget(holder: str) -> None:
    for photo in Attachment.objects.filter(holder=holder):
        remove(photo)


@never_cache
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """Withdraw one's case, after one question."""
    at = timezone.now()
    found = own(request, number, at=at)
    if "withdraw" not in _moves(found, at):
        return _over(request, found)

    if request.method == "POST":
        try:
            work.move(found.case, "withdraw", by=found.person, at=at)
        except turns.Refused as refused:
            messages.warning(request, refused.sentence)
        else:
            messages.success(request, _("Withdrawn. What happened so far stays on record."))
        return redirect("grievances:case", number=found.case.number)
    return render(request, "grievances/withdraw.html", {"case": found.case})


@never_cache
@require_http_methods(["GET"])
def looks(request: HttpRequest, number: str) -> HttpResponse:
    """Who looked at my name and number, when, and why."""
    found = own(request, number, at=timezone.now())
    if not found.is_filer:
        raise Http404
    rows = PersonalLook.objects.filter(matter=found.case.number).order_by("-pk")[:100]
    return render(request, "grievances/looks.html", {"case": found.case, "looks": rows})
