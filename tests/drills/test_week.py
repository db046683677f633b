"""495 real messages walk the loop; the sum holds after every step; three rates at the end.

Twice: as they were written (2011 to 2020: handed over years late, so none was answered in time),
and as if they had come in this week, with made-up phones for seven in ten.
"""

import time
import tracemalloc
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from grievances.actions.coding import load_tree
from grievances.actions.importing import Fate, Origin, conclude, take_in
from grievances.models import Coding, Grievance, HotlineFile
from grievances.outside import read_messages, read_tree
from portal.loop.clock import day_of
from portal.loop.models import Case, Step
from portal.loop.rates import Scope, counts, rates
from portal.loop.rebuild import drifts
from portal.loop.standing import actor
from portal.people.models import Body, Membership, User
from portal.roles.grants import Seat
from portal.search import queries
from tests.drills.books import Books
from tests.drills.week import Week, stages
from tests.grievances.hotline import DEMANDS, KINDS
from tests.town import MONDAY, TERM, at, filed

pytestmark = pytest.mark.drill


@pytest.fixture
def demands():
    if not (DEMANDS.exists() and KINDS.exists()):
        pytest.skip(f"the demands are not here: {DEMANDS.parent} (or set PORTAL_SHARED)")
    with DEMANDS.open("rb") as file:
        return list(read_messages(file))


@pytest.fixture
def street(town):
    """The town, with somebody to work and to check in the other community too."""
    for number, (name, seat, people) in enumerate([
        ("江岸物业", Seat.PROPERTY, ["白经理", "小陆"]), ("江岸居民代表会", Seat.REPS, ["邓阿姨"]),
        ("江岸志愿队", Seat.SOCIAL, ["小江"]),
    ]):  # fmt: skip
        body = Body.objects.create(area=town.areas["river"], seat=seat, name=name)
        for place, person in enumerate(people):
            phone = f"+86139001{number:02d}{place:03d}"
            user = User.objects.create_user(name=person, phone=phone, phone_verified_at=at(1))
            Membership.objects.create(user=user, body=body, rank="head", term=TERM)
    return town


def arriving(lines, start):
    """The same messages, come in within the week at their own hour, seven in ten with a phone."""
    import random

    dice, found = random.Random(7), []
    for number, line in enumerate(lines):
        message = line.message
        when = datetime.combine(
            day_of(start) + timedelta(days=dice.randrange(5)), message.at.timetz()
        ).replace(tzinfo=message.at.tzinfo)
        phone = f"+861390000{number:04d}" if dice.random() < 0.7 else ""
        found.append(replace(line, message=replace(message, at=when, phone=phone)))
    return found


def hand_in(street, lines, books, *, is_old):
    """Two in three to one community, the rest to the other; the sum is checked after each."""
    findings = []
    for number, line in enumerate(lines):
        area = street.areas["river" if number % 3 == 2 else "maple"]
        findings.append(take_in(line, area=area, at=MONDAY if is_old else line.message.at))
        if findings[-1].fate is Fate.NEW:
            books.enter(Case.objects.latest("pk"))
        books.check()
    origin = Origin("demands_messy.xlsx", "0" * 64)
    conclude(findings, origin=origin, area=street.areas["maple"], by=None, at=MONDAY)
    return findings


def own_cases(street, books):
    """A few that residents filed here themselves: they alone can withdraw."""
    for who in ["widow", "tenant"] * 3:
        person = street.people[who]
        case = filed(street, filer=person, by=actor(person, at=MONDAY))
        Grievance.objects.create(case=case, area=case.area, text="路灯不亮。")
        books.enter(case)
        books.check()


def shown(rate):
    value = f"{float(rate.value):.1%}" if rate.value is not None else "none due"
    return f"{float(rate.numerator):g} / {rate.denominator} = {value}; left out {rate.excluded}"


@pytest.mark.parametrize("times", ["as written", "arriving"])
def test_all_messages_walk_the_loop_and_the_sum_holds_at_every_step(street, demands, times):
    load()
    books, began = Books(), time.perf_counter()
    if times == "arriving":
        demands = arriving(demands, MONDAY)
    findings = hand_in(street, demands, books, is_old=times == "as written")
    assert Counter(str(f.fate) for f in findings) == {"new": 495}
    print(f"\n{times}: 495 taken over in {time.perf_counter() - began:.0f} s", flush=True)
    own_cases(street, books)
    began = time.perf_counter()
    week = Week(list(Case.objects.order_by("pk")), books, MONDAY).run()
    print(f"  kinds {dict(Counter(f.kind for f in findings).most_common())}")
    print(f"  walked in {time.perf_counter() - began:.0f} s; moves {dict(week.made.most_common())}")
    assert list(drifts()) == []
    own_steps = Step.objects.exclude(move__in=["take_in", "let_go"]).count()
    assert books.checks == own_steps
    judge(street, week, at_end=MONDAY + timedelta(days=week.days), times=times)


def load():
    with KINDS.open("rb") as file:
        tree = load_tree(read_tree(file))
    assert (tree.firsts, tree.leaves, Coding.objects.filter(level=3).count()) == (15, 517, 517)


def judge(street, week, *, at_end, times):
    """Where they are at the end, and the rates with what stands beside them."""
    scope = Scope(street.areas["street"])
    found, three = counts(scope), rates(scope, at=at_end)
    print(f"  {Step.objects.count()} steps, the sum checked {week.books.checks} times; {found}")
    for name in ("response", "resolution", "satisfaction", "on_time"):
        print(f"  {name}: {shown(getattr(three, name))}")
    assert (found.filed, found.adds_up) == (501, True)
    # At rest: nothing waits for a desk or a signature any more.
    assert set(stages(week.ids)) & {"filed", "leading"} == set()
    asked = min(three.resolution.denominator, three.satisfaction.denominator)
    assert three.response.denominator > 400
    assert (asked > 200, found.closed > 300) == (times == "arriving", True)


def test_the_file_as_it_is(street, demands):
    assert len(demands) == 495
    assert [line.line for line in demands if line.refusal] == []
    texts = [line.message.text for line in demands]
    assert (min(map(len, texts)), max(map(len, texts))) == (22, 3707)
    assert sum("<" in text for text in texts) == 4
    assert [t for t in texts if t != t.strip("\t\n\r \u3000")] == []
    assert [line.line for line in demands if line.message.twin] == [312]


def test_the_command_takes_all_once(street, demands, capsys):
    import json

    from django.core.management import call_command

    with KINDS.open("rb"):
        call_command("load_kinds", str(KINDS), json=True)
        call_command("load_kinds", str(KINDS), json=True)
    first, second = map(json.loads, capsys.readouterr().out.split("\n")[:2])
    assert (first["made"], second["made"], second["leaves"]) == (15 + 118 + 517, 0, 517)
    began = time.perf_counter()
    tracemalloc.start()
    call_command("import_cases", str(DEMANDS), area="FL", json=True)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    seconds = time.perf_counter() - began
    report = json.loads(capsys.readouterr().out)
    assert (report["read"], report["new"], report["refused"]) == (495, 495, 0)
    with capsys.disabled():
        print(f"\n{seconds:.0f} s under tracemalloc, {peak / 1e6:.0f} MB at most")
    call_command("import_cases", str(DEMANDS), area="FL", json=True)
    report = json.loads(capsys.readouterr().out)
    assert (report["new"], report["known"], report["changed"]) == (0, 495, 0)
    assert (Case.objects.count(), HotlineFile.objects.count()) == (495, 2)
    for line in demands[::60]:
        found = queries.similar(line.message.text[:60], shelves=["case:staff"], community=None)
        numbers = Grievance.objects.filter(pk__in=[ref for ref, _l in found])
        assert line.number in numbers.values_list("outside_number", flat=True)
