"""Photos are taken, handed over, cleared, covered and removed; the database keeps the rules."""

import threading
import uuid

import pytest
from django.db import IntegrityError, connection, transaction

from portal.attachments import actions, pictures, store
from portal.attachments.actions import NotCleared, NotCovered, TooMany
from portal.attachments.forms import CoverForm
from portal.attachments.models import Attachment, draft
from tests.attachments.conftest import NOON, picture

COLORS = [f"#{n * 9:02x}8040" for n in range(28)]


def accept(n=0, holder="draft:mine", by=None):
    return actions.accept(picture(COLORS[n]), holder=holder, by=by, at=NOON)


def places(holder):
    return list(Attachment.objects.held_by(holder).values_list("position", flat=True))


def names():
    return sorted(file.name.removesuffix(".jpg") for file in store.files())


@pytest.mark.django_db
def test_a_photo_is_kept_with_its_facts_and_its_files(xiulan):
    photo = accept(by=xiulan)
    row = Attachment.objects.get()
    full = store.path(photo.pk).read_bytes()
    assert (row.holder, row.position, row.added_by, row.added_at) == ("draft:mine", 0, xiulan, NOON)
    assert (row.width, row.height, row.bytes) == (640, 480, len(full))
    assert row.sha256 == pictures.Picture(full, b"", 0, 0).sha256
    assert names() == [row.pk.hex, f"{row.pk.hex}.thumb"]
    assert store.path(photo.pk).parent == store.root() / row.pk.hex[:2] / row.pk.hex[2:4]


@pytest.mark.django_db
def test_a_tenth_photo_is_refused_and_nine_stay():
    for n in range(9):
        accept(n)
    with pytest.raises(TooMany, match="first 9"):
        accept(9)
    assert places("draft:mine") == list(range(9))
    assert len(names()) == 18


@pytest.mark.django_db
def test_a_removed_photo_makes_room_and_new_ones_come_last():
    photos = [accept(n) for n in range(8)]
    actions.remove(photos[2])
    assert accept(8).position == 8
    assert accept(9).position == 2
    assert places("draft:mine") == list(range(9))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "name"),
    [
        ("position = 9", "nine_photos"),
        ("position = -1", "position_check"),
        ("holder = 'draft:../../etc'", "photo_holder"),
        ("cleared_at = now()", "cleared_by_someone"),
        ("cleared_by_id = added_by_id", "cleared_by_someone"),
        ("cleared_by_id = added_by_id, cleared_at = now()", "drafts_are_never_public"),
        ("boxes = '[[0, 0, 1, 1]]'", "cover_has_boxes"),
        ("cover = 'aa'", "cover_has_boxes"),
    ],
)
def test_the_database_refuses_whatever_the_code_says(xiulan, change, name):
    accept(by=xiulan)
    with (
        pytest.raises(IntegrityError, match=name),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE attachments_attachment SET {change}")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("column", "name"), [("position", "photo_place"), ("sha256", "photo_once")]
)
def test_the_database_refuses_two_photos_in_one_place(column, name):
    accept(0)
    accept(1)
    with (
        pytest.raises(IntegrityError, match=name),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            f"UPDATE attachments_attachment SET {column} = (SELECT {column} "
            "FROM attachments_attachment LIMIT 1)"
        )


@pytest.mark.django_db
def test_a_draft_is_handed_over_in_its_order_and_once():
    photos = [accept(n) for n in range(3)]
    actions.remove(photos[1])
    accept(5)
    expected = list(Attachment.objects.held_by("draft:mine"))
    assert actions.adopt("draft:mine", "grievance:7") == expected
    assert actions.adopt("draft:mine", "grievance:7") == expected
    assert (places("draft:mine"), places("grievance:7")) == ([], [0, 1, 2])


@pytest.mark.django_db
def test_a_draft_that_does_not_fit_stays_whole():
    for n in range(7):
        accept(n, "grievance:7")
    for n in range(10, 13):
        accept(n)
    with pytest.raises(TooMany):
        actions.adopt("draft:mine", "grievance:7")
    assert (len(places("draft:mine")), len(places("grievance:7"))) == (3, 7)


@pytest.mark.django_db
def test_a_photo_both_have_is_handed_over_as_one(django_capture_on_commit_callbacks):
    first = accept(1, "grievance:7")
    accept(1)
    accept(2)
    with django_capture_on_commit_callbacks(execute=True):
        held = actions.adopt("draft:mine", "grievance:7")
    assert (held[0], len(held), places("draft:mine")) == (first, 2, [])
    assert len(names()) == 4


@pytest.mark.django_db
def test_a_draft_is_never_cleared(secretary):
    photo = accept()
    with pytest.raises(NotCleared):
        actions.clear(photo, by=secretary, at=NOON)


@pytest.mark.django_db
def test_a_photo_is_cleared_and_taken_back(secretary, xiulan):
    photo = accept(holder="grievance:7")
    assert list(Attachment.objects.cleared()) == []
    actions.clear(photo, by=secretary, at=NOON)
    actions.clear(photo, by=xiulan, at=NOON)
    row = Attachment.objects.cleared().get()
    assert (row.cleared_by, row.cleared_at) == (secretary, NOON)
    actions.unclear(photo)
    assert list(Attachment.objects.cleared()) == []


@pytest.mark.django_db
def test_covering_keeps_the_photo_and_asks_for_clearing_again(
    secretary, django_capture_on_commit_callbacks
):
    photo = accept(holder="grievance:7")
    before = store.path(photo.pk).read_bytes()
    actions.clear(photo, by=secretary, at=NOON)
    covered = actions.cover(photo, [(0.1, 0.1, 0.2, 0.2)])
    assert covered.cleared_at is None
    assert covered.version != photo.version
    assert store.path(photo.pk).read_bytes() == before
    with django_capture_on_commit_callbacks(execute=True):
        again = actions.cover(photo, [(0.5, 0.5, 0.5, 0.5)])
    key, cover = photo.pk.hex, again.cover
    assert names() == sorted([key, f"{key}.thumb", f"{key}.{cover}", f"{key}.{cover}.thumb"])
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.cover(photo, []).version == photo.version
    assert names() == sorted([key, f"{key}.thumb"])


@pytest.mark.django_db
@pytest.mark.parametrize(
    "box",
    [
        (-0.1, 0, 0.5, 0.5),
        (0, 0, 0, 0.5),
        (0.6, 0, 0.5, 0.5),
        (0, 0, 0.5, 1.1),
        (float("nan"), 0, 0.5, 0.5),
        (0, 0, float("inf"), 1),
    ],
)
def test_a_box_that_does_not_lie_on_the_photo_is_refused(box):
    photo = accept(holder="grievance:7")
    with pytest.raises(NotCovered):
        actions.cover(photo, [box])
    assert Attachment.objects.get().cover == ""


def test_a_box_is_given_in_per_cent_and_ends_at_the_edge():
    form = CoverForm({"left": "50", "top": "25", "width": "80", "height": "25"})
    assert form.is_valid()
    assert form.box() == (0.5, 0.25, 0.5, 0.25)
    assert not CoverForm({"left": "100", "top": "0", "width": "5", "height": "5"}).is_valid()


@pytest.mark.django_db(transaction=True)
def test_a_removal_that_is_undone_loses_no_file():
    photo = accept()
    with transaction.atomic():
        actions.remove(photo)
        transaction.set_rollback(True)
    assert Attachment.objects.count() == 1
    assert len(names()) == 2
    actions.remove(photo)
    assert (Attachment.objects.count(), names()) == (0, [])


def test_a_draft_has_a_name_nobody_guesses():
    assert uuid.UUID(draft().removeprefix("draft:")).version == 4
    assert draft() != draft()


def race(*, holder, photos):
    """All at once; what each was told."""
    heard, gate = [], threading.Barrier(len(photos))

    def send(n):
        sent = picture(COLORS[n])
        gate.wait()
        try:
            heard.append(actions.accept(sent, holder=holder, by=None, at=NOON).position)
        except (TooMany, IntegrityError) as error:
            heard.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=[n]) for n in photos]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return heard


@pytest.mark.drill
@pytest.mark.django_db(transaction=True)
def test_eight_photos_at_once_where_four_fit():
    for n in range(5):
        accept(n, "grievance:7")
    heard = race(holder="grievance:7", photos=range(10, 18))
    assert sorted(map(str, heard)) == ["5", "6", "7", "8"] + ["TooMany"] * 4
    assert places("grievance:7") == list(range(9))


@pytest.mark.drill
@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_they_meet_in_one_place(monkeypatch):
    monkeypatch.setattr(actions, "lock_holders", lambda *holders: None)
    slow = store.keep

    def keep(*args, **kwargs):
        slow(*args, **kwargs)
        threading.Event().wait(0.2)

    monkeypatch.setattr(store, "keep", keep)
    heard = race(holder="grievance:7", photos=range(4))
    assert "IntegrityError" in heard
    assert places("grievance:7") == sorted(set(places("grievance:7")))
