"""The administration's import: looked over, shown, confirmed; by the same code as the command's."""

import io
import zipfile

import pytest
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile

from grievances.models import Grievance, HotlineFile
from portal.loop.models import Case
from portal.notices.models import Notice
from tests.exports.workbooks import SHEET, sheet, workbook
from tests.grievances.hotline import HEADER, csv, row, rows_xml, xlsx
from tests.signed import signed_in

WHERE = "/admin/grievances/hotlinefile/import/"
CONFIRM = "/admin/grievances/hotlinefile/process_import/"


@pytest.fixture
def keeper(town):
    user = town.people["stranger"]
    user.is_staff = user.is_superuser = True
    user.language = "en"
    user.save()
    return user


@pytest.fixture
def browser(keeper):
    client = signed_in(keeper)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def upload(browser, town, file, name="messages.xlsx"):
    data = file.read() if hasattr(file, "read") else file
    return browser.post(WHERE, {
        "area": town.areas["maple"].pk, "format": "0", "resource": "0",
        "import_file": SimpleUploadedFile(name, data),
    })  # fmt: skip


def confirm(browser, preview):
    return browser.post(CONFIRM, preview.context["confirm_form"].initial)


def test_the_preview_shows_every_row_and_writes_nothing(browser, town):
    page = upload(browser, town, xlsx(row(1), row(2, time="前天"), row(3, words="=1+1")))
    assert [(r.import_type, r.diff[0]) for r in page.context["result"].rows] == [
        ("new", "2"), ("skip", "3"), ("skip", "4")
    ]  # fmt: skip
    html = page.content.decode()
    assert ("前天" in html, "E4" in html) == (True, True)
    assert (Case.objects.count(), HotlineFile.objects.count()) == (0, 0)
    assert Notice.objects.count() == 0


def test_confirmed_the_good_rows_go_in_and_the_rest_is_on_record(browser, town, keeper):
    page = upload(browser, town, xlsx(row(1), row(2, time="前天")))
    done = confirm(browser, page)
    record = HotlineFile.objects.get()
    assert done["Location"] == f"/admin/grievances/hotlinefile/{record.pk}/change/"
    assert (record.new, record.refused, record.by, record.name) == (1, 1, keeper, "messages.xlsx")
    assert list(Grievance.objects.values_list("outside_number", flat=True)) == ["1"]
    shown = browser.get(done["Location"]).content.decode()
    assert "前天" in shown
    assert Notice.objects.filter(channel=Notice.Channel.INBOX).count() == 2


def test_confirmed_twice_or_uploaded_again_adds_nothing(browser, town):
    confirm(browser, upload(browser, town, xlsx(row(1))))
    page = upload(browser, town, xlsx(row(1)))
    assert [r.import_type for r in page.context["result"].rows] == ["skip"]
    confirm(browser, page)
    assert Case.objects.count() == 1


def bomb():
    return workbook(parts={SHEET: sheet(rows_xml(HEADER) + " " * 40_000_000)})


def xxe():
    head = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    return workbook(rows_xml(HEADER, row(words="&e;")).replace("&amp;e;", "&e;"), head=head)


def ods():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "<x/>")
    return file.getvalue()


WIDE = ",".join([*HEADER, *(f"c{n}" for n in range(294))])
REFUSED = {
    "bomb": bomb,
    "xxe": xxe,
    "ods": ods,
    "old xls": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500,
    "html": lambda: b"<html><table><tr><td>1</td></tr></table></html>",
    "cut short": lambda: xlsx(row()).read()[:700],
    "300 columns": WIDE.encode,
    "no text column": lambda: csv(row(), header=[*HEADER[:4], "x", HEADER[5]]),
    "no kind column": lambda: xlsx(row()[:5], header=HEADER[:5]),
    "formula header": lambda: xlsx(row(), header=[*HEADER, '=A1&"x"']),
    "not a file": lambda: b"\x89PNG\r\n\x1a\n\0\0\0",
    "nothing": lambda: xlsx(header=[]),
}
SAID = {
    "bomb": "unpacks to far more",
    "xxe": "document type",
    "ods": "damaged",
    "old xls": "old or locked Excel",
    "html": "There is no column",
    "cut short": "damaged",
    "300 columns": "More than 50 columns",
    "no text column": "留言详情",
    "no kind column": "一级分类",
    "formula header": "The header holds a formula",
    "not a file": "cannot read this file",
    "nothing": "留言编号",
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_bad_file_is_refused_as_a_whole_with_a_sentence(browser, town, name):
    page = upload(browser, town, REFUSED[name]())
    said = " ".join(page.context["form"].errors.get("import_file", []))
    assert SAID[name] in said
    assert (page.status_code, "confirm_form" in page.context) == (200, False)
    assert (Case.objects.count(), Grievance.objects.count(), HotlineFile.objects.count()) == (
        0,
        0,
        0,
    )


def test_merged_cells_are_refused_where_they_hide_a_row(browser, town):
    merged = '<mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells>'
    page = upload(browser, town, xlsx(row(1), row(""), tail=merged))
    rows = page.context["result"].rows
    assert [(r.import_type, r.diff[0]) for r in rows] == [("new", "2"), ("skip", "3")]
    assert "A2:A3" in rows[1].diff[2]


def test_only_who_runs_the_house_after_the_second_step(keeper, town):
    assert (
        signed_in(keeper, strong=False).get(WHERE)["Location"].startswith("/accounts/second-step/")
    )
    keeper.is_superuser = False
    keeper.save()
    assert signed_in(keeper).get(WHERE).status_code == 403
    assert signed_in(town.people["secretary"]).get(WHERE).status_code in {302, 403}


@pytest.mark.parametrize("model", ["hotlinefile", "coding", "grievance", "answertemplate"])
def test_each_list_opens(browser, model):
    assert admin.site.is_registered(HotlineFile)
    assert browser.get(f"/admin/grievances/{model}/").status_code == 200


def test_words_of_residents_are_not_shown(browser, town):
    confirm(browser, upload(browser, town, xlsx(row(1, words="悄悄话一句。"))))
    g = Grievance.objects.get()
    page = browser.get(f"/admin/grievances/grievance/{g.pk}/change/").content.decode()
    assert (g.case.number in page, "悄悄话" in page) == (True, False)
