"""The benchmark's door: the portal as it is, and beside it two bare Django views on /bare/.

Same process, same server, same connection settings; the bare ones have no middleware. `flat` makes
the markup of twenty rows by one plain template, `same` by the portal's own row template, uncached.
"""

import os
from functools import cache

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.http import HttpResponse  # noqa: E402
from django.template import Context, Engine  # noqa: E402
from django.test.utils import override_settings  # noqa: E402
from django.urls import include, path  # noqa: E402
from django.utils import timezone  # noqa: E402
from django.utils.safestring import mark_safe  # noqa: E402

from grievances.drawing import draw, facts  # noqa: E402
from grievances.queries import rows  # noqa: E402
from portal.loop.calendar import work_calendar  # noqa: E402
from portal.loop.models import Case  # noqa: E402
from portal.standalone.web import application as portal  # noqa: E402

FLAT = Engine().from_string(
    '<!doctype html><title>Bare</title><div class="case_rows">{% for row in rows %}'
    '<a class="link_row" href="/cases/{{ row.row.number }}/"><strong>{{ row.row.title }}</strong>'
    '<p class="link_row_note">{{ row.where }} · {{ row.kind }}{% if row.row.lead %} ·'
    ' {{ row.row.lead }}{% endif %}</p><div class="link_row_course"><ol class="loop_line"'
    ' data-size="tiny">{% for station in row.stations %}<li data-state="{{ station.state }}">'
    "<span>{{ station.label }}</span></li>{% endfor %}</ol>"
    '<span class="link_row_mark"{% if row.late %} data-tone="late"{% endif %}>{{ row.stage }}'
    "{% if row.due %} · {{ row.due }}{% endif %}</span></div></a>{% endfor %}</div>"
)


@cache
def calendar():
    """Read once for the process: the page itself makes one query."""
    return work_calendar(at=timezone.now())  # noqa: TID251


def newest():
    return rows(Case.objects.public().order_by("-pk")[:20])


def flat(request):
    return _page(
        lambda found, at: FLAT.render(Context({"rows": [_facts(row, at) for row in found]}))
    )


def same(request):
    return _page(
        lambda found, at: mark_safe("".join(draw(r, at=at, calendar=calendar()) for r in found))
    )


def _page(drawn):
    at = timezone.now()  # noqa: TID251 - this is a view
    answer = HttpResponse(drawn(newest(), at))
    answer["Content-Length"] = str(len(answer.content))
    return answer


def _facts(row, at):
    return facts(row, at=at, calendar=calendar())


urlpatterns = [path("bare/flat/", flat), path("bare/same/", same), path("", include("portal.urls"))]
settings.ROOT_URLCONF = __name__
with override_settings(MIDDLEWARE=[]):
    bare = WSGIHandler()


def application(environ, start_response):
    if environ["PATH_INFO"].startswith("/bare/"):
        return bare(environ, start_response)
    return portal(environ, start_response)
