"""One photo too large, one too many: the words stay, the good photos stay, the disk stays empty."""

import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from portal.attachments import store, uploads
from portal.attachments.models import Attachment
from tests.attachments.conftest import picture

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.attachments.pages")]
MB = 1024 * 1024
WORDS = "楼道的灯坏了" * 300
TOO_LARGE = "This photo is larger than 20 MB. Please choose a smaller one."
NO_PHOTO = "We cannot open this file as a photo. Please send a JPEG, PNG, WEBP or HEIC photo."
NINE = "9 photos at most: we kept the first 9."


@pytest.fixture(autouse=True)
def _own_temporary_folder(settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "incoming")
    Path(settings.FILE_UPLOAD_TEMP_DIR).mkdir()
    settings.LANGUAGE_CODE = "en"


def photo(name, *, color="teal", size=0):
    data = picture(color).getvalue()
    return SimpleUploadedFile(name, data + b"\0" * max(0, size - len(data)))


def tell(client, *photos):
    answer = client.post("/tell/", {"text": WORDS, "photos": list(photos), "after": "last"})
    assert answer.status_code == 200
    told = answer.json()
    assert (told["text"], told["after"]) == (WORDS, "last")
    return told


def kept():
    return Attachment.objects.held_by("draft:tell").count()


def test_a_photo_of_forty_megabytes_is_refused_and_the_rest_is_kept(client):
    told = tell(client, photo("a.jpg"), photo("big.jpg", size=40 * MB), photo("c.jpg", color="red"))
    assert told["refusals"] == [["big.jpg", TOO_LARGE]]
    assert told["valid"]
    assert (told["same"], len(told["accepted"]), kept()) == (3, 2, 2)


def test_no_more_than_twenty_megabytes_of_it_reach_the_disk(client, monkeypatch):
    written = []
    write = uploads.TemporaryFileUploadHandler.receive_data_chunk
    monkeypatch.setattr(
        uploads.TemporaryFileUploadHandler,
        "receive_data_chunk",
        lambda handler, raw, start: (written.append(len(raw)), write(handler, raw, start)),
    )
    tell(client, photo("big.jpg", size=60 * MB))
    assert 19 * MB < sum(written) <= 20 * MB


def test_exactly_twenty_megabytes_are_taken_and_a_byte_more_is_not(client):
    told = tell(client, photo("a.jpg", size=20 * MB), photo("b.jpg", color="red", size=20 * MB + 1))
    assert told["refusals"] == [["b.jpg", TOO_LARGE]]
    assert len(told["accepted"]) == 1


def test_a_large_body_that_is_the_last_part_is_refused_too(client):
    told = client.post("/tell/", {"text": WORDS, "photos": [photo("big.jpg", size=40 * MB)]}).json()
    assert (told["text"], told["refusals"]) == (WORDS, [["big.jpg", TOO_LARGE]])


COLORS = [f"#{n * 9:02x}8040" for n in range(28)]


def test_of_twelve_photos_the_first_nine_are_kept(client):
    told = tell(client, *(photo(f"{n}.jpg", color=COLORS[n]) for n in range(12)))
    assert told["refusals"] == [["9.jpg", NINE], ["10.jpg", NINE], ["11.jpg", NINE]]
    assert (len(told["accepted"]), kept()) == (9, 9)
    rows = Attachment.objects.held_by("draft:tell")
    assert [str(row.pk) for row in rows] == told["accepted"]
    assert [row.position for row in rows] == list(range(9))


def test_more_than_twenty_files_are_no_bad_request(client):
    small = b"\xff\xd8\xff" + b"\0" * 200_000
    sent = [SimpleUploadedFile(f"{n}.jpg", small) for n in range(28)]
    told = tell(client, *sent)
    assert [name for name, _sentence in told["refusals"]] == [f"{n}.jpg" for n in range(20)]
    assert told["same"] == 20


def test_the_twenty_first_file_spoils_none_before_it(client):
    sent = [photo(f"{n}.jpg", color=COLORS[n], size=200_000) for n in range(21)]
    told = tell(client, *sent)
    assert len(told["accepted"]) == 9
    assert {sentence for _name, sentence in told["refusals"]} == {NINE}


def test_a_flood_is_not_read_to_its_end(client, monkeypatch):
    monkeypatch.setattr(uploads, "MAX_BODY", 30 * MB)
    sent = [photo(f"{n}.jpg", color=COLORS[n], size=15 * MB) for n in range(4)]
    told = client.post("/tell/", {"text": WORDS, "photos": sent, "after": "last"}).json()
    assert told["text"] == WORDS
    assert told["after"] is None
    assert told["refusals"] == []
    assert (len(told["accepted"]), kept()) == (2, 2)


@pytest.mark.parametrize("size", [0, 3 * MB])
def test_what_is_no_photo_is_refused_by_name_and_the_good_one_stays(client, size):
    svg = SimpleUploadedFile("roof.jpg", b"<svg onload=alert(1)>" + b" " * size, "image/jpeg")
    html = SimpleUploadedFile("wall.jpg", b"<!DOCTYPE html><p>", "image/jpeg")
    told = tell(client, svg, photo("good.jpg"), html, SimpleUploadedFile("none.jpg", b""))
    assert told["refusals"] == [
        ["roof.jpg", NO_PHOTO],
        ["wall.jpg", NO_PHOTO],
        ["none.jpg", "This file is empty. Please choose the photo again."],
    ]
    assert kept() == 1


def test_the_same_photo_sent_twice_is_one_photo(client):
    first, again = tell(client, photo("a.jpg")), tell(client, photo("a.jpg"))
    assert first["accepted"] == again["accepted"]
    assert kept() == 1


def test_the_name_a_person_gave_the_file_is_nowhere(client):
    tell(client, photo("Ms-Wang-flat-502.jpg"))
    row = Attachment.objects.values().get()
    assert "Wang" not in repr(row)
    assert [file for file in store.files() if "Wang" in str(file)] == []


def test_nothing_stays_among_the_incoming_files(client, settings):
    tell(client, photo("big.jpg", size=40 * MB), photo("a.jpg", size=3 * MB), io.BytesIO(b"x" * 9))
    assert list(Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir()) == []
