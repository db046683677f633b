"""The pytest plugin that gives a test run its servers, and its tests the runtime role.

Loaded by `addopts = -p portal.standalone.testing`, before Django's settings are read. One embedded
PostgreSQL and Valkey serve the whole run; DATABASE_URL and REDIS_URL name others to use instead
(a superuser's address, or that of a role that may make databases and become either of ours).

Databases are made, migrated and flushed as the owner, tests run as the runtime role: what the
database refuses the portal, it refuses the tests. `as_owner` is the way around.
"""

import contextlib
import fcntl
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote, urlsplit

import psycopg
import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import TransactionTestCase

from portal.standalone import children, servers
from portal.standalone.addresses import OWNER, RUNTIME, broker_at, cache_at
from portal.standalone.messages import compile_messages

BASE = Path(__file__).resolve().parent.parent.parent
TEMPLATE = "linli_template"
PREFIX = "linli-tests-"


class Pair:
    """The servers of one run, in a folder that is gone afterwards."""

    def __init__(self) -> None:
        """Make the folder, and sweep those of runs that were killed."""
        _sweep()
        self.folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        self.folder.chmod(0o711)
        self.lock = _locked(self.folder)
        self.home = servers.settle(self.folder / "state")
        self.running: list[tuple[subprocess.Popen[bytes], signal.Signals]] = []

    def start(self, server: servers.Postgres | servers.Valkey) -> None:
        """Start one of them and wait until it answers."""
        server.create()
        with (self.folder / f"{type(server).__name__.lower()}.log").open("ab") as log:
            process = children.start(
                server.command(),
                cwd=self.home.files,
                account=self.home.account,
                last_signal=server.quick_signal,
                output=log,
            )
        self.running.append((process, server.quick_signal))
        servers.wait_until_up(server, process)

    def end(self) -> None:
        """Stop both and remove everything: nothing is worth a shutdown checkpoint."""
        for process, quick_signal in self.running:
            children.stop(process, quick_signal, patience=5)
        for place in (self.home.files, self.home.sockets, self.folder):
            shutil.rmtree(place, ignore_errors=True)
        if self.lock:
            self.lock.close()


def _locked(folder: Path) -> IO[bytes] | None:
    """Hold the run's folder, or None where a living run holds it."""
    lock = (folder / "lock").open("ab")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        return None
    return lock


def _sweep() -> None:
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):
            if (folder / "lock").exists() and (lock := _locked(folder)):
                shutil.rmtree(folder, ignore_errors=True)
                lock.close()


_pair: Pair | None = None


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Generator[None]:
    """Before anything reads the settings: addresses and throw-away secrets into the environment.

    A worker of pytest-xdist finds them there and only takes Valkey databases of its own.
    """
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if not worker:
        _start()
    _own_databases(int(worker.removeprefix("gw")) + 1 if worker else 0)
    yield


def _start() -> None:
    global _pair  # noqa: PLW0603 - a plugin is a module; this is its one piece of state
    os.environ.setdefault("PORTAL_SECRET_KEY", secrets.token_urlsafe(48))
    os.environ.setdefault("PORTAL_SEAL_KEY", secrets.token_urlsafe(48))
    _pair = Pair()
    os.environ["PORTAL_STATE"] = str(_pair.folder / "state")
    os.environ["PORTAL_STATIC"] = "plain"
    (_pair.folder / "state" / "static").mkdir()
    compile_messages(BASE / "locale")
    if not os.environ.get("DATABASE_URL"):
        _pair.start(servers.Postgres(_pair.home, durable=False))
        host = quote(str(_pair.home.sockets), safe="")
        os.environ["DATABASE_URL"] = (
            f"postgresql://{servers.SUPERUSER}@/linli?host={host}&port=5432"
        )
    if not os.environ.get("REDIS_URL"):
        _pair.start(servers.Valkey(_pair.home, durable=False))
        os.environ["REDIS_URL"] = broker_at(_pair.home.sockets, 0)
    _make_roles(os.environ["DATABASE_URL"])


def _own_databases(number: int) -> None:
    """Two databases of the one Valkey for each worker: its broker's and its cache's."""
    parts = urlsplit(os.environ["REDIS_URL"])
    if parts.scheme == "redis+socket":
        sockets = Path(parts.path).parent
        broker, cache = broker_at(sockets, 2 * number), cache_at(sockets, 2 * number + 1)
    else:
        broker = parts._replace(path=f"/{2 * number}").geturl()
        cache = parts._replace(path=f"/{2 * number + 1}").geturl()
    os.environ |= {"REDIS_URL": broker, "CACHE_URL": cache}


def _make_roles(url: str) -> None:
    """The two roles, and the template of every test database with the rights between them."""
    server = psycopg.connect(url, dbname="postgres", autocommit=True)
    with contextlib.closing(server):
        found = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [TEMPLATE])
        if found.fetchone() is None:
            server.execute(f"CREATE DATABASE {TEMPLATE}".encode())
    with contextlib.closing(psycopg.connect(url, dbname=TEMPLATE, autocommit=True)) as template:
        template.execute(servers.ROLES_SQL.read_bytes())
        template.execute(f"ALTER ROLE {OWNER} CREATEDB".encode())
        # Whoever may make databases may copy this one, not only the one who made it.
        template.execute(f"ALTER DATABASE {TEMPLATE} IS_TEMPLATE true".encode())


def pytest_unconfigure() -> None:
    """At the end of the run, also after Ctrl-C."""
    global _pair  # noqa: PLW0603
    if _pair:
        _pair.end()
        _pair = None


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(
    fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest
) -> Generator[None, object, object]:
    """Around pytest-django's making of the test database: the owner makes and removes it."""
    if fixturedef.argname != "django_db_setup":
        return (yield)
    connection.settings_dict["TEST"]["TEMPLATE"] = TEMPLATE
    connect_as = _switch(request.getfixturevalue("django_db_blocker"))
    connect_as(OWNER)
    made = yield
    connect_as(RUNTIME)
    fixturedef.addfinalizer(lambda: connect_as(OWNER))
    return made


def _switch(blocker: Any) -> Callable[[str], None]:
    """Every later connection of this process, in every thread, starts out as the role named."""
    options = connection.settings_dict["OPTIONS"]
    plain = options.get("options", "")

    def connect_as(role: str) -> None:
        with blocker.unblock():
            connection.close()
        options["options"] = f"{plain} -c role={role}"

    return connect_as


@contextlib.contextmanager
def owning() -> Iterator[None]:
    """Be the owner within one transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {OWNER}")
        yield
        cursor.execute(f"SET LOCAL ROLE {RUNTIME}")


@pytest.fixture
def as_owner() -> Callable[[], AbstractContextManager[None]]:
    """Call it for a `with` block that may do what the database refuses the runtime role."""
    return owning


@pytest.fixture(autouse=True)
def _flush_as_superuser(monkeypatch: pytest.MonkeyPatch) -> None:
    """Empty tables after a transactional test past the triggers that refuse TRUNCATE.

    The runtime role may not, and an append-only table refuses even its owner.
    """
    flush = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined] # noqa: SLF001

    def teardown(case: TransactionTestCase) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE NONE")
            cursor.execute("SET LOCAL session_replication_role = replica")
            flush(case)

    monkeypatch.setattr(TransactionTestCase, "_fixture_teardown", teardown)


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """No test inherits another's rate limits or cached rows."""
    cache.clear()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, Any]:
    """Where a browser is required, a browser's test that was skipped has failed."""
    report = yield
    required = os.environ.get("BROWSER_REQUIRED") == "1"
    if required and report.skipped and item.get_closest_marker("browser"):
        report.outcome = "failed"
        report.longrepr = f"a browser is required here, yet: {report.longrepr}"
    return report
