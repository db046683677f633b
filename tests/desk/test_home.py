"""My desk: what waits, each case once, and a kind word where nothing does."""

from datetime import timedelta

from django.utils.translation import gettext as _

from portal.desk import figures, reading
from portal.loop.models import Case
from portal.loop.standing import actor
from tests.grievances.story import now
from tests.grievances.test_work import complain, led
from tests.signed import signed_in


def test_a_case_stands_in_the_first_queue_alone(town) -> None:
    case = led(town)
    late = now() + timedelta(days=60)
    manager = actor(town.people["manager"], at=late)
    heads = reading.queue_heads(manager, at=late)
    assert [(head.name, [line.number for line in head.lines]) for head in heads] == [
        ("handle", [case.number])
    ]
    assert reading.overdue(manager, at=late) == "1"


def test_nothing_waiting_is_said_kindly_to_who_works_here(town) -> None:
    page = signed_in(town.people["manager"]).get("/desk/").content.decode()
    assert _("Nothing waits for you.") in page
    assert _("You have not told us anything yet.") not in page


def test_a_resident_sees_no_desk_of_work(town) -> None:
    complain(town)
    page = signed_in(town.people["widow"]).get("/desk/")
    assert (page.context["queues"], page.context["overdue"]) == ([], "")
    assert Case.objects.get().title in page.content.decode()


def test_figures_begin_with_the_area_one_decides_for(town) -> None:
    secretary = actor(town.people["secretary"], at=now())
    stranger = actor(town.people["widow"], at=now())
    own = figures.choice({}, secretary, at=now())
    anybody = figures.choice({}, stranger, at=now())
    assert own is not None
    assert own.area == town.areas["maple"]
    assert anybody is not None
    assert anybody.area.parent is None
