"""The embedded PostgreSQL and Valkey: their folders, how they are made and how they are started.

Nobody signs in with a password: both listen on sockets alone, in a folder (0700) that only the
account they run as, and root, can enter. Passwords would lie in a file readable by the same
account, so they would keep nobody else out; an open port would let everybody on the machine try.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg
from redis import Redis
from redis.exceptions import RedisError

from portal.standalone import children, programs
from portal.standalone.addresses import DATABASE, OWNER, RUNTIME, socket_folder
from portal.standalone.children import Account

ROLES_SQL = Path(__file__).with_name("roles.sql")
SUPERUSER = "postgres"
# Not the C locale: under it, trigrams find nothing in Chinese.
LOCALE = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8")
# A socket's path has at most 108 bytes, its end included; the longest of ours ends ".lock".
_LONGEST_FOLDER = 108 - len("/.s.PGSQL.5432.lock") - 1


class ServerFailed(RuntimeError):
    """A server did not come up; the message says where its log is."""


@dataclass(frozen=True)
class Home:
    """Where the servers of one state folder keep files and sockets, and as whom they run.

    `files` is inside the state folder unless root keeps that where the servers' account can't
    walk; `sockets` is there too unless its path is too long for a socket.
    """

    files: Path
    sockets: Path
    account: Account | None


def settle(state: Path) -> Home:
    """Make the folders of a state folder (once; afterwards find them again)."""
    account = children.unprivileged_account()
    state.mkdir(parents=True, exist_ok=True, mode=0o700)
    if account:
        state.chmod(0o711)
    near = children.reachable(state, account)
    files = _folder(state / "servers", account, near=near, away=Path("/var/lib"))
    short = len(os.fsencode(state / "run")) <= _LONGEST_FOLDER
    _folder(state / "run", account, near=near and short, away=Path("/tmp"))  # noqa: S108 - short
    return Home(files, socket_folder(state), account)


def _folder(place: Path, account: Account | None, *, near: bool, away: Path) -> Path:
    """A private folder: at `place`, or far away under a name nobody can guess, linked from it."""
    if place.is_symlink() and not place.exists():
        place.unlink()
    if not place.exists() and not near:
        place.symlink_to(tempfile.mkdtemp(prefix="linli-", dir=away))
    return children.belong(place.resolve(), account)


@dataclass(frozen=True)
class Postgres:
    """One PostgreSQL cluster. `durable=False` forgets everything in a power cut: for tests."""

    home: Home
    durable: bool = True

    stop_signal, quick_signal = signal.SIGINT, signal.SIGQUIT

    @property
    def data(self) -> Path:
        """The cluster's folder."""
        return self.home.files / "postgres"

    def create(self) -> None:
        """Make the cluster where there is none; half a cluster is never taken for one."""
        if self.data.exists():
            return
        draft = self.data.with_name("postgres.new")
        shutil.rmtree(draft, ignore_errors=True)
        initdb = programs.postgres_programs(self.home.files, self.home.account) / "initdb"
        args = [str(initdb), "-D", str(draft), "-U", SUPERUSER, "-A", "trust", "-E", "UTF8"]
        args += [*LOCALE, "-k"]
        args += [] if self.durable else ["--no-sync"]
        made = children.start(
            args, cwd=self.home.files, account=self.home.account, output=subprocess.PIPE
        )
        said, _ = made.communicate()
        if made.returncode:
            raise ServerFailed(f"initdb refused: {said.decode(errors='replace')}")
        (draft / "pg_hba.conf").write_text("local all all trust\n")
        draft.rename(self.data)

    def command(self) -> list[str]:
        """How to start it: sockets only, its log to standard output."""
        bin_folder = programs.postgres_programs(self.home.files, self.home.account)
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.home.sockets),
            "unix_socket_permissions": "0700",
            "log_timezone": "Asia/Shanghai",
            "max_connections": "100",
        }
        if not self.durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
            settings |= {"autovacuum": "off", "wal_level": "minimal", "max_wal_senders": "0"}
        options = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
        return [str(bin_folder / "postgres"), "-D", str(self.data), *options]

    def make_way(self) -> None:
        """Clear what a killed server left. Only for whoever holds the state folder's lock.

        A pid file that names a live process stops PostgreSQL even if that process is a stranger
        with a recycled number; and a real orphan must be gone before a second one may start.
        """
        pid_file = self.data / "postmaster.pid"
        try:
            pid = int(pid_file.read_text().splitlines()[0])
        except (OSError, ValueError, IndexError):
            return
        if not _is_postgres(pid, self.data):
            pid_file.unlink(missing_ok=True)
            return
        os.kill(pid, signal.SIGINT)
        until = time.monotonic() + 30
        while _is_postgres(pid, self.data) and time.monotonic() < until:
            time.sleep(0.05)

    def answers(self) -> bool:
        """Whether it lets one in."""
        try:
            connect(self.home, "postgres").close()
        except psycopg.OperationalError:
            return False
        return True


@dataclass(frozen=True)
class Valkey:
    """One Valkey: every write is appended to its file, nothing is ever evicted."""

    home: Home
    durable: bool = True

    stop_signal, quick_signal = signal.SIGTERM, signal.SIGKILL

    def create(self) -> None:
        """Make its folder."""
        children.belong(self.home.files / "valkey", self.home.account)

    def command(self) -> list[str]:
        """How to start it: a socket only, its log to standard output."""
        options = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.home.files / "valkey"),
            "appendonly": "yes" if self.durable else "no",
            "save": "",
            "maxmemory-policy": "noeviction",
            "databases": "64",
        }
        program = programs.valkey_program(self.home.files, self.home.account)
        return [str(program), *(part for k, v in options.items() for part in (f"--{k}", v))]

    def make_way(self) -> None:
        """Nothing to clear: it replaces a socket left behind."""

    @property
    def socket(self) -> Path:
        """Where it listens."""
        return self.home.sockets / "valkey.sock"

    def answers(self) -> bool:
        """Whether it answers a ping (it doesn't while it reads its file)."""
        try:
            with Redis(unix_socket_path=str(self.socket)) as client:
                return bool(client.ping())
        except RedisError:
            return False


def connect(home: Home, database: str) -> "psycopg.Connection[tuple[object, ...]]":
    """Speak to the embedded PostgreSQL as its superuser, outside transactions."""
    return psycopg.connect(
        host=str(home.sockets), dbname=database, user=SUPERUSER, autocommit=True, connect_timeout=5
    )


def make_database(home: Home) -> None:
    """Make the two roles and the portal's database, where they are missing."""
    with connect(home, "postgres") as server:
        server.execute(ROLES_SQL.read_bytes())
        known = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if known.fetchone() is None:
            server.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}".encode())
    with connect(home, DATABASE) as server:
        server.execute(ROLES_SQL.read_bytes())
        server.execute(f"REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC".encode())
        server.execute(f"GRANT CONNECT ON DATABASE {DATABASE} TO {RUNTIME}".encode())


def make_roles(url: str) -> None:
    """Make the two roles in somebody else's cluster, unless they are there.

    ServerFailed where that address may not: then its administrator runs roles.sql.
    """
    with psycopg.connect(url, autocommit=True, connect_timeout=10) as server:
        found = server.execute(
            "SELECT count(*) FROM pg_roles WHERE rolname IN (%s, %s)", [OWNER, RUNTIME]
        )
        if found.fetchone() == (2,):
            return
        try:
            server.execute(ROLES_SQL.read_bytes())
        except psycopg.errors.InsufficientPrivilege as error:
            raise ServerFailed(f"The database lacks our roles: run {ROLES_SQL} in it.") from error


def wait_until_up(server: Postgres | Valkey, process: "subprocess.Popen[bytes]") -> None:
    """Return when it answers; ServerFailed if it ends instead, or is silent for a minute."""
    until = time.monotonic() + 60
    while not server.answers():
        if process.poll() is not None:
            raise ServerFailed(f"{type(server).__name__} ended with {process.returncode}.")
        if time.monotonic() > until:
            raise ServerFailed(f"{type(server).__name__} does not answer.")
        time.sleep(0.02)


def _is_postgres(pid: int, data: Path) -> bool:
    """Whether that process is a PostgreSQL working in that folder."""
    proc = Path(f"/proc/{pid}")
    try:
        if Path("/proc/self").exists():
            return (proc / "exe").readlink().name.startswith("postgres") and (
                (proc / "cwd").resolve() == data.resolve()
            )
        told = subprocess.run(
            ["ps", "-o", "comm=", "-p", str(pid)], capture_output=True, check=False
        )
    except OSError:
        return False
    return b"postgres" in told.stdout
