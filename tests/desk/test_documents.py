"""Documents read off the tables are current, and say so when they are not."""

import pytest
from django.core.management import call_command

from portal.desk import documents
from portal.loop.spec import MOVES
from portal.roles.grants import Permission
from portal.roles.words import label


def test_the_documents_in_the_house_are_current() -> None:
    call_command("document", check=True)


def test_a_changed_document_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "_NOTE", "something else")
    with pytest.raises(SystemExit):
        call_command("document", check=True)


def test_every_move_and_every_permission_is_documented() -> None:
    told = documents.loops(), documents.roles()
    assert [move.name for move in MOVES if f"`{move.name}`" not in told[0]] == []
    assert [row for row in Permission if label(row) not in told[1]] == []
