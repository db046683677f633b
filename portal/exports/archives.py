"""An XLSX is a zip file of XML: looked over, and copied clean, before any reader opens it.

What zip entries say of themselves is checked first and not believed afterwards: bytes are counted
as they come out. The reader then gets a new archive with the few parts a table needs, whose
sizes and names are ours, so that no two programs can read the same file differently. Macros,
links to other files, pictures and embedded things do not come along.
"""

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import BinaryIO, Final

from django.utils.translation import gettext as _

from portal.exports.refusals import Disguised, TooLarge, Unreadable
from portal.exports.sheets import Attributes, Part, Sheet, SheetPart, damaged

_CHUNK: Final = 64 * 1024
_MAX_ENTRIES: Final = 1_000
_MAX_DIRECTORY: Final = 1024 * 1024
_END_RECORD, _ZIP64_LOCATOR = 22, 20
_SMALL: Final = 1024 * 1024
_WORKBOOK: Final = "xl/workbook.xml"
_RELATIONS: Final = "xl/_rels/workbook.xml.rels"
_ALWAYS: Final = (_WORKBOOK, _RELATIONS, "[Content_Types].xml", "_rels/.rels")
_IF_THERE: Final = ("xl/sharedStrings.xml", "xl/styles.xml")
_BROKEN: Final = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Limits:
    """What is read at most. A workbook beyond them is refused before it is read."""

    max_bytes: int = 20 * 1024 * 1024
    max_unzipped: int = 128 * 1024 * 1024
    # Excel's own reach some 30 : 1 (hollow rows), deflate at its best 1,032 : 1.
    max_ratio: int = 100
    max_rows: int = 100_000
    max_columns: int = 50


@dataclass(slots=True)
class _Contents:
    """Which sheets the workbook names, and where they lie."""

    sheets: list[Attributes] = field(default_factory=list)
    targets: dict[str, str] = field(default_factory=dict)

    def see(self, name: str, found: Attributes) -> None:
        if name == "sheet":
            self.sheets.append({key.rpartition(" ")[2]: value for key, value in found.items()})
        elif name == "Relationship" and found.get("Type", "").endswith("/worksheet"):
            target = found.get("Target", "")
            self.targets[found.get("Id", "")] = posixpath.normpath(
                target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            )

    def first_visible(self) -> tuple[str, str]:
        """Name and path of the first worksheet a person sees."""
        for sheet in self.sheets:
            path = self.targets.get(sheet.get("id", ""))
            if path and sheet.get("state", "visible") == "visible":
                return sheet.get("name", ""), path
        raise Unreadable(_("There is no sheet in this file."))


def copy_clean(file: BinaryIO, out: BinaryIO, *, limits: Limits) -> tuple[str, Sheet]:
    """Write to `out` a workbook with the first visible sheet alone, and say what it holds.

    Raises Disguised for zip bombs and document types, TooLarge for honest size, Unreadable for
    what is broken or locked. Memory stays below a megabyte or two whatever the file claims.
    """
    _check_directory(file)
    with _reading(file) as archive:
        names = _check_entries(archive, limits)
        copier = _Copier(archive, names, limits.max_unzipped)
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as clean:
            contents = _Contents()
            for name in _ALWAYS:
                copier.copy(name, clean, Part(contents.see))
            for name in _IF_THERE:
                if name.lower() in names:
                    copier.copy(name, clean, Part())
            title, path = contents.first_visible()
            sheet = Sheet(limits.max_rows, limits.max_columns)
            copier.copy(path, clean, SheetPart(sheet))
    sheet.check_spread()
    return title, sheet


@contextmanager
def _reading(file: BinaryIO) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(file) as archive:
            yield archive
    except _BROKEN as error:
        raise damaged() from error


class _Copier:
    """Copies parts while counting what really comes out of them."""

    def __init__(
        self, archive: zipfile.ZipFile, names: dict[str, zipfile.ZipInfo], budget: int
    ) -> None:
        self.archive, self.names, self.left = archive, names, budget

    def copy(self, name: str, clean: zipfile.ZipFile, part: Part) -> None:
        if not (entry := self.names.get(name.lower())):
            raise damaged()
        with self.archive.open(entry) as packed, clean.open(name, "w") as unpacked:
            while chunk := packed.read(_CHUNK):
                self.left -= len(chunk)
                if self.left < 0:
                    raise bomb()
                part.feed(chunk)
                unpacked.write(chunk)
        part.feed(b"", is_last=True)


def bomb() -> Disguised:
    """Far more inside than its size says."""
    return Disguised(_("This file unpacks to far more than a table needs. It was not opened."))


def _check_directory(file: BinaryIO) -> None:
    """Look at the zip's own list before it is loaded: 20 MB of it are half a million entries.

    Source: APPNOTE.TXT, sections 4.3.15 and 4.3.16.
    """
    size = file.seek(0, 2)
    file.seek(max(0, size - _ZIP64_LOCATOR - _END_RECORD - 65_535))
    tail = file.read()
    end = tail.rfind(b"PK\x05\x06")
    file.seek(0)
    if end < 0 or len(tail) - end < _END_RECORD:
        raise damaged()
    directory = int.from_bytes(tail[end + 12 : end + 16], "little")
    before = tail[:end][-_ZIP64_LOCATOR:]
    is_zip64 = before.startswith(b"PK\x06\x07")
    if is_zip64 or directory > _MAX_DIRECTORY:
        raise bomb()


def _check_entries(archive: zipfile.ZipFile, limits: Limits) -> dict[str, zipfile.ZipInfo]:
    entries = archive.infolist()
    names = {entry.filename.replace("\\", "/").lower(): entry for entry in entries}
    if len(entries) > _MAX_ENTRIES or len(names) != len(entries):
        raise bomb()
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise Unreadable(_("This file is locked with a password. Please save it without one."))
    if sum(entry.file_size for entry in entries) > limits.max_unzipped:
        raise bomb() if _is_dense(entries, limits) else _too_large(limits)
    if _is_dense(entries, limits):
        raise bomb()
    return names


def _is_dense(entries: list[zipfile.ZipInfo], limits: Limits) -> bool:
    return any(
        entry.file_size > max(_SMALL, entry.compress_size * limits.max_ratio) for entry in entries
    )


def _too_large(limits: Limits) -> TooLarge:
    return TooLarge(
        _("Unpacked, this file is larger than %(limit)d MB. Please split it.")
        % {"limit": limits.max_unzipped // 1024 // 1024}
    )
