"""Components: one template each, whose first line declares what it takes.

`{# params: text, href="", kind="primary" #}` reads like the arguments of a function. A use with
a missing or unknown one fails when the page is compiled, not when someone first opens it.
"""

import ast
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.template import Engine, TemplateSyntaxError

DECLARATION = re.compile(r"\A\{#\s*params:(?P<params>.*?)#\}")


class WrongParameters(TemplateSyntaxError):
    """A component was used with a parameter missing or one it does not know."""


@dataclass(frozen=True)
class Signature:
    """What a component takes: the required names, and the others with their defaults."""

    name: str
    declared: str
    required: frozenset[str]
    defaults: Mapping[str, object]

    def check(self, given: Iterable[str]) -> None:
        """Raise WrongParameters unless `given` holds all required names and no unknown one."""
        names = set(given)
        if missing := self.required - names:
            raise WrongParameters(
                f"component {self.name!r} also needs {', '.join(sorted(missing))}"
            )
        if unknown := names - self.required - set(self.defaults):
            raise WrongParameters(f"component {self.name!r} knows no {', '.join(sorted(unknown))}")


def path_of(name: str) -> str:
    """Where the template of a component lies."""
    return f"components/{name}.html"


def parse(name: str, source: str) -> Signature:
    """Read the declaration off a component's first line; raise WrongParameters without one."""
    found = DECLARATION.match(source)
    if not found:
        raise WrongParameters(f"component {name!r} does not begin with {{# params: … #}}")
    declared = found["params"].strip()
    signature = f"lambda *, {declared}: 0" if declared else "lambda: 0"
    tree = ast.parse(signature, mode="eval").body
    if not isinstance(tree, ast.Lambda):
        raise WrongParameters(f"component {name!r} declares something else than parameters")
    pairs = list(zip(tree.args.kwonlyargs, tree.args.kw_defaults, strict=True))
    return Signature(
        name=name,
        declared=declared,
        required=frozenset(arg.arg for arg, default in pairs if default is None),
        defaults={arg.arg: ast.literal_eval(value) for arg, value in pairs if value is not None},
    )


def signature_of(name: str) -> Signature:
    """The declared parameters of a component; TemplateDoesNotExist if there is none."""
    template = Engine.get_default().get_template(path_of(name))
    return parse(name, str(template.source))
