"""Two pages: choosing how pages look, and the page of all components."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from portal.face.examples import drawn
from portal.face.preferences import CHOICES, KEPT_SECONDS


def _way_back(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    hosts = {request.get_host()}
    if url_has_allowed_host_and_scheme(wanted, hosts, require_https=request.is_secure()):
        return wanted
    return "/"


# No token: it changes nothing of ours, and a token on every page would be a cookie for every
# visitor, and no page the same for two of them.
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Keep a chosen mode or theme for a year and go back to where the person was."""
    answer = HttpResponseRedirect(_way_back(request))

    for name, allowed in CHOICES.items():
        chosen = request.POST.get(name, "")
        if chosen in allowed:
            answer.set_cookie(
                name,
                chosen,
                max_age=KEPT_SECONDS,
                secure=request.is_secure(),
                httponly=True,
                samesite="Lax",
            )
    return answer


@require_safe
def design(request: HttpRequest) -> HttpResponse:
    """Every component in every state, with the code that makes it. Staff only."""
    user = getattr(request, "user", None)
    if user is None or not user.is_staff:
        raise Http404

    return render(request, "face/design.html", {"groups": list(drawn(request))})
