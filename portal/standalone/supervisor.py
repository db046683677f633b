"""One process that keeps the others alive, and ends them all when it ends."""

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from portal.standalone import children
from portal.standalone.children import Account

LOG_BYTES = 10 * 1024 * 1024
LOG_FILES = 3
CALM_SECONDS = 10
LONGEST_PAUSE = 30.0


def _nothing() -> None:
    """Clear nothing before a start."""


@dataclass
class Part:
    """One program kept running.

    `stop_signal` asks it to end and it has `patience` seconds; `last_signal` (by default the same)
    is what it gets if the supervisor is killed. A server ends after those that use it.
    """

    name: str
    command: list[str]
    cwd: Path
    env: Mapping[str, str] | None = None
    account: Account | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    last_signal: signal.Signals | None = None
    is_server: bool = False
    patience: float = 20
    make_way: Callable[[], None] = _nothing
    process: "subprocess.Popen[bytes] | None" = None
    failures: int = 0
    started: float = 0
    due: float = 0

    def pause(self) -> float:
        """Seconds to wait before the next start: none at first, doubling to half a minute."""
        return min(LONGEST_PAUSE, 0.25 * 2**self.failures) if self.failures else 0.0


@dataclass
class Supervisor:
    """Starts parts, starts the dead again with growing pauses, bounds their logs, stops them.

    A part's output goes to `logs/<name>.log`; at 10 MB that is moved on to `.1`, `.2`, `.3`.
    """

    logs: Path
    tell: Callable[[str], None]
    parts: list[Part] = field(default_factory=list)
    stopping: bool = False
    trimmed: float = 0

    def start(self, part: Part) -> "subprocess.Popen[bytes]":
        """Start one program (again)."""
        if part not in self.parts:
            self.parts.append(part)
        part.make_way()
        with (self.logs / f"{part.name}.log").open("ab") as log:
            part.process = children.start(
                part.command,
                cwd=part.cwd,
                env=part.env,
                account=part.account,
                last_signal=part.last_signal or part.stop_signal,
                output=log,
            )
        part.started = time.monotonic()
        return part.process

    def watch(self) -> None:
        """Keep everything running until told to stop."""
        while not self.stopping:
            for part in self.parts:
                self._look_after(part)
            self._trim_logs()
            time.sleep(0.2)

    def stop(self) -> None:
        """End everything, the newest first; what does not listen is killed."""
        for part in reversed(self.parts):
            # Those that serve or work end together; the servers they need end after them.
            if part.process and not part.is_server:
                part.process.send_signal(part.stop_signal)
        for part in reversed(self.parts):
            if part.process:
                children.stop(part.process, part.stop_signal, patience=part.patience)
                _kill_group(part.process.pid)

    def _look_after(self, part: Part) -> None:
        now = time.monotonic()
        if part.process is None:
            if now >= part.due:
                self.start(part)
            return
        code = part.process.poll()
        if code is None:
            return
        # Its own children (a web server's workers) would keep its port.
        _kill_group(part.process.pid)
        part.failures = 0 if now - part.started > CALM_SECONDS else part.failures + 1
        part.process, part.due = None, now + part.pause()
        ended = f"signal {-code}" if code < 0 else f"code {code}"
        self.tell(
            f"{part.name} ended ({ended}); starting it again. Log: {self.logs}/{part.name}.log"
        )

    def _trim_logs(self) -> None:
        if time.monotonic() - self.trimmed < CALM_SECONDS:
            return
        self.trimmed = time.monotonic()
        for part in self.parts:
            log = self.logs / f"{part.name}.log"
            if log.exists() and log.stat().st_size > LOG_BYTES:
                rotate(log)


def rotate(log: Path) -> None:
    """Move a log's lines on to `.1`, the older ones further; the oldest go.

    The writer keeps its open file and appends, so the file stays and is emptied.
    """
    for number in range(LOG_FILES, 1, -1):
        older = log.with_suffix(f".log.{number - 1}")
        if older.exists():
            older.replace(log.with_suffix(f".log.{number}"))
    shutil.copyfile(log, log.with_suffix(".log.1"))
    os.truncate(log, 0)


def _kill_group(leader: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)
