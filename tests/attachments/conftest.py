"""A street of photos: pictures made here, nobody's face."""

import io
from datetime import UTC, datetime

import pytest
from django.utils import translation
from PIL import Image

from portal.people.models import User

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)


def picture(color="teal", size=(640, 480), kind="JPEG", **options):
    """A plain picture as a file."""
    file = io.BytesIO()
    Image.new("RGB", size, color).save(file, kind, **options)
    file.seek(0)
    return file


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def xiulan(db):
    """Filed with photos."""
    return User.objects.create_user(name="Xiulan")


@pytest.fixture
def secretary(db):
    """Clears them."""
    return User.objects.create_user(name="Secretary Tan")


@pytest.fixture(autouse=True)
def _in_english():
    """The sentences are asserted as the source says them."""
    with translation.override("en"):
        yield
