"""WCAG 2.2, 1.4.3 and 1.4.11, computed from tokens.css for each version of the page."""

import re

import pytest
from django.conf import settings

SOURCE = (settings.BASE_DIR / "static/css/tokens.css").read_text()
BLOCK = re.compile(r"^\s*([^{}@]+?)\s*\{([^{}]*)\}", re.MULTILINE)
VALUE = re.compile(r"--([\w-]+):\s*([^;]+);")

TEXTS = ["ink", "ink-soft", "cinnabar", "jade", "amber", "slate"]
PAIRS = [
    *[(text, ground) for text in TEXTS for ground in ("paper", "sheet")],
    *[(tone, f"{tone}-wash") for tone in ("cinnabar", "jade", "amber", "slate")],
    *[("ink", f"{tone}-wash") for tone in ("cinnabar", "jade", "amber", "slate")],
    ("on-press", "press"),
    ("on-press", "press-deep"),
    ("paper", "ink"),
    ("paper", "jade"),
    ("paper", "cinnabar"),
    ("ink", "slate-wash"),
]
SHAPES = [(line, ground) for line in ("edge", "focus", "press") for ground in ("paper", "sheet")]


def _blocks() -> dict[str, dict[str, str]]:
    screen = SOURCE.split("@media print")[0]
    bare = re.sub(r"/\*.*?\*/|@[^{]+\{", "", screen, flags=re.DOTALL)
    return {name: dict(VALUE.findall(body)) for name, body in BLOCK.findall(bare)}


def _version(*names: str) -> dict[str, str]:
    found = _blocks()
    merged: dict[str, str] = {}
    for name in names:
        merged |= found[name]
    return merged


ELDER, DARK = '[data-mode="elder"]', '[data-theme="dark"]'
VERSIONS = {
    "light": _version(":root"),
    "dark": _version(":root", DARK),
    "elder": _version(":root", ELDER),
    "elder dark": _version(":root", ELDER, DARK, ELDER + DARK),
}


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_arithmetic_agrees_with_the_known_extremes():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("version", VERSIONS)
def test_words_stand_out_from_every_ground(version):
    tokens, least = VERSIONS[version], 7 if "elder" in version else 4.5
    weak = {
        (text, ground): round(contrast(tokens[text], tokens[ground]), 2)
        for text, ground in PAIRS
        if contrast(tokens[text], tokens[ground]) < least
    }

    assert weak == {}


@pytest.mark.parametrize("version", VERSIONS)
def test_edges_of_things_to_press_can_be_seen(version):
    tokens, least = VERSIONS[version], 4.5 if "elder" in version else 3
    weak = {
        (line, ground): round(contrast(tokens[line], tokens[ground]), 2)
        for line, ground in SHAPES
        if contrast(tokens[line], tokens[ground]) < least
    }

    assert weak == {}


@pytest.mark.parametrize(
    ("chosen", "followed"),
    [(DARK, '[data-theme="auto"]'), (ELDER + DARK, ELDER + '[data-theme="auto"]')],
)
def test_following_the_device_gives_the_same_values_as_choosing_dark(chosen, followed):
    found = _blocks()

    assert found[followed] == found[chosen]


def test_things_to_press_are_at_least_sixty_pixels_high_for_elders():
    tokens = VERSIONS["elder"]
    body = 16 * float(tokens["root"].rstrip("%")) / 100
    target = body * float(tokens["target"].removesuffix("rem"))

    assert (body, target >= 60) == (24, True)


def test_every_token_a_stylesheet_reads_is_given_a_value():
    folder = settings.BASE_DIR / "static/css"
    text = "".join(path.read_text() for path in folder.rglob("*.css"))

    assert (
        set(re.findall(r"var\(--([\w-]+)", text)) - set(re.findall(r"--([\w-]+):", text)) == set()
    )


def test_colours_are_named_in_the_tokens_only():
    folder = settings.BASE_DIR / "static/css"
    stray = {
        path.name
        for path in folder.rglob("*.css")
        if path.name != "tokens.css"
        and re.search(r"#[0-9a-f]{3,8}\b(?![^{]*\{)|rgb|hsl", path.read_text())
    }

    assert stray == set()
