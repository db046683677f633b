"""The order of the pages of filing, and what every one of them shows."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from grievances.models import Draft

ORDER = ("what", "where", "kind", "urgency", "about", "contact", "check")


def pages_of(draft: Draft) -> list[str]:
    """The questions this draft is asked; who files under their own name is known already."""
    unknown = draft.is_anonymous or draft.is_for_other
    return [page for page in ORDER if unknown or page != "contact"]


def address(draft: Draft, page: str) -> str:
    """Where a page of a draft is."""
    return reverse(f"grievances:{page}", args=[draft.pk])


def first_open(draft: Draft) -> str:
    """The first question without an answer, else the last page."""
    if not draft.text.strip():
        return "what"
    if draft.area_id is None:
        return "where"
    return "check" if draft.kind else "kind"


def onward(request: HttpRequest, draft: Draft, page: str) -> HttpResponseRedirect:
    """To the next question; back to the answers for who came from there to change one."""
    if request.GET.get("then") == "check" and first_open(draft) == "check":
        return HttpResponseRedirect(address(draft, "check"))
    pages = pages_of(draft)
    return HttpResponseRedirect(address(draft, pages[pages.index(page) + 1]))


def ask(
    request: HttpRequest, draft: Draft, question: str, *, status: int = 200, **shown: Any
) -> HttpResponse:
    """Show a question (or, as `page`, another page of it): where one is, and the way back."""
    page = shown.pop("page", question)
    pages = pages_of(draft)
    place = pages.index(question)
    changing = request.GET.get("then") == "check"
    before = "check" if changing else pages[place - 1]
    before = question if page != question else before
    context = {
        "draft": draft,
        "at_page": place + 1,
        "of_pages": len(pages),
        "back": address(draft, before) if place or changing else reverse("grievances:start"),
        "is_first": place == 0 and not changing,
        **shown,
    }
    return render(request, f"grievances/file/{page}.html", context, status=status)
