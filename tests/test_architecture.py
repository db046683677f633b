"""The house stands as its plan says: sizes, names, stairs, templates, locks."""

import re
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.template import engines
from importlinter.api import read_configuration
from importlinter.application.use_cases import lint_imports

BASE = Path(settings.BASE_DIR)
ROOTS = ("portal", "grievances", "fund", "consultations", "workshop")
CEILING = 300
# Grew with the number of rooms, not with what it does.
ABOVE = {"portal/settings.py"}
BANNED = {"services", "utils", "helpers", "common", "mixins"}
# Where an address outside may stand: names of XML vocabularies, which nobody fetches.
VOCABULARIES = ("http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink")
OUTSIDE = re.compile(r"[\w\"'(]*//[\w.]+\.[a-z]{2,}")
# Where this may have been built; no file of the project knows it.
MACHINES = re.compile(r"/(?:root|home|Users|work)/[a-z]\w*/")


def files(*patterns: str) -> list[Path]:
    """What git knows, of these shapes."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns],
        cwd=BASE, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return sorted(path for name in listed.stdout.splitlines() if (path := BASE / name).is_file())


def ours(path: Path) -> str:
    return path.relative_to(BASE).as_posix()


def modules() -> list[Path]:
    return [p for name in ROOTS for p in files(f"{name}/*.py") if "migrations" not in p.parts]


def templates() -> list[Path]:
    return files("templates/*.html")


def test_no_module_swells() -> None:
    long = {ours(p): n for p in modules() if (n := len(p.read_text().splitlines())) > CEILING}

    assert {name: n for name, n in long.items() if name not in ABOVE} == {}


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [ours(p) for p in modules() if BANNED & {p.stem, *p.relative_to(BASE).parts}] == []


def test_the_stairs_run_one_way() -> None:
    assert lint_imports(config_filename=str(BASE / "pyproject.toml"), cache_dir=None)


def test_every_app_of_complaints_has_its_stairs_written_down() -> None:
    contracts = read_configuration(str(BASE / "pyproject.toml"))["contracts_options"]
    inside = [c for c in contracts if c["type"] == "layers" and "containers" in c]
    strict = {c["containers"][0] for c in inside if c.get("exhaustive") in {True, "True", "true"}}

    written = {name for name in ROOTS[1:] if len(files(f"{name}/*.py")) > 1}
    assert written - strict == set()


def test_every_template_compiles_with_every_component_it_names() -> None:
    engine = engines["django"].engine
    for path in templates():
        if path.parent.name == "examples":  # texts of the component page, put together there
            continue
        engine.get_template(path.relative_to(BASE / "templates").as_posix())


def test_every_component_has_its_template_and_its_stylesheet() -> None:
    drawn = {p.stem for p in (BASE / "templates/components").glob("*.html")}
    named = {
        name
        for path in templates()
        for name in re.findall(r'{% (?:component|wrap) "(\w+)"', path.read_text())
    }

    assert named - drawn == set()


@pytest.mark.parametrize(
    ("what", "shape"),
    [
        ("a style attribute", r"<[^>{]*\sstyle="),
        ("a handler", r"<[^>{]*\son[a-z]+="),
        ("a script in the page", r"<script(?![^>]*\bsrc=)"),
        ("a style in the page", r"<style\b"),
        ("a javascript address", r"javascript:"),
    ],
)
def test_no_template_holds(what: str, shape: str) -> None:
    assert [ours(p) for p in templates() if re.search(shape, p.read_text())] == []


def test_no_page_fetches_anything_from_outside() -> None:
    outside = []
    for path in [*templates(), *files("templates/*.svg", "static/*.css", "static/*.js")]:
        text = path.read_text()
        for known in VOCABULARIES:
            text = text.replace(known, "")
        outside += [
            f"{ours(path)}: {hit}" for hit in re.findall(r"[\w\"'(]*//[\w.]+\.[a-z]{2,}", text)
        ]

    assert outside == []


def test_a_lock_works_with_any_index() -> None:
    assert [ours(p) for p in files("requirements*.txt") if "://" in p.read_text()] == []


def test_no_file_knows_the_machine_it_was_written_on() -> None:
    here = Path(__file__)
    texts = files(
        "*.py", "*.html", "*.md", "*.toml", "*.in", "*.yml", "*.sh", "Makefile", "Dockerfile"
    )

    found = {
        ours(p): hit.group() for p in texts if p != here and (hit := MACHINES.search(p.read_text()))
    }
    assert found == {}


@pytest.mark.django_db
def test_models_and_migrations_agree() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_the_timetable_says_only_what_its_keeper_understands() -> None:
    # django-celery-beat drops options it does not know, `expires` among them, without a word.
    known = {"queue", "exchange", "routing_key", "priority", "headers", "expire_seconds"}
    said = {
        key for entry in settings.CELERY_BEAT_SCHEDULE.values() for key in entry.get("options", {})
    }

    assert said - known == set()
