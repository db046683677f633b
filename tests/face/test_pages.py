import pytest
from django.contrib.auth import get_user_model
from django.http import Http404
from django.template.loader import render_to_string
from django.test import RequestFactory

from portal.face.examples import groups
from portal.face.preferences import Preferences, read
from portal.face.views import choose, design


def test_the_component_page_shows_every_example(officer_request, db):
    officer_request.user.save()
    html = design(officer_request).content.decode()

    assert html.count("data-example=") == sum(len(group.examples) for group in groups())


@pytest.mark.parametrize("person", [None, "resident"])
def test_the_component_page_is_hidden_from_everyone_but_staff(person):
    request = RequestFactory().get("/design/")
    if person:
        request.user = get_user_model()()

    with pytest.raises(Http404):
        design(request)


@pytest.mark.parametrize(
    "name", ["400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html"]
)
def test_an_error_page_needs_nothing_but_itself(name):
    html = render_to_string(name)

    assert (html.count("<h1>"), html.count('data-mode="plain"')) == (1, 1)


def _press(**chosen: str):
    return choose(RequestFactory().post("/mode/", chosen))


def test_a_chosen_mode_is_kept_and_one_is_back_where_one_was():
    answer = _press(mode="elder", next="/list/?page=2")

    assert (answer.status_code, answer["Location"]) == (302, "/list/?page=2")
    assert answer.cookies["mode"].value == "elder"
    assert list(answer.cookies) == ["mode"]


@pytest.mark.parametrize(
    "bad", ["https://elsewhere.example/", "//elsewhere.example", "javascript:x", ""]
)
def test_no_address_outside_the_house_is_gone_to(bad):
    assert _press(mode="elder", next=bad)["Location"] == "/"


def test_an_unknown_mode_is_not_kept():
    assert list(_press(mode="huge", theme="pink").cookies) == []


def test_looking_is_not_choosing():
    assert choose(RequestFactory().get("/mode/?mode=elder")).status_code == 405


@pytest.mark.parametrize(
    ("cookies", "expected"),
    [
        ({}, Preferences("plain", "auto")),
        ({"mode": "elder", "theme": "dark"}, Preferences("elder", "dark")),
        ({"mode": '"><script>', "theme": "pink"}, Preferences("plain", "auto")),
    ],
)
def test_only_listed_preferences_are_read(cookies, expected):
    request = RequestFactory().get("/")
    request.COOKIES = cookies

    assert read(request) == expected


def test_the_elder_version_brings_the_call_button(settings):
    settings.COMMUNITY_PHONE = "023 0000 1111"
    request = RequestFactory().get("/")
    request.COOKIES = {"mode": "elder"}
    html = render_to_string("404.html", request=request)

    assert html.count('class="help_bar_button" href="tel:02300001111"') == 1
    assert html.count('data-mode="elder"') == 1
