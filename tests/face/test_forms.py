import re

import pytest
from django.conf import settings

from portal.face.samples import SampleForm


@pytest.fixture(scope="module")
def wrong() -> str:
    return str(SampleForm({"words": "x"}))


def test_every_error_of_the_summary_leads_to_its_control(wrong):
    targets = re.findall(r'<li><a href="#([\w-]+)"', wrong)

    assert targets == ["id_title", "id_building", "id_urgency_0", "id_photos"]
    assert [t for t in targets if wrong.count(f'id="{t}"') != 1] == []


def test_every_described_by_names_something_on_the_page(wrong):
    named = {
        name for names in re.findall(r'aria-describedby="([^"]+)"', wrong) for name in names.split()
    }

    assert {name for name in named if wrong.count(f'id="{name}"') != 1} == set()
    assert {"id_title_helptext", "id_title_error", "id_urgency_error"} - named == set()


def test_every_control_has_its_label(wrong):
    controls = set(re.findall(r'<(?:input|select|textarea)[^>]* id="([^"]+)"', wrong))

    assert controls - set(re.findall(r'<label[^>]* for="([^"]+)"', wrong)) == set()


def test_a_group_of_choices_stands_under_one_legend(wrong):
    assert re.findall(r"<legend[^>]*>([^<\s]+)", wrong) == ["急不急", "和谁有关"]


def test_a_right_form_has_no_summary():
    assert str(SampleForm()).count("error_summary") == 0


def test_the_house_s_renderer_is_the_one_in_use():
    assert settings.FORM_RENDERER == "portal.face.forms.FaceRenderer"


def test_every_visible_field_comes_out_as_our_field(wrong):
    assert wrong.count('<div class="field"') == len(SampleForm().visible_fields())


def test_one_question_a_page_is_the_page_s_heading(render):
    html = render('{% component "field" field=form.words big=True %}', form=SampleForm())

    assert re.findall(r"<h1[^>]*><label[^>]*>([^<]+)", html) == ["出了什么事？"]
