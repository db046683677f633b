"""Cells that a spreadsheet shows and never runs. Pure: no database, no framework.

Excel, WPS and LibreOffice take a cell for a formula by its first character, and each forgives
others before it: blanks, tabs, invisible marks, full-width signs typed with a Chinese keyboard.
So the first character that counts is what is asked here, after those are passed over and it is
brought to its plain form (Unicode NFKC). Source: OWASP, "CSV Injection".
"""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Final

Cell = str | int | float | Decimal | date | datetime | time | timedelta | None

# An apostrophe makes the rest text in every spreadsheet program.
GUARD: Final = "'"
_STARTERS: Final = frozenset("=+-@")
# Minus and plus signs that NFKC leaves alone, and LibreOffice or a keyboard does not.
_LOOKALIKES: Final = frozenset("−˗➕➖")
# Control and format characters, separators, unassigned and private ones, lone surrogates.
_PASSED_OVER: Final = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp", "Cn", "Co", "Cs"})
# Blank to the eye though letters to Unicode: Hangul fillers, the blank Braille pattern.
_BLANKS: Final = frozenset("\u115f\u1160\u3164\uffa0\u2800")
# A link to a running program (DDE): program|topic!item.
_DDE: Final = re.compile(r"[A-Za-z][\w.]*\s*\|[^|]*!", re.ASCII)
# XML 1.0 cannot hold these: one such character and the whole workbook does not open.
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def safe_cell(value: object) -> Cell:
    """The value as it may stand in a CSV or XLSX cell.

    Numbers, dates and times stay what they are (a sum can be made of them); everything else
    becomes text, and text that a spreadsheet could run begins with an apostrophe. Characters no
    spreadsheet can hold are left out. Doing it twice changes nothing more. In CSV, quote every
    cell (`csv.QUOTE_ALL`); in XLSX, set the string type as well.
    """
    if value is None or isinstance(value, (int, float, Decimal, date, time, timedelta)):
        return value
    text = _UNWRITABLE.sub("", str(value))
    return GUARD + text if is_live(text) else text


def is_live(text: str) -> bool:
    """Whether a spreadsheet could take this text for a formula or a link to a program."""
    if text[:1] in {"\t", "\r", "\n"}:
        return True
    start = next((n for n, char in enumerate(text) if not _is_passed_over(char)), None)
    if start is None:
        return False
    first = text[start]
    plain = unicodedata.normalize("NFKC", first)[:1]
    return plain in _STARTERS or first in _LOOKALIKES or bool(_DDE.match(text, start))


def _is_passed_over(char: str) -> bool:
    return char in _BLANKS or char.isspace() or unicodedata.category(char) in _PASSED_OVER
