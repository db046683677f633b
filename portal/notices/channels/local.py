"""Channels that stay on this machine: for development, tests, and a house without a provider."""

import json
import os
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from portal.notices.channels.parcel import Parcel, masked, sms_text


@dataclass(frozen=True, slots=True)
class Console:
    """Says on standard output what would go out, and keeps the whole text in `sms.log`.

    The file is readable by its owner alone: on a machine without a provider it is where a
    sign-in code is read. Unless `show`, standard output gets neither text nor number.
    """

    folder: Path
    show: bool

    def send(self, parcel: Parcel) -> str:
        """Write it down; the key is the id."""
        line = f"SMS to {parcel.to}: {sms_text(parcel)}"
        append(self.folder / "sms.log", line)
        said = line if self.show else f"SMS to {masked(parcel.to)} ({parcel.key})"
        sys.stdout.write(said + "\n")
        return parcel.key


@dataclass(frozen=True, slots=True)
class File:
    """One JSON object a line, on the disk before `send` returns."""

    path: Path

    def send(self, parcel: Parcel) -> str:
        """Append it; the key is the id."""
        line = asdict(parcel) | {"text": sms_text(parcel)}
        append(self.path, json.dumps(line, ensure_ascii=False))
        return parcel.key


def append(path: Path, line: str) -> None:
    """Append a line in one write, so that lines of several processes never mix, and sync it."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(handle, " ".join(line.splitlines()).encode() + b"\n")
        os.fsync(handle)
    finally:
        os.close(handle)
