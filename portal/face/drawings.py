"""Inline SVG: icons and QR codes without style attributes, drawn once a process."""

from collections.abc import Iterable
from functools import lru_cache

import lucide
import segno
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe


@lru_cache(maxsize=256)
def icon(name: str, size: int) -> SafeString:
    """A lucide icon; raises lucide.IconDoesNotExist for an unknown name."""
    # The package's one door besides its template tags, which can't be called from Python.
    draw = lucide._render_icon  # noqa: SLF001
    svg: str = draw(name, size, **{"class": "icon", "aria_hidden": "true", "focusable": "false"})
    return mark_safe(svg)  # noqa: S308  (the name picks a file of the package, nothing is typed in)


@lru_cache(maxsize=256)
def qr(text: str) -> SafeString:
    """A QR code of medium error correction with its quiet zone of four modules."""
    code = segno.make(text, error="m", micro=False)
    width, height = code.symbol_size(scale=1, border=4)
    runs = "".join(_runs(code.matrix_iter(scale=1, border=4)))
    return format_html(
        '<svg class="qr_code" viewBox="0 0 {} {}" aria-hidden="true" focusable="false">'
        '<rect width="100%" height="100%" fill="#fff"/><path d="{}" fill="#000"/></svg>',
        width,
        height,
        runs,
    )


def _runs(rows: Iterable[Iterable[int]]) -> list[str]:
    """Each dark run of modules as one rectangle of the path."""
    found: list[str] = []
    for y, modules in enumerate(rows):
        row = list(modules)
        x = 0
        while x < len(row):
            end = x
            while end < len(row) and row[end]:
                end += 1
            if end > x:
                found.append(f"M{x} {y}h{end - x}v1h-{end - x}z")
            x = end + 1
    return found
