"""The script in a real browser, on pages without a server: it needs none."""

import base64
import io
import os
import shutil
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.template import engines
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from portal.face.samples import samples

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
SCRIPT = (settings.BASE_DIR / "static/js/portal.js").read_text()
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        running.close()
    assert os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE") == before


@pytest.fixture
def page(browser) -> Iterator[Page]:
    context = browser.new_context()
    # Something must answer, so that the page has an origin and may keep what was typed.
    context.route(
        "https://linli.test/**", lambda route: route.fulfill(body="", content_type="text/html")
    )
    opened = context.new_page()
    opened.goto("https://linli.test/form/")
    yield opened
    context.close()


def show(page: Page, code: str) -> None:
    html = engines["django"].from_string("{% load face %}" + code).render(samples())
    page.set_content(f"<main id=content>{html}</main>")
    page.add_script_tag(content=SCRIPT)


def photo(side: int) -> bytes:
    made = io.BytesIO()
    Image.effect_noise((side, side), 120).convert("RGB").save(made, "JPEG", quality=98)
    return made.getvalue()


def picked(page: Page) -> list[list[object]]:
    return page.evaluate(
        "[...document.querySelector('input[type=file]').files].map(f => [f.name, f.size])"
    )


def test_a_small_photo_travels_as_it_is_and_is_shown(page):
    show(page, '{% component "photo_field" field=form.photos %}')
    small = photo(200)
    page.set_input_files(
        "input[type=file]", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": small}
    )
    page.wait_for_selector("[data-new] img")

    assert picked(page) == [["a.jpg", len(small)]]
    assert page.get_attribute("[data-new] img", "src").split(",")[0] == "data:image/jpeg;base64"


def test_a_big_photo_is_made_smaller_before_it_travels(page):
    show(page, '{% component "photo_field" field=form.photos %}')
    big = photo(3200)
    page.set_input_files(
        "input[type=file]", {"name": "b.jpg", "mimeType": "image/jpeg", "buffer": big}
    )
    page.wait_for_selector("[data-new] img")
    data = page.evaluate(
        """new Promise(done => { const r = new FileReader();
        r.onload = () => done(r.result.split(',')[1]);
        r.readAsDataURL(document.querySelector('input[type=file]').files[0]) })"""
    )

    assert Image.open(io.BytesIO(base64.b64decode(data))).size == (2048, 2048)


def test_photos_add_up_and_one_can_be_taken_back(page):
    show(page, '{% component "photo_field" field=form.photos %}')
    for name in ("a.jpg", "b.jpg", "c.jpg"):
        page.set_input_files(
            "input[type=file]", {"name": name, "mimeType": "image/jpeg", "buffer": photo(50)}
        )
        page.wait_for_selector(f"img[alt='{name}']")
    page.click("[data-new]:nth-child(2) button")

    assert [name for name, _size in picked(page)] == ["a.jpg", "c.jpg"]


def test_what_is_no_photo_still_travels_so_that_the_server_can_say_why(page):
    show(page, '{% component "photo_field" field=form.photos %}')
    page.set_input_files(
        "input[type=file]", {"name": "x.jpg", "mimeType": "image/jpeg", "buffer": b"<html>"}
    )
    page.wait_for_selector("[data-new]")

    assert picked(page) == [["x.jpg", 6]]


def test_a_form_pressed_twice_is_sent_once(page):
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    show(
        page,
        '<iframe name="away"></iframe>'
        '<form method="post" action="https://linli.test/x" target="away">'
        '{% component "button" text="x" %}</form>',
    )
    for _press in range(2):
        page.evaluate("document.querySelector('button').click()")
        page.wait_for_timeout(150)

    assert sent.count("POST") == 1


def test_words_typed_before_a_lost_connection_come_back(page):
    form = '<form data-keep="file">{% component "field" field=form.words %}</form>'
    show(page, form)
    page.fill("textarea", "三号楼的灯坏了")
    show(page, form)

    assert page.input_value("textarea") == "三号楼的灯坏了"


def test_the_keys_move_choose_and_never_disturb_typing(page):
    row = '<tr><td><input type=checkbox></td><td><a href="#x">x</a></td></tr>'
    show(
        page,
        "<input id=q type=search><p data-keys hidden>?</p>"
        f"<table data-desk><tbody>{row * 3}</tbody></table>",
    )
    for key in "jjkjx?":
        page.keyboard.press(key)
    chosen = page.evaluate("[...document.querySelectorAll('[type=checkbox]')].map(b => b.checked)")
    page.keyboard.press("/")
    page.keyboard.type("jx")

    assert chosen == [False, True, False]
    assert (page.is_visible("[data-keys]"), page.input_value("#q")) == (True, "jx")


def test_the_error_summary_is_what_is_read_first(page):
    show(page, '{% component "error_summary" form=wrong_form %}')

    assert page.evaluate("document.activeElement.className") == "error_summary"
