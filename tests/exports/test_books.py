"""Tables that people upload are read as they are shown, and nothing in them ever runs."""

import io
import time
from datetime import date, datetime
from datetime import time as clock
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from portal.exports.books import Limits, Row, read_book
from portal.exports.moments import moment_of
from portal.exports.refusals import TooLarge, Unreadable
from tests.exports.workbooks import SHEET, text, workbook

NAME = Path("shared", "data", "demands_messy.xlsx")
REAL = next((p / NAME for p in Path(__file__).parents if (p / NAME).exists()), NAME)
ZONE = ZoneInfo("Asia/Shanghai")


NOON = datetime(2020, 1, 6, 12, 9, tzinfo=ZONE)
NAIVE = NOON.replace(tzinfo=None)  # a workbook knows no zones


def saved(fill):
    book, file = openpyxl.Workbook(), io.BytesIO()
    fill(book.active)
    book.save(file)
    return file


def rows(file, **limits):
    return list(read_book(file, limits=Limits(**limits)))


def cells(file):
    return [row.cells for row in rows(file)]


def test_every_kind_of_cell_is_read_as_what_it_is():
    def fill(page):
        page.append(["编号", 24, -3.5, True, "007"])
        page.append([NAIVE, date(2020, 1, 6), clock(3, 4), None, " x "])

    assert cells(saved(fill)) == [
        ("编号", 24, -3.5, True, "007"),
        (NAIVE, date(2020, 1, 6), clock(3, 4), "", " x "),
    ]


def test_lines_and_columns_are_those_the_program_shows():
    def fill(page):
        page["C5"], page["D9"] = "head", "x"
        page["B7"] = "  "

    assert rows(saved(fill)) == [Row(5, ("", "", "head", "")), Row(9, ("", "", "", "x"))]


def test_a_formula_is_reported_and_never_calculated():
    def fill(page):
        page.append(["no", "text"])
        page.append([1, '=HYPERLINK("http://evil.example","x")'])
        page.append([2, "plain"])
        page["D9"] = "=1+1"

    found = {row.line: row.formulas for row in rows(saved(fill))}
    assert found == {1: (), 2: ("B2",), 3: (), 9: ("D9",)}


def test_a_formula_is_reported_beside_its_last_value():
    formula = '<c r="A1"><f>1+1</f><v>2</v></c>'
    shared = '<c r="B1"><f t="shared" si="0"/><v>3</v></c>'
    prefixed = f'<row r="1">{formula}{shared}<c r="C1"><v>4</v></c></row>'
    assert rows(workbook(prefixed)) == [Row(1, (2, 3, 4), ("A1", "B1"))]


def test_a_formula_over_a_range_marks_all_its_cells():
    first = '<c r="A1"><f t="array" ref="A1:B2">X</f><v>1</v></c>'
    array = f'<row r="1">{first}<c r="B1"><v>2</v></c></row>'
    below = '<row r="2"><c r="A2"><v>3</v></c><c r="B2"><v>4</v></c></row>'
    assert [row.formulas for row in rows(workbook(array + below))] == [("A1", "B1"), ("A2", "B2")]
    wide = array.replace("A1:B2", "A1:XFD1048576")
    with pytest.raises(TooLarge, match="formulas"):
        rows(workbook(wide))


def test_a_formula_under_another_name_of_the_format_is_found():
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    body = (
        f'<x:worksheet xmlns:x="{main}"><x:sheetData><x:row r="1"><x:c r="A1"><x:f>1+1</x:f>'
        "<x:v>2</x:v></x:c></x:row></x:sheetData></x:worksheet>"
    )
    assert [row.formulas for row in rows(workbook(parts={SHEET: body}))] == [("A1",)]


def test_a_formula_that_rules_a_colour_is_none_of_a_cell():
    rule = "<conditionalFormatting><cfRule><formula>A1</formula><f>1</f></cfRule>"
    rule += "</conditionalFormatting>"
    assert rows(workbook('<row r="1"><c r="A1"><v>1</v></c></row>', tail=rule)) == [Row(1, (1,))]


def test_cells_without_an_address_stand_one_after_the_other():
    formula = "<c><f>1+1</f><v>2</v></c>"
    bare = f'<row><c><v>1</v></c>{formula}</row><row r="4"><c r="B4"/>{formula}</row>'
    assert rows(workbook(bare)) == [Row(1, (1, 2, ""), ("B1",)), Row(4, ("", "", 2), ("C4",))]


def test_merged_cells_are_noted():
    def fill(page):
        page["A1"], page["A2"], page["A4"] = "title", "a", "b"
        page.merge_cells("A1:C1")
        page.merge_cells("B2:B4")

    found = {row.line: row.merged for row in rows(saved(fill))}
    assert found == {1: ("A1:C1",), 2: ("B2:B4",), 4: ("B2:B4",)}


def test_the_first_sheet_a_person_sees_is_read():
    book, file = openpyxl.Workbook(), io.BytesIO()
    book.active.sheet_state = "hidden"
    book.active.append(["secret"])
    book.create_sheet("中文").append(["seen"])
    book.save(file)
    assert cells(file) == [("seen",)]


def test_an_empty_sheet_has_no_rows():
    assert rows(workbook()) == []


CSV = "编号,内容\r\n1,路灯坏了\r\n,\r\n2,\"两行\n'文字'\"\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_is_read_in_every_spelling(encoding, delimiter):
    data = CSV.replace(",", delimiter).encode(encoding)
    assert rows(io.BytesIO(data)) == [
        Row(1, ("编号", "内容")),
        Row(2, ("1", "路灯坏了")),
        Row(4, ("2", "两行\n'文字'")),
    ]


@pytest.mark.parametrize(
    ("cell", "formula"),
    [
        ("=1+1", True),
        (" ＝1+1", True),
        ("-2+3+cmd|' /C calc'!A0", True),
        ("-5", False),
        ("+8613800000000", False),
        ("=====", False),
        ("a=b", False),
    ],
)
def test_a_formula_in_csv_is_reported(cell, formula):
    (row,) = rows(io.BytesIO(f'x,"{cell}"'.encode()))
    assert row.formulas == (("B1",) if formula else ())


@pytest.mark.parametrize(
    "data", [b'a,"open', b"a,\x00b", b"\x81\xff\xff", b'a,"' + b"x" * 200_000 + b'"']
)
def test_a_broken_csv_is_refused(data):
    with pytest.raises(Unreadable):
        rows(io.BytesIO(data))


@pytest.mark.parametrize(("start", "said"), [(b"\xd0\xcf\x11\xe0", "old or locked")])
def test_other_formats_are_refused_with_a_way_on(start, said):
    with pytest.raises(Unreadable, match=said):
        rows(io.BytesIO(start + b"\0" * 99))


def test_too_many_rows_columns_and_bytes_are_refused_before_the_first_row():
    lines = "".join(f'<row r="{n}">{text(f"A{n}", "x")}</row>' for n in range(1, 12))
    with pytest.raises(TooLarge, match="10 rows"):
        read_book(workbook(lines), limits=Limits(max_rows=10))
    with pytest.raises(TooLarge, match="10 rows"):
        read_book(io.BytesIO(b"x\n" * 11), limits=Limits(max_rows=10))
    with pytest.raises(TooLarge, match="50 columns"):
        read_book(workbook(f'<row r="1">{text("AY1", "x")}</row>'))
    with pytest.raises(TooLarge, match="50 columns"):
        read_book(io.BytesIO(b"x," * 50 + b"x"))
    with pytest.raises(TooLarge, match="20 MB"):
        read_book(io.BytesIO(b"x" * (20 * 1024 * 1024 + 1)))


def test_a_file_cut_on_its_way_in_is_refused_by_its_size():
    class Cut:
        size = 40 * 1024 * 1024

    with pytest.raises(TooLarge, match="20 MB"):
        read_book(Cut())


def test_sixty_four_thousand_hollow_rows_cost_little():
    hollow = "".join(
        f'<row r="{n}">' + "".join(f'<c r="{c}{n}" s="1"/>' for c in "ABCDEF") + "</row>"
        for n in range(3, 64_000)
    )
    file = workbook(f'<row r="1">{text("A1", "x")}</row><row r="2">{text("A2", "y")}</row>{hollow}')
    start = time.process_time()
    assert cells(file) == [("x",), ("y",)]
    assert time.process_time() - start < 10


@pytest.mark.skipif(not REAL.exists(), reason="the real demands are not here")
def test_of_the_real_demands_all_are_read_and_no_blank_row():
    with REAL.open("rb") as file:
        found = rows(file)
    assert len(found) == 496
    assert {len(row.cells) for row in found} == {6}
    assert [row.formulas for row in found if row.formulas] == []
    assert [row.line for row in found] == list(range(1, 497))
    moments = [moment_of(row.cells[3], zone=ZONE) for row in found[1:]]
    assert None not in moments


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        (NAIVE, NOON),
        (date(2020, 1, 6), NOON.replace(hour=0, minute=0)),
        (43836.50625, NOON),
        (43836, NOON.replace(hour=0, minute=0)),
        ("2020/1/6 12:09", NOON),
        ("\n\t2020-01-06\u300012:09:00 ", NOON),
        ("2020-01-06T12:09:38", NOON.replace(second=38)),
        ("２０２０年１月６日１２时０９分", NOON),
        ("2020年1月6日", NOON.replace(hour=0, minute=0)),
        ("2020/2/30 12:09", None),
        ("2020/1/6 25:00", None),
        ("yesterday", None),
        ("", None),
        (24, None),
        (True, None),
        (None, None),
        (float("nan"), None),
    ],
)
def test_an_instant_is_read_as_people_write_it(value, moment):
    assert moment_of(value, zone=ZONE) == moment
