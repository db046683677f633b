"""A resident's way: told in a minute, answered by a day, asked whether it is solved."""

import io
import re
from collections.abc import Callable
from datetime import datetime

import pytest
from PIL import Image
from playwright.sync_api import Page

from grievances.actions import work
from grievances.models import Grievance
from portal.loop.fold import Outcome
from portal.loop.spec import Need
from portal.loop.standing import actor
from tests.journeys.conftest import Open, heading, press
from tests.town import SHANGHAI, Town

WORDS = "3号楼门口的路灯不亮，晚上看不见台阶。"
NUMBER = re.compile(r"FL-?\d[\w-]+")


def photo() -> dict[str, object]:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(out, "JPEG")
    return {"name": "lamp.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def staff(town: Town, case: object, who: str, move: str, **given: object) -> None:
    """What others do in between."""
    now = datetime.now(SHANGHAI)
    by = actor(town.people[who], at=now)
    work.move(case, move, by=by, at=now, given={Need(k): v for k, v in given.items()})


def tell(page: Page, *, place: str = "3号楼", pictures: bool = False) -> int:
    """From “what is wrong” to the last page; how many presses it took."""
    page.fill("textarea", WORDS)
    if pictures:
        page.set_input_files("input[type=file]", photo())
    press(page, "下一步") if page.get_by_role("button", name="下一步").count() else page.locator(
        "main form button[type=submit], main form button:not([type])"
    ).last.click()
    presses = 1
    if page.locator("a.link_row_title", has_text="枫林社区").count():
        page.locator("a.link_row_title", has_text="枫林社区").click()
        presses += 1
    page.locator("button[name=building]", has_text=place).first.click()
    page.locator("button[name=choice][value=roads]").click()
    page.locator("button[name=choice][value=ordinary]").click()
    presses += 3
    while not page.locator("button[name=send]").count():
        page.locator("main form button:not([name])").last.click()
        presses += 1
    return presses


def enter(page: Page, last_code: Callable[[], str]) -> None:
    """From the front page, in large print, through the code on her phone to the form."""
    page.goto("/")
    press(page, "大字")
    assert page.locator("html").get_attribute("data-mode") == "elder"
    page.goto("/file/")
    page.locator("button[name=who][value=me]").click()
    page.fill("input[name=phone]", "13900000010")
    page.locator("main form button").first.click()
    page.fill("input[name=code]", last_code())
    page.locator("main form button").first.click()
    page.wait_for_url("**/file/")


def say_no(page: Page, number: str) -> None:
    """Three questions, three presses, and nothing more to say."""
    page.goto(f"/cases/{number}/answer/")
    page.locator("button[name=solved][value=no]").click()
    page.locator("button[name=result][value=not]").click()
    page.locator("button[name=manner][value=mostly]").click()
    page.locator("main form button").last.click()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_she_files_in_a_minute_and_sees_it_go_round_again(
    people: Town, open_page: Open, last_code: Callable[[], str], script: bool
) -> None:
    page = open_page(java_script_enabled=script)
    enter(page, last_code)
    page.locator("button[name=who][value=me]").click()

    presses = 1 + tell(page, pictures=True)
    assert WORDS.split("，", maxsplit=1)[0] in page.locator("article.preview").inner_text()
    page.locator("button[name=send][value=public]").click()
    assert presses + 1 <= 9

    number = NUMBER.search(page.locator("main").inner_text()).group()
    assert "月" in heading(page)
    case = Grievance.objects.with_case().get(case__number=number).case
    staff(people, case, "secretary", "accept", lead=people.bodies["property"])
    staff(people, case, "repairman", "sign")
    staff(people, case, "repairman", "report", outcome=Outcome.DONE, words="换好了灯。")
    staff(people, case, "manager", "clear")

    page.goto(f"/cases/{number}/")
    told = page.locator("ol.timeline, .timeline").first.inner_text()
    assert "安居物业" in told
    assert "换好了灯。" in page.locator("main").inner_text() or "结果" in told
    say_no(page, number)

    case.refresh_from_db()
    assert (case.stage, case.round) == ("handling", 2)
    assert page.url.endswith(f"/cases/{number}/")


def test_somebody_files_without_account_and_finds_it_with_the_receipt(
    people: Town, open_page: Open
) -> None:
    page = open_page()
    page.goto("/file/")
    page.locator("button[name=who][value=anonymous]").click()
    tell(page)
    page.locator("button[name=send][value=private]").click()
    shown = page.locator("main").inner_text()
    number = NUMBER.search(shown).group()
    code = re.search(r"\b[A-Z2-9]{3,5}(?:[ -][A-Z2-9]{3,5})+\b", shown.replace(number, "")).group()

    other = open_page()
    other.goto("/receipt/")
    other.fill("input[name=number]", number)
    other.fill("input[name=code]", code.lower())
    other.locator("main form button").first.click()

    assert other.url.endswith(f"/cases/{number}/")
    assert WORDS in other.locator("main").inner_text()


def test_the_grid_worker_files_for_somebody_who_calls(people: Town, open_page: Open) -> None:
    page = open_page(people.people["grid_worker"])
    page.goto("/file/")
    page.locator("button[name=who][value=other]").click()
    page.fill("textarea", WORDS)
    page.locator("main form[enctype] button[type=submit]").last.click()
    if page.locator("a.link_row_title", has_text="枫林社区").count():
        page.locator("a.link_row_title", has_text="枫林社区").click()
    page.locator("button[name=building]", has_text="3号楼").first.click()
    page.locator("button[name=choice][value=roads]").click()
    page.locator("button[name=choice][value=ordinary]").click()
    page.locator("main form button:not([name])").last.click()
    page.fill("input[name=name]", "尹奶奶")
    page.fill("input[name=phone]", "13900002222")
    page.locator("main form button:not([name])").last.click()
    page.locator("button[name=send][value=private]").click()

    made = Grievance.objects.with_case().get()
    assert (made.source, made.case.filer) == ("counter", None)
    assert made.case.number in page.locator("main").inner_text()
