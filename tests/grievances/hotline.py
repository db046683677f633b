"""Files as a hotline hands them over, made by hand; the words are the tests' own."""

import io
import os
from datetime import datetime
from pathlib import Path
from xml.sax.saxutils import escape

from tests.exports.workbooks import text, workbook

SHARED = Path(os.environ.get("PORTAL_SHARED", Path(__file__).parents[2].parent / "shared"))
DEMANDS, KINDS = SHARED / "data/demands_messy.xlsx", SHARED / "data/kinds_official.xlsx"
HEADER = ["留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "一级分类"]
LETTERS = "ABCDEFGHIJ"


def row(number="1", title="路灯不亮", time="2026/11/20 8:30:00", words="三天了，看不见路。",
        kind="城乡建设", *more):  # fmt: skip
    return [number, "U77001", title, time, words, kind, *more]


def cell(address, value):
    if isinstance(value, (int, float)):
        return f'<c r="{address}"><v>{value}</v></c>'
    if value.startswith("="):
        return f'<c r="{address}"><f>{escape(value[1:])}</f><v>1</v></c>'
    return text(address, f"{escape(value)}") if value else ""


def rows_xml(*rows):
    found = []
    for line, cells in enumerate(rows, 1):
        inner = "".join(cell(f"{LETTERS[n]}{line}", value) for n, value in enumerate(cells))
        found.append(f'<row r="{line}">{inner}</row>')
    return "".join(found)


def xlsx(*rows, header=HEADER, **options):
    return workbook(rows_xml(header, *rows), **options)


def csv(*rows, header=HEADER, encoding="utf-8"):
    lines = [",".join(f'"{value}"' for value in cells) for cells in (header, *rows)]
    return io.BytesIO("\r\n".join(lines).encode(encoding))


def serial(at: datetime) -> float:
    """Excel's number of a time, in its own zone."""
    return (at - datetime(1899, 12, 30, tzinfo=at.tzinfo)).total_seconds() / 86_400
