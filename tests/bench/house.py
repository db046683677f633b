"""The servers of a benchmark: PostgreSQL and Valkey as `make up` starts them, and the web process.

BENCH_STATE names a folder to keep, so that a second run finds its towns; else it is thrown away.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from portal.standalone import children, servers
from portal.standalone.addresses import OWNER, RUNTIME, broker_at, cache_at
from portal.standalone.messages import compile_messages
from portal.standalone.up import THREADS

BASE = Path(__file__).resolve().parent.parent.parent
WORKERS = min(os.cpu_count() or 1, 4)


class House:
    """Both servers, running, and how a program of ours reaches them."""

    def __init__(self, state: Path) -> None:
        self.state = state
        self.home = servers.settle(state)
        self.running: list[tuple[subprocess.Popen, signal.Signals]] = []

    def start(self) -> None:
        for server in (servers.Postgres(self.home), servers.Valkey(self.home)):
            server.create()
            server.make_way()
            with (self.state / f"{type(server).__name__.lower()}.log").open("ab") as log:
                process = children.start(
                    server.command(), cwd=self.home.files, account=self.home.account, output=log
                )
            self.running.append((process, server.quick_signal))
            servers.wait_until_up(server, process)
        servers.make_database(self.home)

    def stop(self) -> None:
        for process, last in reversed(self.running):
            children.stop(process, last, patience=30)

    @property
    def postgres(self) -> int:
        return self.running[0][0].pid

    @property
    def valkey(self) -> int:
        return self.running[1][0].pid

    def address(self, database: str, role: str) -> str:
        host = quote(str(self.home.sockets), safe="")
        return f"postgresql://{role}@/{database}?host={host}&port=5432"

    def env(self, database: str, number: int = 1) -> dict[str, str]:
        """The environment of a program that speaks to this database and this Valkey database."""
        return os.environ | {
            "PORTAL_STATE": str(self.state),
            "DJANGO_SETTINGS_MODULE": "portal.settings",
            "PYTHONPATH": str(BASE),
            "DATABASE_URL": self.address(database, RUNTIME),
            "DATABASE_OWNER_URL": self.address(database, OWNER),
            "REDIS_URL": broker_at(self.home.sockets, 0),
            "CACHE_URL": cache_at(self.home.sockets, number),
        }

    def run(self, *args: str, database: str = "linli", number: int = 1, **env: str) -> str:
        """Run a program of ours to its end; what it printed."""
        done = subprocess.run(
            [sys.executable, *args],
            cwd=BASE,
            env=self.env(database, number) | env,
            check=False,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise RuntimeError(f"{args}: {done.stdout}\n{done.stderr}")
        return done.stdout

    def web(self, database: str, port: int, number: int) -> subprocess.Popen:
        """Granian with the settings of `make up`, its door that of the benchmark."""
        args = [sys.executable, "-m", "granian", "tests.bench.web:application"]
        args += ["--interface", "wsgi", "--http", "1", "--no-ws", "--host", "127.0.0.1"]
        args += ["--port", str(port), "--workers", str(WORKERS)]
        args += ["--blocking-threads", str(THREADS), "--log-level", "warning"]
        log = (self.state / f"web-{database}.log").open("ab")
        process = children.start(
            args, cwd=BASE, env=self.env(database, number), output=log, last_signal=signal.SIGKILL
        )
        self.running.append((process, signal.SIGKILL))
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz/live", timeout=5).close()
            except OSError:
                time.sleep(0.1)
            else:
                return process
        raise RuntimeError(f"{database}: the web process does not answer")


@contextmanager
def opened():
    """A running house; thrown away afterwards unless BENCH_STATE keeps it."""
    kept = os.environ.get("BENCH_STATE")
    state = Path(kept or tempfile.mkdtemp(prefix="linli-bench-"))
    compile_messages(BASE / "locale")
    house = House(state)
    try:
        house.start()
        yield house
    finally:
        house.stop()
        if not kept:
            for place in (house.home.files, house.home.sockets, state):
                shutil.rmtree(place, ignore_errors=True)
