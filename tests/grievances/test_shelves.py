"""What is put on the search's shelves while filing is what a rebuilding would put there."""

from typing import Any

import pytest

from grievances.words import PUBLIC, SOURCE, STAFF
from portal.search.models import Document
from portal.search.rebuild import compare, sources
from tests.grievances.story import clear, file
from tests.town import Town

pytestmark = pytest.mark.django_db


def test_complaints_are_a_source_and_nothing_differs(town: Town, sign_in: Any) -> None:
    hidden, shown = file(sign_in("widow"), town), file(sign_in("widow"), town)
    clear(town, shown)
    assert SOURCE in sources()
    assert not compare(SOURCE, mend=False)
    found = set(Document.objects.values_list("shelf", "ref"))
    assert found == {(STAFF, hidden.pk), (STAFF, shown.pk), (PUBLIC, shown.pk)}


def test_a_lost_shelf_is_mended(town: Town, sign_in: Any) -> None:
    shown = file(sign_in("widow"), town)
    clear(town, shown)
    Document.objects.filter(shelf=PUBLIC).delete()
    Document.objects.filter(shelf=STAFF).update(text="other")
    wrong = compare(SOURCE, mend=True)
    assert (wrong.missing, wrong.changed) == ([(PUBLIC, shown.pk)], [(STAFF, shown.pk)])
    assert not compare(SOURCE, mend=False)
