"""Photos on the disk: `MEDIA_ROOT/photos/ab/cd/<id>[.<cover>][.thumb].jpg`.

A file that has its name is whole and on the disk: it is written under another name, flushed, and
renamed, before any row tells of it. Killed in between, the house has a file without a row
(removed by `purge`), never a row without its file.
"""

import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from uuid import UUID

from django.conf import settings

from portal.attachments.pictures import Picture

FOLDER: Final = "photos"
_SUFFIX: Final = ".jpg"


def path(photo: UUID, *, cover: str = "", thumb: bool = False) -> Path:
    """Where a photo's file lies: as it is or covered, in full or small."""
    name = photo.hex + (f".{cover}" if cover else "") + (".thumb" if thumb else "") + _SUFFIX
    return root() / photo.hex[:2] / photo.hex[2:4] / name


def root() -> Path:
    """The folder of all photos."""
    return Path(settings.MEDIA_ROOT) / FOLDER


def keep(photo: UUID, picture: Picture, *, cover: str = "") -> None:
    """Write both files of a picture; on return they survive a power cut."""
    full = path(photo, cover=cover)
    _make_folder(full.parent)
    _write(full, picture.full)
    _write(path(photo, cover=cover, thumb=True), picture.thumb)
    _flush(full.parent)


def erase(photo: UUID, *, cover: str | None = None) -> None:
    """Remove a photo's files (one cover's alone where it is named), if they are there."""
    folder = path(photo).parent
    names = f"{photo.hex}.*" if cover is None else f"{photo.hex}.{cover}.*"
    for file in folder.glob(names):
        file.unlink(missing_ok=True)


def files() -> Iterator[Path]:
    """Every file in the store, also what was left half-written."""
    return (file for file in root().glob("*/*/*") if file.is_file())


def owner(file: Path) -> tuple[UUID, str] | None:
    """The photo and the cover that a file belongs to; None for a half-written one."""
    stem = file.name.removesuffix(_SUFFIX).removesuffix(".thumb")
    photo, _dot, cover = stem.partition(".")
    if not file.name.endswith(_SUFFIX):
        return None
    try:
        return UUID(hex=photo), cover
    except ValueError:
        return None


def _write(file: Path, content: bytes) -> None:
    draft = file.with_name(f"{file.name}.{secrets.token_hex(4)}.part")
    mode = settings.FILE_UPLOAD_PERMISSIONS or 0o640
    try:
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as out:  # noqa: PTH123
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)


def _make_folder(folder: Path) -> None:
    """Make it and flush each parent that got a new name in it."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(mode=0o750, exist_ok=True)
    _flush(folder.parent)


def _flush(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
