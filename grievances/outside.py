"""Tables from outside: the messages a city's hotline hands over, and the official tree of kinds.

Columns are found by their headers, in any order, in one of the first rows. The file as a whole is
refused with a BookRefused; a row that doesn't fit is given out with its line and the reason.
Names and codes of the people who wrote are not read.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from types import MappingProxyType
from typing import BinaryIO, Final

from django.utils.translation import gettext as _

from portal.exports.books import Limits, Row, Value, read_book
from portal.exports.moments import moment_of
from portal.exports.refusals import BookRefused, Unreadable
from portal.loop.clock import SHANGHAI
from portal.people.phones import NotAPhone, normal

LONGEST: Final = 5000
LONGEST_NUMBER: Final = 40
_HEADER_WITHIN: Final = 10
LIMITS: Final = Limits(max_rows=20_000)

NEEDED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "number": ("留言编号", "编号", "工单编号", "工单号", "诉求编号", "受理编号"),
        "title": ("留言主题", "主题", "标题", "诉求标题", "工单标题"),
        "time": ("留言时间", "时间", "诉求时间", "来电时间", "受理时间", "提交时间"),
        "text": ("留言详情", "详情", "留言内容", "诉求内容", "反映内容", "内容"),
        "kind": ("一级分类", "一级标签", "分类", "类别", "诉求类型"),
    }
)
WELCOME: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"phone": ("联系电话", "手机号", "手机号码", "来电号码", "联系方式", "电话")}
)
TREE: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"first": ("一级分类",), "second": ("二级分类",), "third": ("三级分类",)}
)


class MissingColumn(BookRefused):
    """A table without a column that is needed."""


class _Unfit(Exception):
    """A row that can't be taken."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Message:
    """One message that can be taken over; `phone` is E.164 or empty."""

    number: str
    title: str
    text: str
    at: datetime
    kind: str  # the first-level name, as given
    phone: str = ""
    remark: str = ""
    # The line that holds the same number and words under another kind: a matter for two bodies.
    twin: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the file: its message, or why it is refused."""

    line: int
    number: str
    message: Message | None = None
    refusal: str = ""


def read_messages(file: BinaryIO, *, limits: Limits = LIMITS) -> Iterator[Line]:
    """Every row that holds something, in the file's order. Raises BookRefused before the first."""
    columns, rows = _below_header(read_book(file, limits=limits), NEEDED, WELCOME)
    return _lines(columns, rows)


def read_tree(file: BinaryIO, *, limits: Limits = LIMITS) -> Iterator[tuple[str, str, str]]:
    """The leaves of the official tree with the nodes above. A merged cell counts for all its rows.

    Raises BookRefused before the first.
    """
    columns, rows = _below_header(read_book(file, limits=limits), TREE, {})
    return _leaves(columns, rows)


# --- the header -----------------------------------------------------------------------------------
Names = Mapping[str, tuple[str, ...]]


def _below_header(
    rows: Iterator[Row], needed: Names, welcome: Names
) -> tuple[dict[str, int], Iterator[Row]]:
    """Where each column stands, and the rows below the header. Raises MissingColumn."""
    best: set[str] = set()
    for row in islice(rows, _HEADER_WITHIN):
        columns = _columns(row, {**needed, **welcome})
        if set(needed) <= set(columns):
            if row.formulas:
                raise Unreadable(_("The header holds a formula. Please write its words instead."))
            return columns, rows
        best = max(best, set(columns) & set(needed), key=len)
    missing = "、".join(names[0] for name, names in needed.items() if name not in best)
    raise MissingColumn(
        _("There is no column “%(names)s”. Nothing was taken.") % {"names": missing}
    )


def _columns(row: Row, names: Names) -> dict[str, int]:
    headers = [_squeezed(cell) for cell in row.cells]
    found = {}
    for name, aliases in names.items():
        here = next((alias for alias in aliases if alias in headers), None)
        if here is not None:
            found[name] = headers.index(here)
    return found


def _squeezed(cell: Value) -> str:
    return "".join(unicodedata.normalize("NFKC", str(cell)).split())


def _cell(row: Row, columns: Mapping[str, int], name: str) -> Value:
    place = columns.get(name, -1)
    return row.cells[place] if 0 <= place < len(row.cells) else ""


# --- messages -------------------------------------------------------------------------------------
def _lines(columns: Mapping[str, int], rows: Iterable[Row]) -> Iterator[Line]:
    seen: dict[str, list[tuple[int, Message]]] = {}
    for row in rows:
        number = str(_cell(row, columns, "number")).strip()
        try:
            message = _message(row, columns, number)
            message = _apart(message, seen.get(number, []))
        except _Unfit as unfit:
            yield Line(row.line, number[:LONGEST_NUMBER], refusal=unfit.sentence)
        else:
            seen.setdefault(number, []).append((row.line, message))
            yield Line(row.line, number, message)


def _apart(message: Message, earlier: Iterable[tuple[int, Message]]) -> Message:
    """The message, knowing its twin; refused where it is a mere repetition, or contradicts one."""
    for line, other in earlier:
        if other.text != message.text:
            raise _Unfit(_("Line %(line)d has other words under this number.") % {"line": line})
        if other.kind == message.kind:
            raise _Unfit(_("This message stands in line %(line)d already.") % {"line": line})
        message = replace(message, twin=line)
    return message


def _message(row: Row, columns: Mapping[str, int], number: str) -> Message:
    if row.formulas:
        raise _Unfit(
            _("%(cell)s is a formula. Please paste its value.") % {"cell": row.formulas[0]}
        )
    _check_number(row, number)
    phone, remark = _phone(_cell(row, columns, "phone"))
    return Message(
        number=number,
        title=" ".join(str(_cell(row, columns, "title")).split()),
        text=_text(row, columns),
        at=_time(_cell(row, columns, "time")),
        kind=_squeezed(_cell(row, columns, "kind")),
        phone=phone,
        remark=remark,
    )


def _check_number(row: Row, number: str) -> None:
    if not number and row.merged:
        raise _Unfit(_("Cells are merged here (%(range)s).") % {"range": row.merged[0]})
    if not number:
        raise _Unfit(_("There is no number."))
    if len(number) > LONGEST_NUMBER:
        raise _Unfit(_("The number is longer than %(most)d characters.") % {"most": LONGEST_NUMBER})


def _text(row: Row, columns: Mapping[str, int]) -> str:
    # Margins alone: tabs, line ends, full-width blanks. What lies between is the person's own.
    text = str(_cell(row, columns, "text")).strip()
    if not text:
        raise _Unfit(_("There is no text."))
    if len(text) > LONGEST:
        raise _Unfit(
            _("The text has %(length)d characters; at most %(most)d are taken.")
            % {"length": len(text), "most": LONGEST}
        )
    return text


def _time(value: Value) -> datetime:
    if (at := moment_of(value, zone=SHANGHAI)) is None:
        raise _Unfit(_("The time “%(time)s” can’t be read.") % {"time": str(value).strip()[:30]})
    return at


def _phone(value: Value) -> tuple[str, str]:
    """The number in E.164, and a remark where there is one that no message reaches."""
    text = str(value).strip()
    if not text:
        return "", ""
    try:
        return normal(text), ""
    except NotAPhone:
        return "", _("The phone number is no mobile number; it was left out.")


# --- the tree -------------------------------------------------------------------------------------
def _leaves(columns: Mapping[str, int], rows: Iterable[Row]) -> Iterator[tuple[str, str, str]]:
    above = ["", ""]
    for row in rows:
        first, second, third = (_squeezed(_cell(row, columns, name)) for name in TREE)
        if first and first != above[0]:
            above = [first, ""]
        above[1] = second or above[1]
        if third and all(above) and not row.formulas:
            yield above[0], above[1], third
