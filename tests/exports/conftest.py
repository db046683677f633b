"""What the tests of this room share."""

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def _in_english():
    """The sentences are asserted as the source says them."""
    with translation.override("en"):
        yield
