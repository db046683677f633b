import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import TemplateSyntaxError

from portal.face.components import WrongParameters, parse, signature_of
from portal.face.examples import draw, groups

NAMES = sorted(p.stem for p in (settings.BASE_DIR / "templates/components").glob("*.html"))
EXAMPLES = [
    pytest.param(example, id=f"{group.name}: {example.state}")
    for group in groups()
    for example in group.examples
]
INLINE = re.compile(r"<[^>]+\s(?:style|on[a-z]+)\s*=", re.IGNORECASE)


def test_a_declaration_reads_like_the_arguments_of_a_function():
    signature = parse("button", '{# params: text, href="", count=3, kept=None #}\n<a>')

    assert signature.required == {"text"}
    assert signature.defaults == {"href": "", "count": 3, "kept": None}


def test_a_component_without_a_declaration_is_refused():
    with pytest.raises(WrongParameters, match="does not begin with"):
        parse("bare", "<p>{# params: text #}</p>")


def test_a_missing_parameter_fails_when_the_page_is_compiled(render):
    with pytest.raises(TemplateSyntaxError, match="component 'button' also needs text"):
        render('{% if False %}{% component "button" href="/" %}{% endif %}')


def test_an_unknown_parameter_fails_when_the_page_is_compiled(render):
    with pytest.raises(TemplateSyntaxError, match="component 'button' knows no colour"):
        render('{% if False %}{% component "button" text="x" colour="red" %}{% endif %}')


def test_an_unquoted_name_or_a_loose_word_is_refused(render):
    with pytest.raises(TemplateSyntaxError, match="wants a quoted name"):
        render("{% component button text='x' %}")
    with pytest.raises(TemplateSyntaxError, match="is not key=value"):
        render('{% component "button" "x" %}')


def test_a_wrapped_component_needs_a_place_for_its_content(render):
    with pytest.raises(TemplateSyntaxError, match="component 'button' knows no content"):
        render('{% wrap "button" text="x" %}y{% endwrap %}')


def test_a_component_sees_what_it_was_given_and_not_the_rest_of_the_page(render):
    html = render('{% component "button" text="x" %}', href="/leaked/", kind="danger")

    assert html.strip() == '<button class="button" data-kind="primary" type="submit">x</button>'


def test_what_a_person_typed_is_escaped(render):
    html = render('{% wrap "notice" title=words %}{{ words }}{% endwrap %}', words="<b>&")

    assert html.count("&lt;b&gt;&amp;") == 2
    assert html.count("<b>") == 0


def test_every_component_has_one_stylesheet_and_the_other_way_round():
    folder = settings.BASE_DIR / "static/css/components"

    assert sorted(p.stem for p in folder.glob("*.css")) == NAMES


def test_every_component_is_shown_on_the_component_page():
    assert sorted(group.name for group in groups()) == NAMES


def _classes(name: str) -> set[str]:
    source = (settings.BASE_DIR / f"templates/components/{name}.html").read_text()
    return {word for found in re.findall(r'class="([^"{]+)"', source) for word in found.split()}


def test_every_class_of_a_component_begins_with_its_name():
    shared = {"unseen", "soft", "small"}
    # The photo field is a field with one more control: label, hint and error look the same.
    lent = {"photo_field": {"field_label", "field_optional", "field_hint", "field_error"}}
    strangers = {
        (name, word)
        for name in NAMES
        for word in _classes(name) - shared - lent.get(name, set())
        if not word.startswith(name)
    }

    assert strangers == set()


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_state_renders_without_inline_style_or_handler(example, officer_request):
    html = draw(example, officer_request)

    assert INLINE.findall(html) == []
    assert html.strip() != ""


@pytest.mark.parametrize("name", NAMES)
def test_every_declaration_can_be_read(name):
    assert signature_of(name).name == name


def test_no_template_of_the_house_has_inline_style_script_or_handler():
    loud = re.compile(r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son(?:click|change|submit|load)=")
    found = [
        path.name
        for path in Path(settings.BASE_DIR / "templates").rglob("*.html")
        if loud.search(path.read_text())
    ]

    assert found == []
