"""Messages taken over from a hotline: what goes in, once; what is left out, and why."""

import json
from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.utils import translation

from grievances.actions.importing import Fate, Origin, take_over
from grievances.models import Coding, Grievance, HotlineFile
from grievances.outside import read_messages
from portal.loop import engine
from portal.loop.fold import Stage
from portal.loop.models import Case, Contact
from portal.loop.rebuild import drifts
from portal.loop.standing import actor
from portal.loop.sweep import sweep
from portal.notices.models import Notice
from portal.search import queries
from tests.drills.books import Books, Unbalanced
from tests.grievances.hotline import HEADER, csv, row, serial, xlsx
from tests.loop.walks import go
from tests.town import MONDAY, SHANGHAI, at, filed

ORIGIN = Origin("test.xlsx", "0" * 64)


def take(town, file, *, by=None, when=MONDAY):
    return take_over(read_messages(file), origin=ORIGIN, area=town.areas["maple"], by=by, at=when)


def fates(findings):
    return [(f.line, f.number, str(f.fate)) for f in findings]


def test_a_message_becomes_a_case_filed_when_it_was_written(town):
    record, findings = take(
        town, xlsx(row(24, words="\n\t\t\t\u3000\u3000灯坏了。\n\t\t快修 <谢>\n "))
    )
    assert fates(findings) == [(2, "24", "new")]
    g = Grievance.objects.get()
    assert (g.text, g.source, g.outside_number) == ("灯坏了。\n\t\t快修 <谢>", "import", "24")
    assert g.case.filed_at == datetime(2026, 11, 20, 8, 30, tzinfo=SHANGHAI)
    assert (g.case.title, g.case.kind, g.case.stage) == ("路灯不亮", "roads", Stage.FILED)
    assert (g.case.filer, g.case.is_reachable, g.case.is_public) == (None, False, False)
    assert (g.coding.name, g.coding.level) == ("城乡建设", 1)
    assert (record.new, record.late, record.left_out) == (1, 0, [])


def test_who_wrote_it_is_never_kept(town):
    take(town, xlsx(row()))
    rows = [*Grievance.objects.values_list(), *Case.objects.values_list()]
    rows += Case.objects.get().steps.values_list()
    assert [r for r in rows if "U77001" in str(r)] == []


@pytest.mark.parametrize("written", [
    "2020/1/6 12:09:38", "2020-01-06 12:09:38", "２０２０年1月6日 12:09:38",
    "\t2020/01/06  12:09:38 ", serial(datetime(2020, 1, 6, 12, 9, 38, tzinfo=UTC)),
])  # fmt: skip
def test_times_in_every_way_hotlines_write_them(town, written):
    take(town, xlsx(row(time=written)))
    assert Case.objects.get().filed_at == datetime(2020, 1, 6, 12, 9, 38, tzinfo=SHANGHAI)


def test_the_same_file_twice_adds_nothing(town):
    rows = [row(n, title=f"事情{n}") for n in range(1, 6)]
    take(town, xlsx(*rows))
    record, _findings = take(town, xlsx(*reversed(rows)))
    assert (record.new, record.known, record.changed, record.refused) == (0, 5, 0, 0)
    assert Case.objects.count() == 5


def test_changed_words_are_reported_and_never_overwritten(town):
    take(town, xlsx(row(7)))
    record, findings = take(town, xlsx(row(7, words="其实修好了。")))
    assert fates(findings) == [(2, "7", "changed")]
    assert record.left_out[0]["number"] == "7"
    assert Grievance.objects.get().text == "三天了，看不见路。"


def test_one_message_dispatched_under_two_kinds_is_a_matter_for_two_bodies(town):
    twins = [row(7, kind="城乡建设"), row(7, kind="劳动和社会保障")]
    record, findings = take(town, xlsx(*twins))
    assert [(f.line, str(f.fate), f.kind) for f in findings] == [
        (2, "new", "roads"), (3, "new", "jobs")
    ]  # fmt: skip
    record, _f = take(town, xlsx(*reversed(twins)))
    assert (record.new, record.known) == (0, 2)
    # In another file alone, it is the same message with a kind changed since.
    record, findings = take(town, xlsx(row(7, kind="民政")))
    assert (record.new, record.changed) == (0, 1)


BAD = [
    (row(2, time="前天"), "The time “前天” can’t be read."),
    (row(2, time=""), "The time “” can’t be read."),
    (row(2, time="2027/1/1 8:00:00"), "It is dated in the future: 2027-01-01 08:00"),
    (row(2, words=" \n\u3000\t"), "There is no text."),
    (row(2, words="长" * 5001), "The text has 5001 characters; at most 5000 are taken."),
    (row(2, words="=HYPERLINK(A1)"), "E3 is a formula. Please paste its value."),
    (row(""), "There is no number."),
    (row("9" * 41), "The number is longer than 40 characters."),
    (row(1), "This message stands in line 2 already."),
    (row(1, words="别的事。"), "Line 2 has other words under this number."),
]


@pytest.mark.parametrize(("bad", "reason"), BAD)
def test_a_bad_row_is_refused_with_line_and_reason_and_the_good_ones_go_in(town, bad, reason):
    with translation.override("en"):
        record, findings = take(town, xlsx(row(1), bad, row(3)))
    assert [str(f.fate) for f in findings] == ["new", "refused", "new"]
    assert (record.left_out[0]["line"], record.left_out[0]["reason"]) == (3, reason)
    assert sorted(Grievance.objects.values_list("outside_number", flat=True)) == ["1", "3"]


def test_a_text_of_exactly_five_thousand_goes_in(town):
    take(town, xlsx(row(words="长" * 5000)))
    assert len(Grievance.objects.get().text) == 5000


def test_an_unknown_kind_goes_in_with_a_remark(town):
    _record, findings = take(town, xlsx(row(kind="外星事务", title="问一下", words="问一下。")))
    g = Grievance.objects.get()
    assert (g.case.kind, g.coding, g.outside_kind) == ("other", None, "外星事务")
    assert (findings[0].fate, "外星事务" in findings[0].reason) == (Fate.NEW, True)


def test_columns_in_any_order_under_other_names_with_a_title_above(town):
    header = ["类别", "诉求内容", " 工单 编号 ", "标题", "受理时间"]
    table = ["民政", "老人没人管。", "G-1", "养老", "2026-11-20 08:30"]
    take(town, csv(header, table, header=["某市热线十一月"]))
    g = Grievance.objects.get()
    assert (g.outside_number, g.case.title, g.case.kind) == ("G-1", "养老", "care")


def test_chinese_excels_csv(town):
    take(town, csv(row(), encoding="gb18030"))
    assert Grievance.objects.get().text == "三天了，看不见路。"


def test_a_phone_column_reaches_the_person_and_is_sealed(town):
    header = [*HEADER, "联系电话"]
    rows = [row(1, *row()[2:], "139 0000 0999"), row(2, *row()[2:], "12345")]
    _record, findings = take(town, xlsx(*rows, header=header))
    reached = dict(Case.objects.values_list("grievance__outside_number", "is_reachable"))
    assert reached == {"1": True, "2": False}
    assert Contact.objects.get().phone == "+8613900000999"
    assert findings[1].reason != ""


def test_the_desk_is_told_once_and_of_old_deadlines_never(town):
    old = [row(n, time="2020/1/6 12:09:38", title=f"旧事{n}") for n in range(1, 9)]
    record, _findings = take(town, xlsx(*old, row(9, time="2026/11/23 8:00")))
    assert (record.new, record.late) == (9, 8)
    inbox = Notice.objects.filter(channel=Notice.Channel.INBOX)
    told = {n.user.name for n in inbox}
    assert (told, inbox.count()) == ({"林书记", "方干事"}, 2)
    made = sweep(at=MONDAY)
    assert [(s.move, s.case.was_late) for s in made] == [("overdue", True)] * 8
    assert Notice.objects.filter(channel=Notice.Channel.INBOX).count() == 2
    # The ninth runs out after it came: that is news.
    made = sweep(at=at(25))
    assert [s.move for s in made] == ["overdue"]
    assert Notice.objects.filter(channel=Notice.Channel.INBOX).count() > 2


def test_a_case_filed_here_still_tells_the_desk(town):
    filed(town)
    assert Notice.objects.filter(channel=Notice.Channel.INBOX).count() == 2


def test_it_walks_the_loop_and_is_rebuilt(town):
    take(town, xlsx(row(time="2020/1/6 12:09:38")))
    case = Case.objects.get()
    go(town, case, "secretary", "accept", at(23, 10), lead=town.bodies["property"])
    go(town, case, "repairman", "sign", at(23, 11))
    assert (case.stage, case.filed_at.year, list(drifts())) == (Stage.HANDLING, 2020, [])


def test_words_are_found_by_staff_and_alike_cases_are_offered(town):
    take(
        town,
        xlsx(row(words="广场南门的路灯坏了三天，老人回家看不见路。"), row(2, words="小区没有水。")),
    )
    first = Grievance.objects.get(outside_number="1").case_id
    shelf = {"shelves": ["case:staff"]}
    assert queries.search("南门", **shelf).refs == [first]
    alike = queries.similar("南门路灯坏了看不见路", community=town.areas["maple"].pk, **shelf)
    assert alike[0][0] == first
    assert queries.search("南门", shelves=["case:public"]).refs == []


def test_only_who_takes_calls_there_hands_messages_in(town):
    river = actor(town.people["river_secretary"], at=MONDAY)
    with pytest.raises(engine.NotYours):
        take(town, xlsx(row()), by=river)
    assert (Case.objects.count(), HotlineFile.objects.count()) == (0, 0)
    record, _findings = take(town, xlsx(row()), by=actor(town.people["clerk"], at=MONDAY))
    assert record.by == town.people["clerk"]


def test_a_number_in_the_subject_does_not_go_into_lists(town):
    take(town, xlsx(row(title="请打13900001234问问")))
    assert "13900001234" not in Case.objects.get().title


def test_the_official_tree_grows_from_what_is_needed(town):
    take(town, xlsx(row()))
    assert list(Coding.objects.values_list("name", "level")) == [("城乡建设", 1)]


@pytest.fixture
def run(town, tmp_path, capsys):
    """The command on a file of these bytes: its exit code, what it said, and on which side."""

    def _run(file, *options):
        path = tmp_path / "messages.xlsx"
        path.write_bytes(file.read())
        code = 0
        try:
            call_command("import_cases", str(path), *options)
        except SystemExit as end:
            code = end.code
        out = capsys.readouterr()
        return code, out.out, out.err

    return _run


def test_the_commands_exit_codes_say_what_happened(run):
    code, out, _err = run(xlsx(row(1), row(2)), "--area", "FL")
    assert (code, "2 rows read; 2 new" in out) == (0, True)
    code, out, _err = run(xlsx(row(1), row(2)))
    assert (code, "0 new" in out, "2 there already" in out) == (0, True, True)
    code, out, _err = run(xlsx(row(3), row(4, time="前天")), "--json")
    report = json.loads(out)
    assert (code, report["new"], [r["line"] for r in report["left_out"]]) == (1, 1, [3])


@pytest.mark.parametrize("options", [["--area", "nowhere"], ["--area", "sc"], ["--by", "nobody"],
                                     ["--by", "river_secretary"]])  # fmt: skip
def test_the_command_takes_nothing_where_it_may_not(run, options):
    code, _out, err = run(xlsx(row(1)), *options)
    assert (code, err != "", Case.objects.count()) == (2, True, 0)


def test_the_command_names_the_missing_column_and_takes_nothing(run):
    code, _out, err = run(xlsx(row()[:4], header=HEADER[:4]))
    assert (code, "留言详情、一级分类" in err, Case.objects.count()) == (2, True, 0)


def test_the_weeks_books_notice_a_case_that_nobody_entered(town):
    books = Books.of_now()
    books.check()
    filed(town)
    with pytest.raises(Unbalanced):
        books.check()
