"""One stylesheet out of many small files: thirty requests are slow on a bad network.

The parts stay as they are written (`static/css/`); this finder offers them to `collectstatic`,
to the development server and to WhiteNoise as the one file `css/portal.css`.
"""

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage

STYLESHEET = "css/portal.css"
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
# What a browser doesn't need: blanks around signs, one after a colon, a block's last semicolon.
BLANKS = (
    (re.compile(r"\s*([{};,])\s*"), r"\1"),
    (re.compile(r"(?<=:) (?=\S)"), ""),
    (re.compile(r";}"), "}"),
)
LAYERS = "@layer tokens, base, layout, components;\n"


def parts() -> list[Path]:
    """The source files in the order of their layers; components, then rooms, by name."""
    folder = Path(settings.BASE_DIR) / "static" / "css"
    return [
        folder / "tokens.css",
        folder / "base.css",
        folder / "layout.css",
        *sorted((folder / "components").glob("*.css")),
        *sorted((folder / "rooms").glob("*.css")),
    ]


def stylesheet() -> str:
    """All parts, one after the other, under one order of layers; comments and blanks left out."""
    text = "".join(part.read_text(encoding="utf-8") for part in parts())
    text = COMMENT.sub("", text)
    for blank, kept in BLANKS:
        text = blank.sub(kept, text)
    return LAYERS + text


def build(target: Path) -> Path:
    """Write the stylesheet where it differs; readers never see half of it."""
    fresh = stylesheet()
    if not target.exists() or target.read_text(encoding="utf-8") != fresh:
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_suffix(f".{os.getpid()}")
        draft.write_text(fresh, encoding="utf-8")
        draft.replace(target)
    return target


class StylesheetFinder(BaseFinder):
    """Finds `css/portal.css`, built into the state folder whenever a part has changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.storage = FileSystemStorage(location=Path(settings.STATE) / "built")

    def check(self, **_kwargs: Any) -> list[Any]:
        """Nothing can be configured wrongly."""
        return []

    def find(self, path: str, find_all: bool = False, **_kwargs: Any) -> Any:  # noqa: FBT001, FBT002
        """The path of the built file, or nothing for any other name."""
        if path != STYLESHEET:
            return []
        built = str(build(Path(self.storage.path(STYLESHEET))))
        return [built] if find_all else built

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        """The one file, built."""
        del ignore_patterns
        build(Path(self.storage.path(STYLESHEET)))
        yield STYLESHEET, self.storage
