"""One look over the XML of a workbook's parts, before any reader builds a table of it.

A reader believes the addresses in a sheet: two cells at A1 and XFD1048576 are a table of
seventeen thousand million cells. It also hands out a formula's last result as if someone had
typed it. So every part is streamed through expat first, which holds no more than one element.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final
from xml.parsers import expat

from django.utils.translation import gettext as _

from portal.exports.refusals import Disguised, TooLarge, Unreadable

Attributes = dict[str, str]
_ADDRESS: Final = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
# A formula entered over a range is written once; its other cells look typed.
_WIDEST_FORMULA: Final = 10_000
_MOST_FORMULAS: Final = 500_000
_MOST_MERGED: Final = 200_000


def column_name(number: int) -> str:
    """1 is A, 27 is AA."""
    name = ""
    while number:
        number, letter = divmod(number - 1, 26)
        name = chr(65 + letter) + name
    return name


def place_of(address: str) -> tuple[int, int]:
    """Row and column, from 1, of an address such as B7. Raises Unreadable for anything else."""
    if not (match := _ADDRESS.fullmatch(address.upper().replace("$", ""))):
        raise damaged()
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    row = int(match[2])
    if row > _LAST_ROW or column > _LAST_COLUMN:
        raise damaged()
    return row, column


def range_of(text: str) -> tuple[int, int, int, int]:
    """First row and column, last row and column of A1:B2 (or of A1 alone)."""
    first, _colon, last = text.partition(":")
    return (*place_of(first), *place_of(last or first))


def damaged() -> Unreadable:
    """Not as Excel, WPS or LibreOffice write it."""
    return Unreadable(_("This file is damaged. Please save it again as .xlsx and send that."))


class Part:
    """Reads one XML part bit by bit; refuses a document type and what is not well-formed."""

    def __init__(self, on_start: Callable[[str, Attributes], None] | None = None) -> None:
        """`on_start(local name, attributes)` is told of each element."""
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.EntityDeclHandler = self._refuse
        if on_start:
            self.parser.StartElementHandler = lambda name, found: on_start(
                name.rpartition(" ")[2], found
            )

    def feed(self, chunk: bytes, *, is_last: bool = False) -> None:
        """Take the next bytes."""
        try:
            self.parser.Parse(chunk, is_last)
        except expat.ExpatError as error:
            raise damaged() from error

    def _refuse(self, *_declared: Any) -> None:
        raise Disguised(_("This file carries a document type, as no spreadsheet does."))


@dataclass(slots=True)
class Sheet:
    """What a worksheet holds, as far as a reader must know beforehand; refuses what is too much."""

    max_rows: int
    max_columns: int
    formulas: dict[int, set[int]] = field(default_factory=dict)
    merged: dict[int, list[str]] = field(default_factory=dict)
    filled_rows: int = 0
    formula_cells: int = 0
    merged_rows: int = 0
    first: tuple[int, int] = (_LAST_ROW, _LAST_COLUMN)
    last: tuple[int, int] = (0, 0)

    def fill(self, row: int, column: int) -> None:
        """A cell that holds something. Rows come in their order, else they could not be counted."""
        if row < self.last[0]:
            raise damaged()
        if row > self.last[0]:
            self.filled_rows += 1
        self.first = min(self.first[0], row), min(self.first[1], column)
        self.last = row, max(self.last[1], column)
        if self.filled_rows > self.max_rows:
            raise too_many_rows(self.max_rows)
        if self.last[1] > self.max_columns:
            raise too_many_columns(self.max_columns)

    def add_formula(self, row: int, column: int, area: str) -> None:
        """A formula in a cell, or over an area."""
        top, left, bottom, right = range_of(area) if area else (row, column, row, column)
        cells = max(0, bottom - top + 1) * max(0, right - left + 1)
        self.formula_cells += cells
        if cells > _WIDEST_FORMULA or self.formula_cells > _MOST_FORMULAS:
            raise TooLarge(_("There are too many formulas. Please save the values alone."))
        for line in range(top, bottom + 1):
            self.formulas.setdefault(line, set()).update(range(left, right + 1))

    def add_merged(self, area: str) -> None:
        """A merged range."""
        top, _left, bottom, _right = range_of(area)
        self.merged_rows += max(0, bottom - top) + 1
        if self.merged_rows > _MOST_MERGED:
            raise TooLarge(_("There are too many merged cells. Please unmerge them."))
        for line in range(top, bottom + 1):
            self.merged.setdefault(line, []).append(area)

    def check_spread(self) -> None:
        """No cell far from all the others: a reader makes every cell in between."""
        if not self.filled_rows:
            return
        rows, columns = self.last[0] - self.first[0] + 1, self.last[1] - self.first[1] + 1
        if rows * columns > self.max_rows * self.max_columns:
            raise TooLarge(
                _("A cell far below the table (row %(row)d) is filled. Please delete it.")
                % {"row": self.last[0]}
            )


def too_many_rows(most: int) -> TooLarge:
    """More filled rows than are read."""
    return TooLarge(_("More than %(most)d rows. Please split the file.") % {"most": most})


def too_many_columns(most: int) -> TooLarge:
    """More columns than are read."""
    return TooLarge(_("More than %(most)d columns. Please keep those needed.") % {"most": most})


class SheetPart(Part):
    """Reads a worksheet bit by bit into a Sheet."""

    def __init__(self, sheet: Sheet) -> None:
        """Every element of the cells is seen; nothing is kept but the Sheet."""
        super().__init__()
        self.sheet = sheet
        self.row, self.column, self.in_cell = 0, 0, False
        # Blank cells by the hundred thousand are the rule: an address is read once it matters.
        self.address: str | None = None
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end

    def _start(self, name: str, found: Attributes) -> None:
        name = name[name.rfind(" ") + 1 :]
        if self.in_cell:
            self._inside(name, found)
        elif name == "c":
            self._enter(found.get("r"))
        elif name == "row":
            self.row, self.column = _row(found.get("r"), after=self.row), 0
            self.address = None
        elif name == "mergeCell":
            self.sheet.add_merged(found.get("ref", ""))

    def _enter(self, address: str | None) -> None:
        self.in_cell = True
        if address is None:
            self._settle()
            self.column += 1
        self.address = address

    def _settle(self) -> None:
        if self.address is not None:
            self.row, self.column = place_of(self.address)
            self.address = None

    def _inside(self, name: str, found: Attributes) -> None:
        if name not in {"v", "is", "f"}:
            return
        self._settle()
        self.sheet.fill(self.row, self.column)
        if name == "f":
            over_area = found.get("t") in {"array", "dataTable"}
            area = found.get("ref", "") if over_area else ""
            self.sheet.add_formula(self.row, self.column, area)

    def _end(self, name: str) -> None:
        if self.in_cell and name[name.rfind(" ") + 1 :] == "c":
            self.in_cell = False


def _row(number: str | None, *, after: int) -> int:
    if number is None:
        return after + 1
    if not number.isascii() or not number.isdigit() or not 0 < int(number[:8]) <= _LAST_ROW:
        raise damaged()
    return int(number)
