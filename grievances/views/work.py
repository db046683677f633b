"""The pages of those who work: a move, twenty at once, the public page, a look."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from grievances.actions import publishing, work
from grievances.briefs import briefs
from grievances.forms.work import LookForm, MoveForm, PublishForm
from grievances.masks import finds, masked
from grievances.models import AnswerTemplate, Grievance
from grievances.panel import ELSEWHERE, batched, move_words
from grievances.queues import QUEUES
from portal.loop import turns
from portal.loop.models import Case
from portal.loop.sight import may_see_identity, sight, worked_by
from portal.loop.spec import Move, Need
from portal.loop.standing import Actor, actor

LONGEST_ID = 19  # digits of a bigint


def worker(request: HttpRequest) -> Actor:
    """The signed-in person as they may act now."""
    return actor(request.user, at=timezone.now())  # type: ignore[arg-type]


def worked_case(by: Actor, number: str) -> Case:
    """The case of a number, if this person sees more of it than the public; else 404."""
    found = Case.objects.select_related("lead", "area", "desk", "community").filter(number=number)
    case = found.first()
    if case is None or not sight(by, case, turns.state_of(case)).anything:
        raise Http404
    return case


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def make_move(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """The form of one move, and the move."""
    at, by = timezone.now(), worker(request)
    case = worked_case(by, number)
    move = next((m for m in turns.moves_for(case, by, at=at) if m.name == name), None)
    if move is None or name in ELSEWHERE:
        return _elsewhere(request, case, name if move else "")

    templates = _templates(case, move, by)
    named = {"into": request.GET["into"][:24]} if "into" in request.GET else None
    form = MoveForm(move, case, by, *_sent(request, templates), initial=named)
    if request.method == "POST" and "template" not in request.POST:
        refusals = form.take_photos(request.FILES.getlist("photos"), at=at)
        if form.is_valid() and not refusals:
            try:
                _act(form, at)
            except turns.Refused as refused:
                form.add_error(None, refused.sentence)
            else:
                messages.success(request, f"{move_words(move)}：{case.number}")
                return redirect("grievances:case", number=case.number)

    context = {
        "case": case,
        "move": move,
        "label": move_words(move),
        "form": form,
        "templates": templates,
        "batch": False,
        **_first_read(case, by, name),
    }
    return render(request, "grievances/move.html", context, status=422 if form.errors else 200)


def _first_read(case: Case, by: Actor, name: str) -> dict[str, Any]:
    """What this move is about: the words as filed, and what was asked or reported."""
    how = sight(by, case, turns.state_of(case))
    if not (how.full or how.check):
        return {}
    steps = list(case.steps.select_related("body").in_order())
    filed = Grievance.objects.filter(case=case).first()
    return {"filed": filed, "briefs": briefs(case, steps, {name})}


def _elsewhere(request: HttpRequest, case: Case, name: str) -> HttpResponse:
    """A move with a page of its own leads there; one that is not possible is too late."""
    if not name:
        return _too_late(request, case)
    page = "grievances:publish" if name == "publish" else "grievances:case"
    return redirect(page, number=case.number)


def _sent(request: HttpRequest, templates: QuerySet[AnswerTemplate]) -> tuple[Any, ...]:
    """What was sent; an answer template pressed fills the words instead of sending them."""
    if request.method != "POST":
        return ()
    data = request.POST.copy()
    chosen = data.get("template", "")
    if chosen.isdecimal() and len(chosen) < LONGEST_ID:
        template = templates.filter(pk=int(chosen)).first()
        data["words"] = template.words if template else data.get("words", "")
    return (data,)


def _too_late(request: HttpRequest, case: Case) -> HttpResponse:
    """Somebody was faster, or it is for others to do: say so, and give back what was written."""
    words = "\n\n".join(filter(None, (request.POST.get(n, "") for n in ("words", "note", "text"))))
    context = {"case": case, "words": words}
    return render(request, "grievances/too_late.html", context, status=403)


def _act(form: MoveForm, at: datetime) -> None:
    case, move, by, given = form.case, form.move, form.by, form.given()
    if move.name in {"rate", "reopen"}:
        answers = {n: given[Need(n)] for n in ("solved", "result", "manner")}
        words = given.get(Need.WORDS, "")
        work.answer(case, **answers, words=words, by=by, at=at)
    else:
        work.move(case, move.name, by=by, at=at, given=given, photos=form.holder)


def _templates(case: Case, move: Move, by: Actor) -> QuerySet[AnswerTemplate]:
    """Answer templates of the areas above and of one's own bodies."""
    found = AnswerTemplate.objects.filter(move=move.name, area__in=case.area.ancestry)
    return found.filter(Q(body=None) | Q(body__in=by.powers.body_ids))


@login_required
@never_cache
@require_POST
def move_many(request: HttpRequest) -> HttpResponse:
    """One move on many cases: first its form over the chosen cases, then what became of each."""
    at, by = timezone.now(), worker(request)
    cases = _chosen(request, by)
    move = turns.spec_of("grievance").moves.get(request.POST.get("move", ""))
    if move is None or not batched(move) or not cases:
        messages.warning(request, _("Choose cases and what to do with them."))
        return redirect(_back(request))

    templates = _templates(cases[0], move, by)
    sent = _sent(request, templates) if {"send", "template"} & set(request.POST) else ()
    form = MoveForm(move, cases[0], by, *sent)
    if "send" in request.POST and "template" not in request.POST and form.is_valid():
        outcomes = work.batch(cases, move.name, by=by, at=at, given=form.given())
        context = {
            "done": [each for each in outcomes if not each.refusal],
            "refused": [each for each in outcomes if each.refusal],
            "label": move_words(move),
            "back": _back(request),
        }
        return render(request, "grievances/batch_done.html", context)

    chosen: dict[str, Any] = {
        "cases": cases,
        "move": move,
        "label": move_words(move),
        "form": form,
        "templates": templates,
        "batch": True,
        "back": _back(request),
        "queue": request.POST.get("queue", ""),
    }
    return render(request, "grievances/move.html", chosen, status=422 if form.errors else 200)


def _back(request: HttpRequest) -> str:
    """The list the batch was chosen in."""
    name, address = request.POST.get("queue", ""), reverse("grievances:queue")
    return f"{address}?queue={name}" if name in QUEUES else address


def _chosen(request: HttpRequest, by: Actor) -> list[Case]:
    ids = [
        int(pk) for pk in request.POST.getlist("case") if pk.isdecimal() and len(pk) < LONGEST_ID
    ]
    found = worked_by(by).filter(pk__in=ids).select_related("area", "desk", "community")
    return list(found.order_by("due_at", "pk"))


def may_publish(case: Case, by: Actor, *, at: datetime) -> bool:
    """Whether this person decides what the public reads of it."""
    return any(move.name == "publish" for move in turns.moves_for(case, by, at=at))


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, number: str) -> HttpResponse:
    """Clear a complaint's words and photos for everybody."""
    at, by = timezone.now(), worker(request)
    case = worked_case(by, number)
    grievance = Grievance.objects.with_case().filter(case=case).first()
    if grievance is None or not may_publish(case, by, at=at):
        return _too_late(request, case)

    photos = publishing.photos_of(case)
    first = {"title": masked(case.title), "text": grievance.public_text or masked(grievance.text)}
    form = PublishForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        chosen = photos.filter(pk__in=[p for p in request.POST.getlist("photo") if len(p) == 36])  # noqa: PLR2004
        try:
            publishing.publish(grievance, photos=chosen, by=by, at=at, **form.cleaned_data)
        except turns.Refused as refused:
            form.add_error("text", refused.sentence)
        else:
            messages.success(request, _("Everybody can read it now."))
            return redirect("grievances:case", number=case.number)

    context = {
        "case": case,
        "grievance": grievance,
        "form": form,
        "photos": photos,
        "finds": finds(grievance.text),
    }
    return render(request, "grievances/publish.html", context, status=422 if form.errors else 200)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def look(request: HttpRequest, number: str) -> HttpResponse:
    """Who complained, shown once, with the look on record."""
    at, by = timezone.now(), worker(request)
    case = worked_case(by, number)
    if not may_see_identity(by, case, turns.state_of(case)):
        raise Http404

    form = LookForm(request.POST or None)
    identity = None
    if request.method == "POST" and form.is_valid():
        identity = work.look_up_identity(case, by=by, why=form.cleaned_data["why"], at=at)

    context = {"case": case, "form": form, "identity": identity}
    return render(request, "grievances/look.html", context)
