"""Tags of the face: {% component %}, {% wrap %}, {% icon %} and a few filters for components."""

from collections.abc import Mapping, Sequence

from django import template
from django.forms import BoundField
from django.template import Engine
from django.template.base import (
    FilterExpression,
    NodeList,
    Parser,
    Token,
    token_kwargs,
)
from django.utils.safestring import SafeString

from portal.face import drawings, plots
from portal.face.components import Signature, path_of, signature_of

register = template.Library()

# A component sees what it was given and these, never the rest of the page's context.
AMBIENT = ("csrf_token", "request", "face")


class ComponentNode(template.Node):
    """One use of a component; its parameters were checked when the page was compiled."""

    child_nodelists = ("nodelist",)

    def __init__(
        self, signature: Signature, given: Mapping[str, FilterExpression], nodelist: NodeList
    ) -> None:
        self.signature = signature
        self.given = given
        self.nodelist = nodelist
        self.template_name = path_of(signature.name)

    def render(self, context: template.Context) -> SafeString:
        """Render the component in a context of its own."""
        values = dict(self.signature.defaults)
        values |= {name: context[name] for name in AMBIENT if name in context}
        values |= {name: value.resolve(context) for name, value in self.given.items()}
        if self.nodelist:
            values["content"] = self.nodelist.render(context)
        component = Engine.get_default().get_template(self.template_name)
        return component.render(context.new(values))


def _named(parser: Parser, token: Token) -> tuple[Signature, dict[str, FilterExpression]]:
    tag, *bits = token.split_contents()
    if not bits or bits[0][0] not in "\"'" or bits[0][0] != bits[0][-1]:
        raise template.TemplateSyntaxError(f'{{% {tag} "name" key=value … %}} wants a quoted name')
    name, rest = bits[0][1:-1], bits[1:]
    given = token_kwargs(rest, parser)
    if rest:
        raise template.TemplateSyntaxError(f"{tag} {name!r}: {rest[0]!r} is not key=value")
    return signature_of(name), given


@register.tag("component")
def component(parser: Parser, token: Token) -> ComponentNode:
    """`{% component "button" text=… href=… %}`: one component with named parameters."""
    signature, given = _named(parser, token)
    signature.check(given)
    return ComponentNode(signature, given, NodeList())


@register.tag("wrap")
def wrap(parser: Parser, token: Token) -> ComponentNode:
    """`{% wrap "notice" kind="warn" %}…{% endwrap %}`: what stands between is its `content`."""
    signature, given = _named(parser, token)
    signature.check([*given, "content"])
    nodelist = parser.parse(("endwrap",))
    parser.delete_first_token()
    return ComponentNode(signature, given, nodelist)


@register.simple_tag
def icon(name: str, size: int = 20) -> SafeString:
    """An icon as inline SVG, hidden from screen readers: the words beside it say it."""
    return drawings.icon(str(name), int(size))


@register.simple_tag
def qr_code(text: str) -> SafeString:
    """A QR code as inline SVG in the ink of the page."""
    return drawings.qr(str(text))


@register.filter
def is_group(field: BoundField) -> bool:
    """Whether a field is several controls under one legend (radios, checkboxes)."""
    return field.use_fieldset and field.widget_type != "clearablefile"


@register.filter
def trend_points(values: Sequence[float]) -> str:
    """Values as the points of an SVG polyline in the box of the `trend` component."""
    return plots.polyline(values)


@register.filter
def trend_end(values: Sequence[float]) -> tuple[float, float]:
    """The last point of the polyline, where the dot is drawn."""
    return plots.points(values)[-1]


@register.filter
def field_of(rows: Sequence[Mapping[str, float]], key: str) -> list[float]:
    """One column of a list of rows."""
    return [row[key] for row in rows]
