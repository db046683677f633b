"""Every component in every state, as the component page shows it and the tests render it.

The examples are files of their own (`templates/face/examples/`): the very code a page would
write, each state begun by a line `{# state: … #}`. What is shown is what it renders to.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest
from django.template import engines

from portal.face.components import signature_of
from portal.face.samples import samples

STATE = re.compile(r"^\{# state: (?P<state>.+?) #\}\n", re.MULTILINE)


@dataclass(frozen=True)
class Example:
    """One state of a component and the code that makes it."""

    state: str
    code: str


@dataclass(frozen=True)
class Group:
    """One component: its name, the parameters it declares, its examples."""

    name: str
    declared: str
    examples: Sequence[Example]


def groups() -> list[Group]:
    """The examples of all components, by name."""
    folder = Path(settings.BASE_DIR) / "templates" / "face" / "examples"
    return [
        Group(
            name=path.stem,
            declared=signature_of(path.stem).declared,
            examples=read(path.read_text(encoding="utf-8")),
        )
        for path in sorted(folder.glob("*.html"))
    ]


def read(source: str) -> list[Example]:
    """Split a file of examples at its state lines."""
    _before, *rest = STATE.split(source)
    return [Example(state, code.strip()) for state, code in zip(rest[::2], rest[1::2], strict=True)]


def draw(example: Example, request: HttpRequest) -> str:
    """Render one example in this request's preferences."""
    template = engines["django"].from_string("{% load face %}" + example.code)
    return template.render(samples(), request)


def drawn(request: HttpRequest) -> Iterator[tuple[Group, list[tuple[Example, str]]]]:
    """Each component with its examples and what they render to."""
    for group in groups():
        yield group, [(example, draw(example, request)) for example in group.examples]
