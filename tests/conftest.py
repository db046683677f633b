"""The town, ready for every test."""

import pytest

from tests import town as making


@pytest.fixture
def town(db: None) -> making.Town:
    """Two communities under one street, with everybody in their seats."""
    return making.build()
