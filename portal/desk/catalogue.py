"""The catalogue of translations: what the house says, what of it is Chinese, and the one file.

English is the source. Said are: every constant string given to gettext in Python and templates,
and the labels of the pure tables, which pages translate when they show them.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import polib
from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation.template import templatize

from grievances.forms.work import WORDS_LABELS
from grievances.queues import QUEUES
from portal.desk.tables import WHO_LABELS
from portal.loop.spec import NEED_LABELS
from portal.places.rulebook import rules
from portal.roles.words import _LABELS as ROLE_LABELS

ROOTS = ("portal", "grievances", "fund", "consultations", "workshop")
ONE = frozenset({"_", "gettext", "gettext_lazy", "gettext_noop"})
TWO = frozenset({"ngettext", "ngettext_lazy"})
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%[sd]|\{(\w*)\}")
_QUOTED = r"""u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
_IN_TEMPLATE = re.compile(rf"(?:\b_|\bgettext)\({_QUOTED}\)|\bngettext\({_QUOTED},\s*{_QUOTED}")
HEADER = {
    "Project-Id-Version": "linli",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
    "Language": "zh_Hans",
}
Said = dict[str, str]  # source to its plural; empty: it has none


def said() -> Said:
    """Everything the house says, in English."""
    found: Said = {}
    for name in ROOTS:
        for path in sorted((settings.BASE_DIR / name).rglob("*.py")):
            found |= _in_python(path.read_text())
    for path in sorted((settings.BASE_DIR / "templates").rglob("*")):
        if path.suffix in {".html", ".txt", ".svg"}:
            found |= _in_template(path.read_text())
    return found | {words: "" for words in _in_tables() if words not in found}


def _in_python(source: str) -> Said:
    found: Said = {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            given = [arg.value for arg in node.args[:2] if isinstance(arg, ast.Constant)]
            words = [each for each in given if isinstance(each, str)]
            if name in ONE:
                found |= dict.fromkeys(words[:1] or _chosen(node), "")
            elif name in TWO and len(words) == len(("one", "many")):
                found[words[0]] = words[1]
    return found


def _chosen(call: ast.Call) -> list[str]:
    """The words a lookup falls back to: `_(LABELS.get(name, "Something"))`."""
    lookups = [arg for arg in call.args if isinstance(arg, ast.Call)]
    others = [each.args[-1] for each in lookups if each.args]
    words = [each.value for each in others if isinstance(each, ast.Constant)]
    return [each for each in words if isinstance(each, str) and each]


def _in_template(source: str) -> Said:
    found: Said = {}
    for single, one, many in _IN_TEMPLATE.findall(templatize(source)):
        if single:
            found[ast.literal_eval(single)] = ""
        else:
            found[ast.literal_eval(one)] = ast.literal_eval(many)
    return found


def _in_tables() -> Iterator[str]:
    for labels in ROLE_LABELS.values():
        yield from labels.values()
    for spec in map(import_string, settings.LOOPS):
        yield spec.label
        yield from spec.kinds.values()
        for move in spec.moves.values():
            yield from (move.label, move.past, *(guard.refusal for guard in move.guards))
    for rule in rules().values():
        yield from (rule.label, rule.unit)
    yield from NEED_LABELS.values()
    yield from WHO_LABELS.values()
    yield from WORDS_LABELS.values()
    yield from (label for label, _condition in QUEUES.values())


def catalogue() -> Path:
    """The one file of Chinese."""
    return Path(settings.BASE_DIR / "locale/zh_Hans/LC_MESSAGES/django.po")


def missing() -> list[str]:
    """What has no Chinese yet, sorted."""
    chinese = {entry.msgid for entry in _kept() if entry.translated()}
    return sorted(set(said()) - chinese)


def _kept() -> list[polib.POEntry]:
    path = catalogue()
    return list(polib.pofile(str(path))) if path.exists() else []


def collected(parts: Iterable[Path]) -> tuple[str, list[str]]:
    """The one file with the parts in it, sorted; and what two parts say differently.

    A part is a table `msgid TAB msgstr` or `msgid TAB plural TAB msgstr`. Whatever stands in the
    file stays unless a part says it anew; of two parts the first by name counts.
    """
    found = {entry.msgid: (entry.msgid_plural, _words(entry)) for entry in _kept()}
    given: dict[str, tuple[str, str]] = {}
    quarrels = []
    for path in sorted(parts):
        for source, plural, words in _lines(path):
            if given.setdefault(source, (plural, words))[1] != words:
                quarrels.append(f"{path.name}: {source!r} is {given[source][1]!r} already")
    return _written(found | given), quarrels


def _words(entry: polib.POEntry) -> str:
    return str(entry.msgstr_plural.get(0, "") if entry.msgid_plural else entry.msgstr)


def _lines(path: Path) -> Iterator[tuple[str, str, str]]:
    for line in path.read_text().splitlines():
        cells = [cell.replace("\\n", "\n") for cell in line.split("\t")]
        if len(cells) > 1 and not line.startswith("#"):
            yield cells[0], cells[1] if len(cells) == len(("id", "many", "str")) else "", cells[-1]


def _written(found: dict[str, tuple[str, str]]) -> str:
    told = said()
    file = polib.POFile(wrapwidth=100)
    file.metadata = HEADER
    for source in sorted(found):
        # What is not ours is Django's and allauth's, said in our own way.
        plural, words = told.get(source) or found[source][0], found[source][1]
        many = {"msgid_plural": plural, "msgstr_plural": {0: words}}
        file.append(polib.POEntry(msgid=source, **(many if plural else {"msgstr": words})))
    return f"{file}"
