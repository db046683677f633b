"""Where one is signed in, and ending that."""

from allauth.account.internal.flows.logout import logout
from allauth.usersessions.internal.flows.sessions import end_other_sessions
from allauth.usersessions.models import UserSession
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from portal.people.visitors import SignedIn


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def listing(request: SignedIn) -> HttpResponse:
    """One's own sessions; posting ends all others."""
    if request.method == "POST":
        end_other_sessions(request, request.user)
        return redirect("usersessions_list")
    rows = UserSession.objects.filter(user=request.user).order_by("-last_seen_at", "-id")[:50]
    current = request.session.session_key
    return render(request, "usersessions/usersession_list.html", {"rows": rows, "current": current})


@login_required
@require_POST
def end(request: SignedIn, pk: int) -> HttpResponse:
    """End one of one's own."""
    session = get_object_or_404(UserSession, pk=pk, user=request.user)
    if session.session_key == request.session.session_key:
        logout(request)
        return redirect("account_login")
    session.end()
    return redirect("usersessions_list")
