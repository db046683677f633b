"""Compiling translations without gettext's programs, which a bare machine lacks."""

import os
from pathlib import Path

import polib


def compile_messages(folder: Path) -> list[Path]:
    """Write a `.mo` beside each `.po` below `folder` that is newer than its own; those written."""
    written = []
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        draft = target.with_name(f"{target.name}.{os.getpid()}")
        polib.pofile(str(source)).save_as_mofile(str(draft))
        written.append(draft.replace(target))
    return written


if __name__ == "__main__":
    compile_messages(Path(__file__).resolve().parent.parent.parent / "locale")
