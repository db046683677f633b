import re

import lucide
import pytest

from portal.face import drawings, plots


def test_an_icon_is_hidden_from_screen_readers_and_carries_no_style():
    svg = drawings.icon("check", 20)

    assert (svg.count('aria-hidden="true"'), svg.count("style=")) == (1, 0)


def test_an_unknown_icon_is_an_error():
    with pytest.raises(lucide.IconDoesNotExist):
        drawings.icon("no-such-icon", 20)


def test_a_qr_code_covers_each_dark_module_once():
    import segno

    code = segno.make("A-1024", error="m", micro=False)
    dark = sum(bool(cell) for row in code.matrix_iter(border=4) for cell in row)
    widths = [int(width) for width in re.findall(r"h(\d+)v1", drawings.qr("A-1024"))]

    assert sum(widths) == dark


def test_a_trend_starts_and_ends_at_the_edges_and_zero_lies_on_the_ground():
    assert plots.points([0, 5, 10]) == [(8.0, 88.0), (160.0, 48.0), (312.0, 8.0)]


@pytest.mark.parametrize("values", [[], [3], [0, 0]])
def test_a_trend_of_little_or_nothing_is_still_drawn(values):
    assert len(plots.points(values)) == max(len(values), 1)
