"""`make up`, killed in every way it can be killed."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import closing, suppress
from pathlib import Path

import psutil
import psycopg
import pytest
from django.urls import Resolver404, resolve

from portal.standalone import children, servers
from portal.standalone.addresses import database

pytestmark = pytest.mark.drill

ROOT = Path(__file__).resolve().parent.parent.parent
PARTS = {
    "postgres": "bin/postgres",
    "valkey": "valkey-server",
    "web": "granian",
    "worker": " worker ",
    "beat": " beat ",
}


class Portal:
    """One `up` in a folder of its own."""

    def __init__(self, state):
        self.state = state
        with closing(socket.socket()) as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        foreign = {"DATABASE_URL", "REDIS_URL", "CACHE_URL", "PORTAL_STATIC"}
        self.env = {k: v for k, v in os.environ.items() if k not in foreign}
        self.env |= {"PORTAL_STATE": str(state), "PORT": str(self.port), "PORTAL_DEMO": "0"}
        self.process = None

    def command(self):
        return [sys.executable, "-m", "portal.standalone.up"]

    def start(self):
        """Start, and return what it said until it said where it is."""
        self.process = subprocess.Popen(
            self.command(), cwd=ROOT, env=self.env, stdout=subprocess.PIPE, text=True
        )
        said = ""
        for line in self.process.stdout:
            said += line
            if line.startswith("Linli is at"):
                return said
        raise AssertionError(said)

    def again(self):
        return subprocess.run(
            self.command(), cwd=ROOT, env=self.env, capture_output=True, text=True, check=False
        )

    def family(self):
        return psutil.Process(self.process.pid).children(recursive=True)

    def part(self, name):
        """The process the supervisor itself started."""
        for child in psutil.Process(self.process.pid).children():
            with suppress(psutil.Error):
                if PARTS[name] in " ".join(child.cmdline()):
                    return child
        return None

    def get(self, path):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as refusal:
            with refusal:
                return refusal.code, refusal.read()
        except OSError:
            return 0, b""

    def sql(self, statement, **env):
        entry = database(self.state, env)
        with psycopg.connect(
            host=entry["HOST"], dbname=entry["NAME"], user=entry["USER"], autocommit=True
        ) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else None

    def end(self, by=signal.SIGINT):
        self.process.send_signal(by)
        code = self.process.wait(30)
        self.process.stdout.close()
        return code


def alive(processes):
    """Those that still run; a zombie only waits for somebody to read its exit code."""
    found = []
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            if process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
    return found


def wait_for(truth, seconds=60):
    until = time.monotonic() + seconds
    while not truth():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.05)


@pytest.fixture(scope="module")
def folder():
    """A folder the servers' account can walk into, also where the tests run as root."""
    folder = Path(tempfile.mkdtemp(dir=Path(os.environ["PORTAL_STATE"]).parent))
    folder.chmod(0o711)
    return folder


@pytest.fixture(scope="module")
def portal(folder):
    portal = Portal(folder / "state")
    portal.start()
    portal.sql("CREATE TABLE drill (word text)", PORTAL_DB_ROLE="owner")
    yield portal
    portal.end()


def test_it_is_well(portal):
    assert portal.get("/healthz/live") == (200, b'{"live": true}')
    status, body = portal.get("/healthz/ready")
    assert (status, set(json.loads(body).values())) == (200, {True})


def test_it_shows_its_front_page(portal):
    try:
        resolve("/")
    except Resolver404:
        pytest.skip("there is no front page yet")
    assert portal.get("/")[0] == 200


def test_a_second_start_says_where_it_runs_already(portal):
    second = portal.again()
    assert second.stdout == (
        f"Linli runs already: http://127.0.0.1:{portal.port}/ (process {portal.process.pid})\n"
    )
    assert second.returncode == 0


def test_the_command_line_speaks_to_the_same_database(portal):
    told = subprocess.run(
        [sys.executable, "manage.py", "migrate", "--check"],
        cwd=ROOT,
        env=portal.env,
        check=False,
    )
    assert told.returncode == 0


@pytest.mark.parametrize("name", PARTS)
def test_a_part_killed_comes_back_and_nothing_committed_is_lost(portal, name):
    portal.sql(f"INSERT INTO drill VALUES ('{name}')")
    victim = portal.part(name)
    orphans = victim.children(recursive=True)
    victim.kill()
    wait_for(lambda: (portal.part(name) or victim).pid != victim.pid)
    wait_for(lambda: portal.get("/healthz/ready")[0] == 200)
    assert alive(orphans) == []
    assert portal.sql(f"SELECT word FROM drill WHERE word = '{name}'") == [(name,)]


def test_a_task_waiting_in_valkey_outlives_its_kill(portal):
    from redis import Redis

    def client():
        return Redis(unix_socket_path=str((portal.state / "run").resolve() / "valkey.sock"))

    with client() as before:
        before.rpush("waiting", "a task")
    victim = portal.part("valkey")
    victim.kill()
    wait_for(lambda: (portal.part("valkey") or victim).pid != victim.pid)
    wait_for(lambda: portal.get("/healthz/ready")[0] == 200)
    with client() as after:
        assert after.lrange("waiting", 0, -1) == [b"a task"]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of a death")
def test_everything_dies_with_its_supervisor_and_the_next_start_has_every_row(folder):
    portal = Portal(folder / "killed")
    portal.start()
    portal.sql("CREATE TABLE drill (word text)", PORTAL_DB_ROLE="owner")
    portal.sql("INSERT INTO drill VALUES ('kept')")
    family = portal.family()
    portal.process.kill()
    wait_for(lambda: alive(family) == [])
    portal.end(signal.SIGKILL)

    portal.start()
    assert portal.sql("SELECT word FROM drill") == [("kept",)]
    family = portal.family()
    assert portal.end(signal.SIGINT) == 0
    assert alive(family) == []


def test_a_port_in_use_is_named_in_one_sentence(folder):
    portal = Portal(folder / "taken")
    with closing(socket.create_server(("127.0.0.1", portal.port))):
        refused = portal.again()
    assert refused.stdout.startswith(
        f"Linli could not start: 127.0.0.1:{portal.port} can't be used (Address already in use)"
    )
    assert refused.returncode == 1


def test_a_pid_file_naming_a_stranger_does_not_stop_postgres(folder):
    home = servers.settle(folder / "stale")
    postgres = servers.Postgres(home, durable=False)
    postgres.create()
    # The same account's process, so that PostgreSQL by itself would believe in it.
    stranger = children.start(["/bin/sleep", "60"], cwd=home.files, account=home.account)
    (postgres.data / "postmaster.pid").write_text(f"{stranger.pid}\n{postgres.data}\n")
    refused = children.start(postgres.command(), cwd=home.files, account=home.account)
    assert refused.wait(10) == 1

    postgres.make_way()
    server = children.start(postgres.command(), cwd=home.files, account=home.account)
    servers.wait_until_up(postgres, server)
    assert stranger.poll() is None
    children.stop(server, postgres.stop_signal, patience=10)
    children.stop(stranger, signal.SIGTERM, patience=5)


def test_a_state_folder_too_deep_for_a_socket_has_a_short_one_linked(folder):
    deep = folder / ("deep" * 20)
    home = servers.settle(deep)
    try:
        assert (deep / "run").is_symlink()
        assert len(str(home.sockets)) < 60
        assert home.sockets.stat().st_mode & 0o777 == 0o700
        assert servers.settle(deep) == home
    finally:
        home.sockets.rmdir()


def test_half_a_cluster_is_not_taken_for_one(folder):
    home = servers.settle(folder / "half")
    postgres = servers.Postgres(home, durable=False)
    children.belong(home.files / "postgres.new", home.account)
    (home.files / "postgres.new" / "PG_VERSION").write_text("18\n")
    postgres.create()
    server = children.start(postgres.command(), cwd=home.files, account=home.account)
    servers.wait_until_up(postgres, server)
    children.stop(server, postgres.stop_signal, patience=10)
