"""Every word a resident reads here has its Chinese: plain, and with the same places."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
TAKES = {"_", "gettext_lazy", "ngettext"}
STAFF = {"work.py", "templates.py", "queue.html", "move.html", "publish.html", "look.html"}
STAFF |= {"batch_done.html", "too_late.html", "work_panel.html", "template.html", "templates.html"}
OURS = [
    *(ROOT / "grievances/views").glob("*.py"),
    *(ROOT / f"grievances/{name}.py" for name in ("kinds", "timeline", "limits")),
    ROOT / "grievances/forms/filing.py",
    ROOT / "grievances/actions/filing.py",
    ROOT / "portal/loop/stations.py",
    *(ROOT / "templates/grievances").rglob("*.html"),
    ROOT / "templates/components/choices.html",
]
PLAIN = re.compile(r"\{% translate \"([^\"]+)\"|\b_\(\"([^\"]+)\"\)")
BLOCK = re.compile(r"\{% blocktranslate[^%]*%\}(.*?)\{% endblocktranslate", re.DOTALL)
PLACE = re.compile(r"%\(\w+\)s|%s")


def _of_code(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        named = isinstance(node, ast.Call) and getattr(node.func, "id", "") in TAKES
        if named and isinstance(node.args[0], ast.Constant):
            yield node.args[0].value


def _of_page(path: Path) -> Iterator[str]:
    text = path.read_text()
    yield from (one or other for one, other in PLAIN.findall(text))
    yield from (re.sub(r"\{\{ (\w+) \}\}", r"%(\1)s", block) for block in BLOCK.findall(text))


def said() -> set[str]:
    files = [path for path in OURS if path.name not in STAFF]
    return {word for f in files for word in (_of_code if f.suffix == ".py" else _of_page)(f)}


def translated() -> dict[str, str]:
    lines = [
        line.split("\t")
        for part in (ROOT / "locale/parts").glob("*.tsv")
        for line in part.read_text().splitlines()
    ]
    return {row[0]: row[-1] for row in lines}


def test_every_word_has_its_chinese():
    assert sorted(said() - set(translated())) == []


def test_the_chinese_is_plain_and_keeps_its_places():
    chinese = translated()
    odd = [
        word
        for word in said()
        if "成功" in chinese[word]
        or sorted(PLACE.findall(word)) != sorted(PLACE.findall(chinese[word]))
    ]

    assert odd == []
