"""Those who work: the secretary's queue, the lead body's two cases, the street, who checks."""

import pytest
from playwright.sync_api import Page

from grievances.models import Grievance
from portal.loop.models import Case
from tests.journeys.conftest import DESK, PASSWORD, Open, enroll, heading, six_digits
from tests.matters import World


def case(world: World, name: str) -> Case:
    return Case.objects.get(number=world.names[name])


def make(page: Page, number: str, move: str, **fields: str) -> None:
    """Open the form of a move, fill it, send it."""
    page.goto(f"/cases/{number}/do/{move}/")
    fill(page, **fields)
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url(f"**/cases/{number}/")


def fill(page: Page, **fields: str) -> None:
    for name, value in fields.items():
        control = page.locator(f"main [name={name}]")
        kind = control.first.evaluate("e => e.tagName + '.' + e.type")
        if kind.startswith("SELECT"):
            control.select_option(label=value)
        elif kind in {"INPUT.radio", "INPUT.checkbox"}:
            page.get_by_label(value).check()
        else:
            control.fill(value)


def test_the_secretary_signs_in_with_two_steps_and_works_through_her_queue(
    world: World, open_page: Open
) -> None:
    enroll(world.town.people["secretary"])
    page = open_page(size=DESK)
    page.goto("/accounts/staff/?next=/queue/")
    fill(page, login="secretary", password=PASSWORD)
    page.locator("main form button").first.click()
    page.fill("input[name=code]", six_digits())
    page.locator("main form button").first.click()
    page.wait_for_url("**/queue/**")

    first = page.locator("tbody tr").first
    number = first.locator(".number").inner_text()
    first.locator("a").click()
    assert page.url.endswith(f"/cases/{number}/")
    make(page, number, "accept", lead="安居物业")
    assert Case.objects.get(number=number).lead.name == "安居物业"

    page.goto("/queue/?queue=decide")
    rest = page.locator("tbody input[type=checkbox]")
    count = rest.count()
    assert count > 1
    for box in rest.all():
        box.check()
    page.select_option("select[name=move]", value="decline")
    page.locator("main form").last.locator("button").last.click()
    fill(page, words="这里管不了，请打热线。", way_on="12345")
    page.locator("main form button[type=submit]").last.click()
    assert Case.objects.filter(stage="declined").count() == count + 1


def test_the_secretary_merges_undoes_it_and_clears_a_page_with_its_photo(
    world: World, open_page: Open
) -> None:
    page = open_page(world.town.people["secretary"], DESK)
    private, into = world.names["private"], world.names["handling"]
    make(page, private, "merge", into=into)
    assert case(world, "private").merged_into.number == into
    make(page, private, "unmerge")
    assert case(world, "private").stage == "filed"

    page.goto(f"/cases/{private}/publish/")
    fill(page, title="路灯不亮", text="门口路灯坏了。")
    page.locator("input[name=photo]").check()
    page.locator("main form button[type=submit]").last.click()
    neighbour = open_page()
    neighbour.goto(f"/cases/{private}/")
    assert heading(neighbour) == "路灯不亮"
    assert neighbour.locator("main img").count() == 1
    assert "看不见台阶" not in neighbour.content()


def test_the_lead_body_works_one_case_and_objects_to_another(world: World, open_page: Open) -> None:
    page = open_page(world.town.people["manager"])
    number = world.names["helped"]
    make(page, number, "sign")
    make(page, number, "contact", words="约好明天上门。")
    make(page, number, "note", words="灯泡在路上。")
    make(page, number, "ask", words="哪一盏？")
    make(page, number, "resume")
    make(page, number, "report", outcome="办好了", words="换好了灯。")
    assert case(world, "helped").reported_by_id == world.town.people["manager"].pk
    make(page, world.names["leading"], "object", note="归电力公司管。")
    assert case(world, "leading").objection_open


def test_the_body_complained_about_never_finds_who_filed(world: World, open_page: Open) -> None:
    page = open_page(world.town.people["foreman"], DESK)
    number = world.names["accused"]
    for address in ("/queue/?queue=all", "/desk/", "/inbox/", "/cases/", f"/cases/{number}/",
                    f"/cases/{number}/who/", f"/cases/{number}/do/note/"):  # fmt: skip
        page.goto(address)
        assert number not in page.locator("main").inner_text()
        assert "小尹" not in page.content()


def test_the_street_supervises_whistles_decides_and_gives_time(
    world: World, open_page: Open
) -> None:
    page = open_page(world.town.people["officer"], DESK)
    number = world.names["handling"]
    make(page, number, "supervise", words="本周内办好。")
    make(page, number, "whistle", called="市政所", words="来看看线路。")
    make(page, world.names["objected"], "overrule", note="就是你们。")
    make(page, world.names["wanting"], "extend")

    assert case(world, "handling").supervised_at is not None
    assert case(world, "handling").calls.get().body.name == "市政所"
    assert case(world, "objected").objection_open is False
    assert case(world, "wanting").extended is True


@pytest.mark.parametrize(("move", "stage"), [("holds", "closed"), ("relapsed", "handling")])
def test_the_checker_finds_the_check_on_its_day(
    world: World, open_page: Open, move: str, stage: str
) -> None:
    page = open_page(world.town.people["volunteer"])
    number = world.names["tracking"]
    page.goto("/queue/?queue=check")
    assert number in page.locator("main").inner_text()
    make(page, number, move, words="我去看过了。")

    assert case(world, "tracking").stage == stage


def test_anyone_reads_the_list_a_page_and_who_may_do_what(world: World, open_page: Open) -> None:
    page = open_page()
    page.goto("/")
    page.goto("/cases/")
    shown = page.locator("main").inner_text()
    assert world.names["public"] in shown or "路灯不亮" in shown
    page.get_by_role("link", name="路灯不亮").first.click()
    assert heading(page) == "路灯不亮"
    page.goto("/who-may-do-what/")
    assert page.locator("main table").count() >= 1
    assert Grievance.objects.filter(case__is_public=False).exists()
