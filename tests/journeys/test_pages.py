"""Every page by eye of the machine: axe, the width of a phone, the size of what is pressed."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Page

from tests.journeys.conftest import DESK, PHONE, Open
from tests.matrix import ROWS, Row
from tests.matters import World

# Who looks at a page: the first of these to whom it is shown.
LOOKERS = ("widow", "secretary", "anonymous", "admin")
PRESSED = "main .button, main .choices_button, main .buildings_button"
SMALL = """least => [...document.querySelectorAll(%r)].filter(e => e.checkVisibility()
    && getComputedStyle(e).display !== 'inline' && e.dataset.kind !== 'quiet'
    && e.getBoundingClientRect().height < least - .5)
    .map(e => `${e.innerText.trim()} ${e.getBoundingClientRect().height}`)"""
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Two words of English one after the other, on a page that should be Chinese.
ENGLISH = """[...new Set((document.querySelector('main').innerText
    .match(/\\b[A-Za-z]{2,} [A-Za-z]{2,}[A-Za-z ]*/g) || []))]"""
GRAVE = {"serious", "critical"}
# Pictures, files and words of machines are no pages.
NO_PAGES = {
    "standalone:live", "standalone:ready", "me:data_file", "grievances:plan",
    "grievances:photo", "grievances:draft_photo", "face:design",
}  # fmt: skip


def looker(row: Row) -> str:
    return next((who for who in LOOKERS if row.cells[who] == "O"), "")


SHOWN = [row for row in ROWS if row.method == "GET" and looker(row) and row.page not in NO_PAGES]


def addresses(world: World, who: str) -> Iterator[tuple[str, str]]:
    for row in SHOWN:
        if looker(row) == who:
            named = {key: world.names[word] for key, word in row.named.items()}
            yield str(row), reverse(row.page, kwargs=named | row.literal)


def faults(page: Page, *, elder: bool) -> list[str]:
    """What axe finds, what is too wide, what is too small to press."""
    found = [
        f"{each['id']} {node['target']} {node.get('failureSummary', '')[:300]}"
        for each in Axe().run(page).response["violations"]
        if each["impact"] in GRAVE
        for node in each["nodes"][:3]
    ]
    size = page.viewport_size
    for width in sorted({320, size["width"]}) if size["width"] < 400 else []:
        page.set_viewport_size({"width": width, "height": size["height"]})
        if (more := page.evaluate(WIDE)) > 0:
            found.append(f"{more} px wider than {width}")
    found += page.evaluate(ENGLISH)
    return found + page.evaluate(SMALL % PRESSED, 60 if elder else 44)


@pytest.mark.parametrize(
    ("size", "mode", "theme"),
    [(PHONE, "elder", "light"), (PHONE, "plain", "dark"), (DESK, "plain", "light")],
    ids=["phone, elder", "phone, dark", "desk"],
)
@pytest.mark.parametrize("who", LOOKERS)
def test_nothing_stands_in_anybodys_way(
    world: World, open_page: Open, who: str, size: dict[str, int], mode: str, theme: str
) -> None:
    page = open_page(None if who == "anonymous" else world.town.people[who], size)
    page.goto("/privacy/")
    page.evaluate(
        f"document.cookie = 'mode={mode};path=/'; document.cookie = 'theme={theme};path=/'"
    )
    found = {}
    for name, address in addresses(world, who):
        page.set_viewport_size(size)
        page.goto(address)
        assert page.locator("html").get_attribute("data-mode") == mode
        if faulty := faults(page, elder=mode == "elder"):
            found[name] = faulty

    assert found == {}
