"""Where it is: a building of the community, a point on its plan, or the community as a whole."""

from itertools import groupby
from typing import NamedTuple

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_GET, require_http_methods

from grievances.models import Draft
from grievances.queries import communities
from grievances.views.access import of_draft
from grievances.views.filing import homes, save
from grievances.views.wizard import address, ask, onward
from portal.places.models import Area, Kind

# The plan is drawn in thousandths; it is shown in one of two sizes, each a button of its own.
PLAN = 1000
SIZES = {"small": 288, "large": 560}
LONGEST_ID = 18


class Group(NamedTuple):
    """The buildings of one grid."""

    name: str
    buildings: list[Area]


def _identity(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) <= LONGEST_ID else None


def _community(request: HttpRequest, draft: Draft) -> Area | None:
    """The community asked about: chosen, of the earlier answer, of one's home, or the only one."""
    wanted = request.GET.get("community", "")
    if wanted == "other":
        return None
    if pk := _identity(wanted):
        return get_object_or_404(Area.objects.communities(), pk=pk)
    if draft.area and draft.area.community:
        return draft.area.community
    if draft.owner and (home := homes(draft).first()):
        return home.community
    few = list(Area.objects.communities()[:2])
    return few[0] if len(few) == 1 else None


@never_cache
@require_http_methods(["GET", "POST"])
@of_draft
def where(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Choose the place: one press on a building, or on the plan."""
    community = _community(request, draft)
    if community is None:
        return ask(request, draft, "where", communities=communities(), community=None)

    if request.method == "POST":
        place = _answer(request, community)
        if place:
            area, x, y = place
            save(draft, area=area, point_x=x, point_y=y)
            if request.GET.get("then") == "check":
                return onward(request, draft, "where")
            return HttpResponseRedirect(address(draft, "same"))
        problem = _("Press on a building, on the plan, or on “somewhere else”.")
        return _show(request, draft, community, problem)
    return _show(request, draft, community)


def _answer(request: HttpRequest, community: Area) -> tuple[Area, int | None, int | None] | None:
    if "whole" in request.POST:
        return community, None, None
    if pk := _identity(request.POST.get("building", "")):
        found = community.parts.filter(pk=pk, kind=Kind.BUILDING).first()
        return (found, None, None) if found else None
    point = _point(request)
    return (community, *point) if point else None


def _point(request: HttpRequest) -> tuple[int, int] | None:
    """Where the plan was pressed, in thousandths; by keyboard a browser sends 0, 0: nowhere."""
    for name, size in SIZES.items():
        x, y = (_identity(request.POST.get(f"{name}.{axis}", "")) for axis in "xy")
        if x is None or y is None or not (x or y):
            continue
        return min(PLAN, x * PLAN // size), min(PLAN, y * PLAN // size)
    return None


def _grid(building: Area) -> tuple[int, str, str]:
    grid = building.parent or building
    return grid.order, grid.path, grid.name


def _show(request: HttpRequest, draft: Draft, community: Area, problem: str = "") -> HttpResponse:
    buildings = community.parts.buildings().select_related("parent")
    ordered = sorted(buildings, key=_grid)
    groups = [Group(grid[2], list(each)) for grid, each in groupby(ordered, key=_grid)]
    mine = homes(draft).filter(community=community) if draft.owner else []
    return ask(
        request,
        draft,
        "where",
        status=422 if problem else 200,
        community=community,
        groups=groups,
        homes=mine,
        has_plan=any(building.plan_x is not None for building in ordered),
        several=len(communities()) > 1,
        sizes=SIZES,
        problem=problem,
    )


@require_GET
@cache_control(public=True, max_age=600)
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """A community's plan as a picture; with `?x=&y=` a point is marked on it."""
    community = Area.objects.communities().filter(pk=pk).first()
    if community is None:
        raise Http404
    x, y = (_identity(request.GET.get(axis, "")) for axis in "xy")
    on_plan = x is not None and y is not None and max(x, y) <= PLAN
    drawn = {
        "name": community.name,
        "buildings": community.parts.buildings().exclude(plan_x=None),
        "point": (x, y) if on_plan else None,
    }
    answer = HttpResponse(
        render_to_string("grievances/plan.svg", drawn), content_type="image/svg+xml"
    )
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
