"""`make up`: everything a lone machine needs, under one supervisor, until Ctrl-C.

Exit codes: 0 ended as asked, or it runs already; 1 it could not start, and the last line says why.
"""

import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psycopg

from portal.standalone import children, servers
from portal.standalone.addresses import database, state_folder
from portal.standalone.messages import compile_messages
from portal.standalone.supervisor import Part, Supervisor

BASE = Path(__file__).resolve().parent.parent.parent
THREADS = 4


@dataclass(frozen=True)
class Place:
    """What this start was told: where files go, which address it serves, which servers it uses."""

    state: Path
    host: str
    port: int
    env: Mapping[str, str]

    @property
    def address(self) -> str:
        """Where a browser on this machine finds it."""
        host = "127.0.0.1" if self.host in {"0.0.0.0", "::"} else self.host  # noqa: S104
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}/"


def main() -> int:
    """Start everything, keep it running, end it."""
    state = state_folder(BASE)
    env = os.environ | {"PORTAL_STATE": str(state), "DJANGO_SETTINGS_MODULE": "portal.settings"}
    place = Place(state, env.get("HOST") or "127.0.0.1", int(env.get("PORT") or 8000), env)
    home = servers.settle(state)
    lock = _hold(state, place.address)
    if lock is None:
        _tell(f"Linli runs already: {_told(state)}")
        return 0
    supervisor = Supervisor(children.belong(state / "logs", None), _tell)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: _end(supervisor))
    with lock:
        return _run(supervisor, home, place)


def _run(supervisor: Supervisor, home: servers.Home, place: Place) -> int:
    try:
        _check_port(place)
        _start_servers(supervisor, home, place.env)
        _prepare(place)
        _start_portal(supervisor, place)
        _say_where(place)
        supervisor.watch()
    except (servers.ServerFailed, subprocess.CalledProcessError, psycopg.Error, OSError) as error:
        _tell(f"Linli could not start: {error} Logs: {supervisor.logs}")
        return 1
    except Ended:
        _tell("Linli ends.")
    finally:
        supervisor.stopping = True
        supervisor.stop()
    _tell("Linli has ended.")
    return 0


class Ended(Exception):
    """Somebody asked to end while it was still starting."""


def _end(supervisor: Supervisor) -> None:
    if supervisor.stopping:
        return
    supervisor.stopping = True
    raise Ended


def _tell(sentence: str) -> None:
    print(sentence, flush=True)


def _hold(state: Path, address: str) -> IO[str] | None:
    """Take the state folder's lock; None if another start holds it.

    The kernel lets go of it when its holder dies, so no stale number can fool us.
    """
    lock = (state / "lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        return None
    lock.truncate(0)
    lock.write(f"{address} (process {os.getpid()})\n")
    lock.flush()
    return lock


def _told(state: Path) -> str:
    return (state / "lock").read_text().strip()


def _check_port(place: Place) -> None:
    family = socket.AF_INET6 if ":" in place.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((place.host, place.port))
        except OSError as error:
            sentence = f"{place.host}:{place.port} can't be used ({error.strerror}); set PORT."
            raise OSError(sentence) from error


def _start_servers(supervisor: Supervisor, home: servers.Home, env: Mapping[str, str]) -> None:
    """PostgreSQL and Valkey, each unless the environment names another."""
    wanted: list[servers.Postgres | servers.Valkey] = []
    if not env.get("DATABASE_URL"):
        wanted.append(servers.Postgres(home))
    if not env.get("REDIS_URL"):
        wanted.append(servers.Valkey(home))
    for server in wanted:
        server.create()
        part = Part(
            type(server).__name__.lower(),
            server.command(),
            cwd=home.files,
            account=home.account,
            stop_signal=server.stop_signal,
            is_server=True,
            make_way=server.make_way,
        )
        servers.wait_until_up(server, supervisor.start(part))
    if not env.get("DATABASE_URL"):
        servers.make_database(home)
    else:
        servers.make_roles(env.get("DATABASE_OWNER_URL") or env["DATABASE_URL"])


def _prepare(place: Place) -> None:
    """Translations, static files, migrations (as the owner), and a town where there is none."""
    compile_messages(BASE / "locale")
    static = _manage(place, "collectstatic", "--noinput", "-v0")
    migrations = _manage(place, "migrate", "--noinput", "-v1")
    for command in (migrations, static):
        if command.wait():
            raise subprocess.CalledProcessError(command.returncode, command.args)
    if place.env.get("PORTAL_DEMO", "1") == "1" and _empty(place):
        _tell("A first start: the demo town moves in.")
        _make_town(place)


def _manage(
    place: Place, *args: str, output: int | IO[bytes] | None = None
) -> "subprocess.Popen[bytes]":
    return children.start(
        [sys.executable, str(BASE / "manage.py"), *args],
        cwd=BASE,
        env=place.env,
        output=sys.stdout.fileno() if output is None else output,
    )


def _empty(place: Place) -> bool:
    """Whether the database knows no area yet (and could: the demo command is there)."""
    if not any(BASE.glob("portal/*/management/commands/demo.py")):
        return False
    entry = database(place.state, place.env)
    with psycopg.connect(
        dbname=entry["NAME"],
        user=entry["USER"],
        password=entry.get("PASSWORD") or None,
        host=entry["HOST"],
        port=entry["PORT"],
    ) as connection:
        found = connection.execute("SELECT EXISTS (SELECT FROM places_area)").fetchone()
    return found == (False,)


def _make_town(place: Place) -> None:
    """Keep the logins the command prints, so that later starts can print them too."""
    told = place.state / "logins"
    with told.open("wb") as file:
        told.chmod(0o600)
        process = _manage(place, "demo", output=file)
        if process.wait():
            raise subprocess.CalledProcessError(process.returncode, told.read_text())


def _start_portal(supervisor: Supervisor, place: Place) -> None:
    cores = min(os.cpu_count() or 1, 4)
    python = [sys.executable, "-m"]
    web = ["granian", "portal.standalone.web:application", "--interface", "wsgi", "--http", "1"]
    web += ["--no-ws", "--host", place.host, "--port", str(place.port), "--respawn-failed-workers"]
    # The interpreter's lock makes more threads than this wait for each other.
    web += ["--workers", str(cores), "--blocking-threads", str(THREADS), "--log-level", "warning"]
    celery = ["celery", "-A", "portal", "--skip-checks"]
    worker = ["worker", "-l", "info", "-c", str(cores), "--without-gossip", "--without-mingle"]
    beat = ["beat", "-l", "info", "--pidfile="]
    supervisor.start(
        # Killed, not asked: portal/standalone/web.py says why.
        Part("web", python + web, BASE, place.env, last_signal=signal.SIGKILL, patience=8)
    )
    supervisor.start(Part("worker", python + celery + worker, BASE, place.env))
    supervisor.start(Part("beat", python + celery + beat, BASE, place.env))
    _wait_for(place, supervisor)


def _wait_for(place: Place, supervisor: Supervisor) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        if _answers(f"{place.address}healthz/live"):
            return
        if any(part.process and part.process.poll() is not None for part in supervisor.parts):
            break
        time.sleep(0.1)
    raise servers.ServerFailed("The web server does not answer.")


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5):  # noqa: S310 - our own, http
            return True
    except urllib.error.HTTPError as refusal:
        # Also a refusal is an answer (a HOST that PORTAL_HOSTS does not name).
        refusal.close()
        return True
    except OSError:
        return False


def _say_where(place: Place) -> None:
    logins = place.state / "logins"
    if logins.exists():
        _tell(logins.read_text().rstrip())
    _tell(f"Linli is at {place.address}  (Ctrl-C ends it; logs: {place.state / 'logs'})")


if __name__ == "__main__":
    sys.exit(main())
