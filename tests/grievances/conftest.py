"""A browser for each of the town's people, and photos to send."""

import io
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from tests.signed import signed_in
from tests.town import Town

Upload = Callable[..., SimpleUploadedFile]


@pytest.fixture(autouse=True)
def _state(settings: object, tmp_path: object) -> None:
    """Photos and messages of a test lie in its own folder."""
    settings.MEDIA_ROOT = tmp_path
    settings.SMS_CHANNEL, settings.OUTBOX = "file", tmp_path


@pytest.fixture
def sign_in(town: Town) -> Callable[[str], Client]:
    def _sign_in(who: str) -> Client:
        return signed_in(town.people[who])

    return _sign_in


@pytest.fixture
def picture() -> Upload:
    def _picture(number: int = 0, name: str = "") -> SimpleUploadedFile:
        out = io.BytesIO()
        Image.new("RGB", (40, 30), (number * 20 % 255, 90, 120)).save(out, "JPEG")
        return SimpleUploadedFile(name or f"{number}.jpg", out.getvalue(), "image/jpeg")

    return _picture
