"""Nothing is lost at `kill -9`; what nobody asks for again is swept out, and nothing else."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from portal.attachments import actions, store
from portal.attachments.models import Attachment
from portal.attachments.pictures import Picture
from portal.attachments.purge import Purged, purge
from tests.attachments.conftest import NOON, picture

SEND_FOREVER = """
import sys, uuid
from datetime import UTC, datetime
from io import BytesIO
import django
from django.conf import settings
django.setup()
settings.DATABASES["default"]["NAME"] = sys.argv[1]
settings.MEDIA_ROOT = sys.argv[2]
from django.db import connection
connection.settings_dict["NAME"] = sys.argv[1]
from PIL import Image
from portal.attachments import actions
print("ready", flush=True)
for n in range(10**6):
    file = BytesIO()
    Image.effect_noise((200, 200), 50 + n % 50).save(file, "PNG")
    file.seek(0)
    actions.accept(file, holder=f"draft:{uuid.uuid4()}", by=None, at=datetime.now(UTC))
    print("sent", flush=True)
"""


@pytest.mark.drill
@pytest.mark.django_db(transaction=True)
def test_killed_at_any_moment_every_row_has_its_whole_files(settings):
    for wait in (0.0, 0.007, 0.019):
        arguments = [connection.settings_dict["NAME"], str(settings.MEDIA_ROOT)]
        sender = subprocess.Popen(
            [sys.executable, "-c", SEND_FOREVER, *arguments],
            env=os.environ | {"DJANGO_SETTINGS_MODULE": "portal.settings"},
            stdout=subprocess.PIPE,
        )
        heard = [sender.stdout.readline() for _line in range(3)]
        assert heard == [b"ready\n", b"sent\n", b"sent\n"]
        time.sleep(wait)
        sender.send_signal(signal.SIGKILL)
        assert sender.wait() == -signal.SIGKILL
        sender.stdout.close()
    rows = list(Attachment.objects.all())
    assert len(rows) >= 6
    for row in rows:
        full = store.path(row.pk).read_bytes()
        assert Picture(full, b"", 0, 0).sha256 == row.sha256
        assert store.path(row.pk, thumb=True).read_bytes().endswith(b"\xff\xd9")
    late = NOON.replace(year=2099)
    purge(late)
    assert list(store.files()) == []


def test_no_row_is_written_before_the_files_are_on_the_disk(db, monkeypatch):
    """The order itself, which a kill meets only by chance."""
    seen = []
    keep, save = store.keep, Attachment.save

    def kept(*args, **kwargs):
        keep(*args, **kwargs)
        seen.append("kept")

    def saved(*args, **kwargs):
        seen.append("saved")
        save(*args, **kwargs)

    monkeypatch.setattr(store, "keep", kept)
    monkeypatch.setattr(Attachment, "save", saved)
    actions.accept(picture(), holder="draft:mine", by=None, at=NOON)
    assert seen == ["kept", "saved"]


def test_a_file_with_its_name_is_whole(tmp_path, monkeypatch):
    """A full disk leaves neither half a photo nor its draft."""

    def full_disk(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store.os, "fsync", full_disk)
    photo = Attachment()
    store.path(photo.pk).parent.mkdir(parents=True)
    with pytest.raises(OSError, match="No space"):
        store.keep(photo.pk, Picture(b"full", b"thumb", 1, 1))
    assert list(store.files()) == []


def age(days):
    then = (NOON - timedelta(days=days)).timestamp()
    for file in store.files():
        os.utime(file, (then, then))


def accept(color, *, holder, days=0):
    at = NOON - timedelta(days=days)
    return actions.accept(picture(color), holder=holder, by=None, at=at)


WEEK = NOON - timedelta(days=7)


def test_drafts_nobody_handed_in_go_and_all_others_stay(db):
    old = accept("red", holder="draft:old", days=8)
    filed = accept("blue", holder="grievance:7", days=800)
    alive = [accept("lime", holder="draft:new", days=8), accept("navy", holder="draft:new")]
    age(8)
    assert purge(WEEK) == Purged(photos=1, files=2)
    assert purge(WEEK) == Purged(photos=0, files=0)
    assert set(Attachment.objects.all()) == {filed, *alive}
    assert not store.path(old.pk).exists()
    assert all(store.path(photo.pk).exists() for photo in (filed, *alive))


def test_files_without_a_row_go_once_they_are_old(db):
    stray = Attachment()
    store.keep(stray.pk, Picture(b"full", b"thumb", 1, 1))
    half = store.path(stray.pk).with_name("aa.jpg.1234.part")
    half.write_bytes(b"x")
    assert purge(WEEK) == Purged(photos=0, files=0)
    age(8)
    assert purge(WEEK) == Purged(photos=0, files=3)


def test_an_earlier_cover_goes_and_the_one_in_use_stays(db):
    photo = accept("white", holder="grievance:7")
    actions.cover(photo, [(0, 0, 0.5, 0.5)])
    covered = actions.cover(photo, [(0.5, 0.5, 0.5, 0.5)])
    age(8)
    assert purge(WEEK) == Purged(photos=0, files=2)
    assert store.path(photo.pk, cover=covered.cover).exists()
    assert store.path(photo.pk).exists()


def test_the_command_says_what_it_did_and_never_touches_the_last_hour(db):
    accept("red", holder="draft:old", days=800)
    age(-100_000)
    out = StringIO()
    call_command("purge_photos", stdout=out)
    assert out.getvalue() == "1 photos of drafts and 0 files removed\n"
    with pytest.raises(CommandError, match="hour"):
        call_command("purge_photos", days=0.01)
