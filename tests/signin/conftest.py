"""A browser, and what arrives on phones."""

from collections.abc import Callable

import pytest
from django.test import Client

from portal.notices.models import Notice


@pytest.fixture
def last_code(monkeypatch: pytest.MonkeyPatch) -> Callable[[], str]:
    """The digits last made: what the phone shows, whatever became of the message's row."""
    from portal.signin import codes

    made: list[str] = []
    make = codes.fresh_code

    def remember() -> str:
        made.append(make())
        return made[-1]

    monkeypatch.setattr(codes, "fresh_code", remember)
    return lambda: made[-1]


@pytest.fixture
def browser() -> Client:
    """Nobody's, and it insists on CSRF tokens nowhere."""
    return Client()


@pytest.fixture
def sent(db: None) -> Callable[[], int]:
    """How many messages were written."""
    return lambda: Notice.objects.filter(channel=Notice.Channel.SMS).count()
