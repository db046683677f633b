"""Tables that people upload, XLSX or CSV: guarded, then read row by row.

Nothing is calculated, followed or run. A formula is reported where it stands, and whoever imports
refuses its row. What is refused as a whole is refused before a row is given out.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import BinaryIO, Final

import python_calamine
from django.utils.translation import gettext as _

from portal.exports.archives import Limits, copy_clean
from portal.exports.refusals import BookRefused, TooLarge, Unreadable
from portal.exports.separated import is_formula, read_separated
from portal.exports.sheets import Sheet, column_name, damaged

__all__ = ["BookRefused", "Limits", "Row", "Value", "read_book"]

Value = str | int | float | bool | datetime | date | time | timedelta
LIMITS: Final = Limits()
_ZIP, _OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class Row:
    """A row that holds something: its line as the program shows it, and its cells ("" if blank).

    `formulas` are the addresses of its cells that a program would calculate; `merged` the merged
    ranges that touch it (only a range's first cell holds the value).
    """

    line: int
    cells: tuple[Value, ...]
    formulas: tuple[str, ...] = ()
    merged: tuple[str, ...] = ()


def read_book(file: BinaryIO, *, limits: Limits = LIMITS) -> Iterator[Row]:
    """The rows of the first visible sheet, blank ones left out, from the header on.

    Told apart by content, not by name. Numbers without fraction are ints; dates and times are
    naive, as spreadsheets have no zones (`moments.moment_of` gives them one). Raises BookRefused
    (TooLarge, Disguised, Unreadable), with a sentence, before the first row is given.
    """
    # A file cut on its way in has nothing left but its size: ask before reading.
    size = getattr(file, "size", None)
    if (size if size is not None else file.seek(0, 2)) > limits.max_bytes:
        raise TooLarge(
            _("This file is larger than %(limit)d MB. Please split it.")
            % {"limit": limits.max_bytes // 1024 // 1024}
        )
    file.seek(0)
    start = file.read(8)
    file.seek(0)
    if start.startswith(_ZIP):
        return iter(_xlsx(file, limits))
    if start.startswith(_OLD):
        raise Unreadable(
            _("This is an old or locked Excel file. Please save it as .xlsx without a password.")
        )
    return iter(_csv(file.read(), limits))


def _csv(data: bytes, limits: Limits) -> list[Row]:
    rows = []
    for line, cells in read_separated(data, limits=limits):
        found = (f"{column_name(n)}{line}" for n, cell in enumerate(cells, 1) if is_formula(cell))
        rows.append(Row(line, tuple(cells), tuple(found)))
    return rows


def _xlsx(file: BinaryIO, limits: Limits) -> Iterator[Row]:
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as clean:
        title, sheet = copy_clean(file, clean, limits=limits)  # type: ignore[arg-type]
        clean.flush()
        with _reader():
            book = python_calamine.CalamineWorkbook.from_path(clean.name)
            table = book.get_sheet_by_name(title)
            # Closed with the copy gone: from here on the table is in memory.
            rows = table.iter_rows() if table.height else iter(())
            left = table.start[1] if table.start else 0
    return _rows_of(rows, sheet, left)


def _rows_of(table: Iterator[list[Value]], sheet: Sheet, left: int) -> Iterator[Row]:
    line = 0
    for line, cells in enumerate(table, 1):
        if line not in sheet.formulas and all(map(_is_blank, cells)):
            continue
        yield Row(
            line,
            ("",) * left + tuple(map(_plain, cells)),
            _addresses(sheet, line),
            tuple(sheet.merged.get(line, ())),
        )
    # A formula that was never calculated has no value, and may stand below all that have one.
    for below in sorted(found for found in sheet.formulas if found > line):
        yield Row(below, (), _addresses(sheet, below))


def _addresses(sheet: Sheet, line: int) -> tuple[str, ...]:
    columns = sorted(sheet.formulas.get(line, ()))
    return tuple(f"{column_name(column)}{line}" for column in columns)


def _is_blank(cell: Value) -> bool:
    return not cell.strip() if isinstance(cell, str) else False


def _plain(cell: Value) -> Value:
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell


@contextmanager
def _reader() -> Iterator[None]:
    """The reader's own errors, and its panics, which are no ordinary exceptions."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:
        raise damaged() from error
