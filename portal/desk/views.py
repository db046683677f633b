"""Pages about everything: the front page, my desk, who may do what, how a case travels."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from portal.desk import figures, reading, tables
from portal.face.everybody import for_everybody
from portal.face.kept import kept
from portal.loop.standing import actor


@require_GET
def front(request: HttpRequest) -> HttpResponse:
    """The three halls, what was finished lately, and how the neighbourhood does this month."""
    at = timezone.now()
    summary = kept("front", lambda: reading.summary(at=at))
    return for_everybody(render(request, "desk/front.html", {"summary": summary, "at": at}))


@login_required
@never_cache
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What waits for this person: as a neighbour, and at work."""
    at = timezone.now()
    by = actor(request.user, at=at)  # type: ignore[arg-type]
    context = {
        "waiting": reading.waiting_for(by, at=at),
        "mine": reading.own_cases(by, at=at),
        "queues": reading.queue_heads(by, at=at),
        "overdue": reading.overdue(by, at=at),
        "works": by.powers.works_here,
        "links": reading.links(by),
    }
    return render(request, "desk/home.html", context)


@require_GET
def roles(request: HttpRequest) -> HttpResponse:
    """Who may do what, from the one table."""
    return render(request, "desk/roles.html", {"table": tables.grants()})


@require_GET
def travels(request: HttpRequest) -> HttpResponse:
    """How a case travels: stages, moves and times, from the table and the rules."""
    context = {"stages": tables.stages(), "times": tables.times()}
    return render(request, "desk/travels.html", context)


@require_GET
def show_figures(request: HttpRequest) -> HttpResponse:
    """The three rates of an area and a month, with numerator, denominator and what is left out."""
    at = timezone.now()
    by = actor(request.user, at=at)  # type: ignore[arg-type]
    chosen = figures.choice(request.GET, by, at=at)
    if chosen is None:
        return render(request, "desk/figures.html", {"area": None})
    return render(request, "desk/figures.html", figures.page(chosen, by, at=at))
