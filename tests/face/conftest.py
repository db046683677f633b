from collections.abc import Callable

import pytest
from django.contrib.auth import get_user_model
from django.http import HttpRequest
from django.template import engines
from django.test import RequestFactory


@pytest.fixture
def officer_request() -> HttpRequest:
    request = RequestFactory().get("/design/")
    request.user = get_user_model()(is_staff=True)
    return request


@pytest.fixture
def render() -> Callable[..., str]:
    def _render(code: str, **values: object) -> str:
        return engines["django"].from_string("{% load face %}" + code).render(values)

    return _render
