"""Starting programs that never outlive whoever started them."""

import ctypes
import os
import pwd
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass(frozen=True)
class Account:
    """Whose files and process a server is, where it can't be root's."""

    name: str
    uid: int
    gid: int


def unprivileged_account() -> Account | None:
    """Who the servers run as: None (oneself), or a system account where oneself is root.

    PostgreSQL refuses to run as root, and initdb wants an account with a name.
    """
    if os.geteuid() != 0:
        return None
    for name in ("linli", "postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid)
    raise SystemExit("PostgreSQL does not run as root, and there is no account to run it as.")


def reachable(folder: Path, account: Account | None) -> bool:
    """Whether that account can walk into the folder (everybody may, at every step)."""
    if account is None:
        return True
    steps = [folder.absolute(), *folder.absolute().parents]
    return all(step.stat().st_mode & 0o001 for step in steps if step.exists())


def belong(folder: Path, account: Account | None) -> Path:
    """Make a folder nobody else can look into, belonging to that account."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if account is not None:
        os.chown(folder, account.uid, account.gid)
    folder.chmod(0o700)
    return folder


def die_with_parent(parent: int, by: signal.Signals = signal.SIGKILL) -> bool:
    """Have the kernel send us that signal when the parent dies (Linux only); False if it has."""
    if _libc is None:
        return True
    _libc.prctl(_PR_SET_PDEATHSIG, int(by))
    return os.getppid() == parent


def start(
    args: list[str],
    *,
    cwd: Path,
    account: Account | None = None,
    last_signal: signal.Signals = signal.SIGTERM,
    env: Mapping[str, str] | None = None,
    output: int | IO[bytes] = subprocess.DEVNULL,
) -> subprocess.Popen[bytes]:
    """Start a program in a session of its own: a terminal's Ctrl-C reaches only the supervisor.

    `last_signal` is what the kernel sends it when we die in whatever way (Linux only). It must be
    called from the main thread: the kernel watches the thread that forked.
    """
    parent = os.getpid()

    def watch() -> None:
        # After the change of account, which would forget the wish.
        if not die_with_parent(parent, last_signal):
            os._exit(1)

    return subprocess.Popen(
        args,
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        preexec_fn=watch,  # noqa: PLW1509 - no other thread runs when a child is started
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
    )


def stop(process: subprocess.Popen[bytes], by: signal.Signals, *, patience: float) -> None:
    """Ask a program to end, wait `patience` seconds, then end it."""
    if process.poll() is None:
        process.send_signal(by)
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
