"""A photo is answered to whoever the room let through, and to the public only while cleared."""

import io

import pytest
from PIL import Image

from portal.attachments import actions, store
from portal.attachments.models import Attachment
from tests.attachments.conftest import NOON, picture

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.attachments.pages")]


@pytest.fixture
def photo():
    return actions.accept(picture("white"), holder="grievance:7", by=None, at=NOON)


def body(answer):
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def test_the_public_sees_a_cleared_photo_alone(client, photo, secretary):
    address = f"/photo/{photo.pk}/public/"
    assert client.get(address).status_code == 404
    actions.clear(photo, by=secretary, at=NOON)
    assert body(client.get(address)) == store.path(photo.pk).read_bytes()
    assert body(client.get(address + "?thumb=1")) == store.path(photo.pk, thumb=True).read_bytes()
    actions.unclear(photo)
    assert client.get(address).status_code == 404


def test_the_public_sees_it_covered_and_the_entitled_as_it_is(client, photo, secretary):
    actions.cover(photo, [(0, 0, 0.5, 1)])
    actions.clear(photo, by=secretary, at=NOON)
    for thumb in ("", "?thumb=1"):
        public = Image.open(io.BytesIO(body(client.get(f"/photo/{photo.pk}/public/{thumb}"))))
        inside = Image.open(io.BytesIO(body(client.get(f"/photo/{photo.pk}/inside/{thumb}"))))
        assert max(public.getpixel((5, 5))) < 20
        assert min(inside.getpixel((5, 5))) > 235


def test_a_photo_is_a_picture_and_nothing_else_to_a_browser(client, photo):
    answer = client.get(f"/photo/{photo.pk}/inside/")
    assert body(answer)
    assert {name: answer[name] for name in WANTED} == WANTED | {
        "Content-Disposition": f'inline; filename="{photo.pk}.jpg"'
    }


WANTED = {
    "Content-Type": "image/jpeg",
    "Content-Disposition": "",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}


def test_only_the_address_with_the_version_is_kept_long(client, photo, secretary):
    actions.clear(photo, by=secretary, at=NOON)
    address = f"/photo/{photo.pk}/public/"
    lasting = client.get(f"{address}?v={photo.version}")
    assert lasting["Cache-Control"] == "private, max-age=31536000, immutable"
    asked_again = client.get(address)
    assert asked_again["Cache-Control"] == "private, no-cache"
    assert body(lasting) == body(asked_again)
    same = client.get(address, headers={"If-None-Match": asked_again["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    actions.cover(photo, [(0, 0, 0.5, 1)])
    row = actions.clear(photo, by=secretary, at=NOON)
    fresh = client.get(address, headers={"If-None-Match": asked_again["ETag"]})
    assert fresh.status_code == 200
    assert row.version != photo.version
    assert body(fresh) == store.path(row.pk, cover=row.cover).read_bytes()


def test_a_photo_taken_back_is_not_even_unchanged(client, photo):
    tag = {"If-None-Match": f'"{photo.version}"'}
    assert client.get(f"/photo/{photo.pk}/public/", headers=tag).status_code == 404


def test_a_photo_whose_file_is_gone_is_not_found(client, photo):
    store.erase(photo.pk)
    assert client.get(f"/photo/{photo.pk}/inside/").status_code == 404
    assert Attachment.objects.count() == 1
