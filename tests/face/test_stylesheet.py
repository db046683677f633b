import gzip
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders

from portal.face.finders import STYLESHEET, build, parts, stylesheet


def test_every_source_file_is_in_the_one_stylesheet():
    written = set((Path(settings.BASE_DIR) / "static/css").rglob("*.css"))

    assert set(parts()) == written


def test_the_order_of_layers_is_said_first():
    assert stylesheet().splitlines()[0] == "@layer tokens, base, layout, components;"


def test_braces_balance_so_that_no_part_swallows_the_next():
    uneven = [p.name for p in parts() if p.read_text().count("{") != p.read_text().count("}")]

    assert uneven == []


def test_it_is_light_enough_for_a_cheap_phone():
    text = stylesheet().encode()

    assert (len(text) < 48_000, len(gzip.compress(text)) < 10_000) == (True, True)


def test_the_script_is_light_enough_too():
    script = (Path(settings.BASE_DIR) / "static/js/portal.js").read_bytes()

    assert (len(script) < 10_500, len(gzip.compress(script)) < 4_000) == (True, True)


def test_the_finders_offer_it_like_any_static_file():
    found = finders.find(STYLESHEET)

    assert Path(found).read_text() == stylesheet()


def test_it_is_built_anew_when_a_part_has_changed(tmp_path):
    target = tmp_path / "css" / "portal.css"
    build(target)
    target.write_text("stale")

    assert build(target).read_text() == stylesheet()
    assert [p.name for p in target.parent.iterdir()] == ["portal.css"]
