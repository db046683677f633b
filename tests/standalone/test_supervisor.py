"""Growing pauses, bounded logs, translations without gettext."""

import gettext

import pytest

from portal.standalone import supervisor
from portal.standalone.messages import compile_messages
from portal.standalone.supervisor import Part, rotate


@pytest.mark.parametrize(
    ("failures", "pause"), [(0, 0), (1, 0.5), (2, 1), (3, 2), (6, 16), (7, 30), (900, 30)]
)
def test_a_part_that_keeps_falling_is_started_ever_later(tmp_path, failures, pause):
    assert Part("web", [], cwd=tmp_path, failures=failures).pause() == pause


def test_a_log_keeps_three_older_ones_and_its_writer_goes_on(tmp_path):
    log = tmp_path / "web.log"
    with log.open("a") as writer:
        for number in range(6):
            writer.write(f"{number}")
            writer.flush()
            rotate(log)
        writer.write("last")
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {
        "web.log": "last",
        "web.log.1": "5",
        "web.log.2": "4",
        "web.log.3": "3",
    }
    assert supervisor.LOG_FILES == 3


def test_translations_are_compiled_once_and_again_when_they_change(tmp_path):
    source = tmp_path / "zh_Hans" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    source.write_text(f'{head}msgid "street light"\nmsgstr "路灯"\n')
    assert compile_messages(tmp_path) == [source.with_suffix(".mo")]
    assert compile_messages(tmp_path) == []
    with source.with_suffix(".mo").open("rb") as compiled:
        assert gettext.GNUTranslations(compiled).gettext("street light") == "路灯"
