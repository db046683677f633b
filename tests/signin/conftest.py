"""A browser, and what arrives on phones."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client


@pytest.fixture(autouse=True)
def phone(settings: Any, tmp_path: Path) -> Callable[[], list[dict[str, str]]]:
    """The messages that went out, in order."""
    settings.SMS_CHANNEL, settings.OUTBOX = "file", tmp_path

    def arrived() -> list[dict[str, str]]:
        box = tmp_path / "sms.jsonl"
        return [json.loads(line) for line in box.read_text().splitlines()] if box.exists() else []

    return arrived


@pytest.fixture
def last_code(phone: Callable[[], list[dict[str, str]]]) -> Callable[[], str]:
    """The digits last sent."""
    return lambda: phone()[-1]["code"]


@pytest.fixture
def sent(phone: Callable[[], list[dict[str, str]]]) -> Callable[[], int]:
    """How many messages went out."""
    return lambda: len(phone())


@pytest.fixture
def browser() -> Client:
    """Nobody's."""
    return Client()
