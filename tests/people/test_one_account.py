"""One number, one account: kept by a lock for calm, by the database for good."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from portal.people import accounts
from portal.people.models import User
from tests.town import MONDAY, Town

NEW = "+8613800138000"
THREADS = 6


def _all_at_once() -> list[Any]:
    start = Barrier(THREADS)

    def come(_number: int) -> Any:
        start.wait()
        try:
            return accounts.admit(NEW, at=MONDAY)[1]
        except IntegrityError as error:
            return type(error)
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(come, range(THREADS)))


@pytest.mark.drill
@pytest.mark.django_db(transaction=True)
def test_six_at_once_make_one_account() -> None:
    answers = _all_at_once()
    assert sorted(answers, key=str) == [False] * (THREADS - 1) + [True]
    assert User.objects.count() == 1


@pytest.mark.drill
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_some_fail_but_the_database_still_keeps_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(accounts, "_lock_number", lambda mark: None)
    seen = []
    for _ in range(10):
        seen += _all_at_once()
        assert User.objects.count() == 1
        if IntegrityError in seen:
            break
        User.objects.all().delete()
    assert IntegrityError in seen


def test_the_database_refuses_a_number_verified_twice(town: Town) -> None:
    widow, tenant = town.people["widow"], town.people["tenant"]
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE people_user SET phone_hash = %s WHERE id = %s", [widow.phone_hash, tenant.pk]
        )
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_user SET phone_verified_at = NULL WHERE id = %s", [tenant.pk])
        cursor.execute(
            "UPDATE people_user SET phone_hash = %s WHERE id = %s", [widow.phone_hash, tenant.pk]
        )


def test_no_number_lies_open_in_the_database(town: Town) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone || phone_hash FROM people_user")
        kept = " ".join(row[0] for row in cursor.fetchall())
    assert "139000" not in kept
