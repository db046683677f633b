import re
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
OURS = [
    ROOT / "templates/base.html",
    *(ROOT / "templates/components").glob("*.html"),
    *(ROOT / "templates/face").glob("*.html"),
    *(ROOT / "templates").glob("[45]*.html"),
    *(ROOT / "portal/face").rglob("*.py"),
]
SAID = re.compile(r'\{% translate "([^"]+)"|\b_\("([^"]+)"\)')
BLOCK = re.compile(r"\{% blocktranslate[^%]*%\}(.*?)\{% endblocktranslate", re.DOTALL)


def said() -> set[str]:
    text = "".join(path.read_text() for path in OURS)
    plain = {one or other for one, other in SAID.findall(text)}
    return plain | {re.sub(r"\{\{ (\w+) \}\}", r"%(\1)s", block) for block in BLOCK.findall(text)}


def test_every_word_of_the_face_has_its_chinese():
    parts = sorted((ROOT / "locale/parts").glob("*.tsv"))
    given = {line.split("\t")[0] for part in parts for line in part.read_text().splitlines()}
    rows = [line.split("\t") for line in (ROOT / "locale/parts/face.tsv").read_text().splitlines()]

    assert said() - given == set()
    assert [row for row in rows if len(row) != 2 or not row[1] or "成功" in row[1]] == []


def test_a_translation_keeps_its_places():
    rows = [line.split("\t") for line in (ROOT / "locale/parts/face.tsv").read_text().splitlines()]
    place = re.compile(r"%\(\w+\)s")

    assert [a for a, b in rows if sorted(place.findall(a)) != sorted(place.findall(b))] == []
