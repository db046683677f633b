"""Many at once on one case: one moves it, the others are told why not. Real threads, real rows."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection

from portal.loop import engine
from portal.loop.models import Case, Step
from portal.loop.rebuild import drifts
from portal.loop.standing import actor
from portal.loop.sweep import sweep
from tests import town as making
from tests.loop.walks import feedback, go, handling, leading, other_case
from tests.town import MONDAY, Town, at, filed

THREADS = 8
pytestmark = [pytest.mark.drill, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def live(transactional_db: None) -> Town:
    return making.build()


def together(work: Callable[[int], Any], threads: int = THREADS) -> Counter[str]:
    """Run the same work in many threads that start as one; how each of them ended."""
    gate = Barrier(threads)

    def run(number: int) -> str:
        gate.wait()
        try:
            return str(work(number))
        except engine.Refused:
            return "refused"
        except DatabaseError as error:
            return type(error).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(threads) as pool:
        return Counter(pool.map(run, range(threads)))


def sign(town: Town, case: Case) -> Callable[[int], str]:
    def work(_number: int) -> str:
        go(town, Case.objects.get(pk=case.pk), "repairman", "sign", at(23, 12))
        return "moved"

    return work


def test_one_of_eight_signs_and_seven_are_told_why_not(live: Town) -> None:
    case, _when = leading(live)
    assert together(sign(live, case)) == {"moved": 1, "refused": THREADS - 1}
    assert Step.objects.filter(case=case, move="sign").count() == 1
    assert list(drifts()) == []


def test_without_the_lock_somebody_runs_into_the_database(live: Town, settings: Any) -> None:
    """The control: only the constraints are left then, and they don't speak in sentences."""
    settings.DEBUG, settings.LOOP_LOCKING = True, False
    found: Counter[str] = Counter()
    for _try in range(6):
        case, _when = leading(live)
        found += together(sign(live, case))
        assert Step.objects.filter(case=case, move="sign").count() == 1
    assert found["IntegrityError"] > 0


def test_the_lock_is_not_to_be_switched_off_in_production(live: Town, settings: Any) -> None:
    case, when = leading(live)
    settings.DEBUG, settings.LOOP_LOCKING = False, False
    with pytest.raises(ImproperlyConfigured):
        go(live, case, "repairman", "sign", when)


def test_numbers_are_given_once_and_without_gaps(live: Town) -> None:
    widow = live.people["widow"]

    def file(number: int) -> str:
        if number % 2:  # every other one is undone: its number must not be lost
            with pytest.raises(engine.Missing):
                filed(live, kind="nothing of the kind")
        filed(live, by=actor(widow, at=MONDAY))
        return "filed"

    assert together(file) == {"filed": THREADS}
    numbers = sorted(Case.objects.values_list("number", flat=True))
    assert numbers == [f"FL26-{n:05d}" for n in range(1, THREADS + 1)]


def test_two_sweeps_at_once_make_each_step_once(live: Town) -> None:
    for _case in range(6):
        filed(live)
        feedback(live)
    made = together(lambda _number: sweep(at=at(1, month=12)) and "swept", threads=2)
    assert sum(made.values()) == 2
    # Six cases turn red, six answers lapse; what one sweep left to the other is made once more.
    sweep(at=at(1, month=12))
    moves = Counter(Step.objects.filter(who="system").values_list("move", flat=True))
    assert moves == {"overdue": 6, "lapse": 6}
    assert list(drifts()) == []


def test_two_merges_across_leave_one_case_open(live: Town) -> None:
    one, other = filed(live), other_case(live)
    pairs = [(one.pk, other.pk), (other.pk, one.pk)]

    def merge(number: int) -> str:
        source, target = (Case.objects.get(pk=pk) for pk in pairs[number % 2])
        go(live, source, "secretary", "merge", at(23, 12), into=target)
        return "merged"

    assert together(merge) == {"merged": 1, "refused": THREADS - 1}
    assert Case.objects.open().count() == 1


def test_a_withdrawal_and_an_answer_leave_one_of_them(live: Town) -> None:
    case, _when = handling(live)

    def act(number: int) -> str:
        name = ["withdraw", "withdraw"][number % 2]
        go(live, Case.objects.get(pk=case.pk), "widow", name, at(23, 12))
        return "moved"

    assert together(act) == {"moved": 1, "refused": THREADS - 1}
