"""Tests run as the runtime role, and the two roles truly differ."""

import threading

import pytest
from django.core.cache import cache
from django.db import ProgrammingError, connection


def value(sql: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


@pytest.fixture
def a_table(as_owner):
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench (id int GENERATED ALWAYS AS IDENTITY, wood text)")


@pytest.mark.django_db
def test_a_test_speaks_as_the_runtime_role():
    assert value("SELECT current_user") == "linli_app"


@pytest.mark.django_db(transaction=True)
def test_a_thread_speaks_as_the_runtime_role_too():
    heard = []

    def ask():
        heard.append(value("SELECT current_user"))
        connection.close()

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    assert heard == ["linli_app"]


@pytest.mark.django_db
def test_the_runtime_role_reads_and_writes_a_table_the_owner_made(a_table):
    value("INSERT INTO bench (wood) VALUES ('oak') RETURNING id")
    value("UPDATE bench SET wood = 'ash' RETURNING id")
    assert value("SELECT wood FROM bench") == "ash"
    value("DELETE FROM bench RETURNING id")
    assert value("SELECT count(*) FROM bench") == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sql",
    [
        "TRUNCATE bench",
        "ALTER TABLE bench ADD COLUMN legs int",
        "DROP TABLE bench",
        "CREATE TABLE chair (id int)",
        "CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "SET session_replication_role = replica",
        "CREATE ROLE somebody",
    ],
)
def test_the_runtime_role_can_not_change_the_schema(a_table, sql):
    with pytest.raises(ProgrammingError, match=r"must be owner|permission denied"):
        value(sql)


@pytest.mark.django_db
def test_what_a_migration_takes_back_the_runtime_role_has_no_more(a_table, as_owner):
    value("INSERT INTO bench (wood) VALUES ('oak') RETURNING id")
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("REVOKE UPDATE, DELETE ON bench FROM linli_app")
        cursor.execute("UPDATE bench SET wood = 'elm'")
    assert value("SELECT wood FROM bench") == "elm"
    with pytest.raises(ProgrammingError, match="permission denied"):
        value("UPDATE bench SET wood = 'ash' RETURNING id")


@pytest.mark.django_db
def test_the_owner_is_no_superuser(as_owner):
    with as_owner():
        assert value("SELECT current_user") == "linli_owner"
        assert value("SHOW is_superuser") == "off"
    assert value("SELECT current_user") == "linli_app"


@pytest.mark.django_db
def test_a_refused_step_as_owner_leaves_the_runtime_role(as_owner):
    with pytest.raises(ProgrammingError), as_owner():
        value("SELECT * FROM nowhere")
    assert value("SELECT current_user") == "linli_app"


@pytest.mark.django_db
def test_trigrams_see_chinese_letters(as_owner):
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    assert value("SELECT array_length(show_trgm('路灯坏了'), 1)") == 5


@pytest.mark.parametrize("turn", [1, 2])
def test_the_cache_is_empty_when_a_test_begins(turn):
    assert cache.get("seen") is None
    cache.set("seen", turn)
    assert cache.get("seen") == turn
