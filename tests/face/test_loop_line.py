import re

import pytest

from portal.face.samples import samples


@pytest.fixture
def draw(render):
    def _draw(code: str) -> str:
        return render(code, **samples())

    return _draw


def states(html: str) -> list[tuple[str, str]]:
    return re.findall(r'data-state="(\w+)" data-key="(\w+)"', html)


def words(html: str) -> list[str]:
    return re.sub(r"<[^>]+>|\s+", " ", html).split()


def test_the_four_stations_stand_in_order_with_their_states(draw):
    html = draw('{% component "loop_line" stations=overdue %}')

    assert states(html) == [
        ("done", "leading"),
        ("overdue", "handling"),
        ("ahead", "feedback"),
        ("ahead", "tracking"),
    ]


def test_the_station_a_case_stands_at_is_the_current_step(draw):
    html = draw('{% component "loop_line" stations=overdue %}')

    assert re.findall(r'data-key="(\w+)" aria-current="step"', html) == ["handling"]


def test_the_line_bends_back_only_when_a_case_goes_round_again(draw):
    once = draw('{% component "loop_line" stations=waiting %}')
    again = draw('{% component "loop_line" stations=waiting rounds=2 %}')

    assert (once.count("loop_line_back"), again.count("loop_line_back")) == (0, 1)


@pytest.mark.parametrize("size", ["large", "small", "tiny"])
def test_every_size_says_each_station_and_its_state_in_words(draw, size):
    html = draw('{% component "loop_line" stations=closed size="' + size + '" %}')

    assert [word for word in words(html) if word in {"领衔", "办理", "反馈", "问效"}] == [
        "领衔",
        "办理",
        "反馈",
        "问效",
    ]
    assert html.count("loop_line_state") == 4
