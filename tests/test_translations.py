"""Everything the house says, it says in Chinese too."""

import polib
import pytest
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from portal.desk.catalogue import PLACEHOLDER, catalogue, collected, missing, said

# The same in both: a name, a unit, the other language's own name.
SAME = {"English", "%(label)s: %(error)s"}


@pytest.fixture(scope="module")
def entries() -> list[polib.POEntry]:
    return list(polib.pofile(str(catalogue())))


def words(entry: polib.POEntry) -> str:
    return entry.msgstr_plural[0] if entry.msgid_plural else entry.msgstr


def test_nothing_is_said_that_has_no_chinese() -> None:
    assert missing() == []


def test_what_is_filled_in_is_the_same_in_both(entries: list[polib.POEntry]) -> None:
    def places(text: str) -> set[str]:
        return {found.group() for found in PLACEHOLDER.finditer(text)}

    assert [e.msgid for e in entries if places(e.msgid_plural or e.msgid) != places(words(e))] == []


def test_no_translation_is_a_guess_or_the_english_itself(entries: list[polib.POEntry]) -> None:
    assert [e.msgid for e in entries if e.fuzzy or not words(e)] == []
    assert [e.msgid for e in entries if e.msgid == words(e) and e.msgid not in SAME] == []


def test_success_is_a_word_of_officials(entries: list[polib.POEntry]) -> None:
    assert [e.msgid for e in entries if "成功" in words(e)] == []


def test_the_catalogue_is_what_collecting_leaves() -> None:
    parts = (settings.BASE_DIR / "locale/parts").glob("*.tsv")

    assert collected(parts) == (catalogue().read_text(), [])


def test_a_page_reads_the_catalogue() -> None:
    source = "Who may do what"
    assert source in said()
    with translation.override("zh-hans"):
        chinese = gettext(source)
    with translation.override("en"):
        assert gettext(source) == source
    assert chinese != source
