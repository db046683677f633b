"""CSV as it comes out of Excel, WPS, a hotline's system or a text editor."""

import csv
import io
import re
from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _

from portal.exports.archives import Limits
from portal.exports.refusals import Unreadable
from portal.exports.sheets import too_many_columns, too_many_rows

_MARKS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_FORMULA: Final = re.compile(r"\s*[=＝]\s*[^\s=＝]|\s*[-+@＋－＠].*\|.*!", re.DOTALL)


def decoded(data: bytes) -> str:
    """By its byte-order mark, else UTF-8, else GB18030 (what Chinese Excel writes)."""
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    for encoding in [marked] if marked else ["utf-8", "gb18030"]:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Unreadable(_("We cannot read this file. Please save it as .xlsx or as CSV in UTF-8."))


def is_formula(text: str) -> bool:
    """Whether a spreadsheet program would have calculated this."""
    return bool(_FORMULA.match(text))


def read_separated(data: bytes, *, limits: Limits) -> Iterator[tuple[int, list[str]]]:
    """Line (from 1, counted in rows) and cells of each row that holds something."""
    text = decoded(data)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    filled = 0
    for line, cells in enumerate(_rows(reader), 1):
        while cells and not cells[-1].strip():
            cells.pop()
        if not cells:
            continue
        filled += 1
        if filled > limits.max_rows:
            raise too_many_rows(limits.max_rows)
        if len(cells) > limits.max_columns:
            raise too_many_columns(limits.max_columns)
        yield line, cells


def _rows(reader: Iterator[list[str]]) -> Iterator[list[str]]:
    try:
        yield from reader
    except csv.Error as error:
        raise Unreadable(
            _("A row of this CSV file is broken (a quotation mark left open, or too long a text).")
        ) from error


def _delimiter(text: str) -> str:
    head = re.sub(r'"[^"]*"', "", text[:4096]).lstrip().partition("\n")[0]
    return max(",\t;", key=head.count)
