"""What is done to photos. Who may is the business of the room whose matter holds them."""

import math
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any, BinaryIO

from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.utils.translation import gettext as _

from portal.attachments import pictures, store
from portal.attachments.models import DRAFT, PER_HOLDER, Attachment
from portal.attachments.pictures import (
    MAX_BYTES,
    Box,
    PhotoRefused,
    Picture,
    develop,
    too_big,
)
from portal.people.models import User


class TooMany(PhotoRefused):
    """A holder has its nine photos already."""


class NotCleared(PhotoRefused):
    """A photo that cannot become public."""


class NotCovered(PhotoRefused):
    """Rectangles that do not lie on the picture."""


def accept(
    upload: "BinaryIO | UploadedFile[Any]", *, holder: str, by: User | None, at: datetime
) -> Attachment:
    """Check, re-encode and keep a sent photo for a holder, whose photos it joins as the last.

    The same photo sent again is the one already there. Raises TooMany at nine, and what
    `pictures.develop` refuses. `by` is None for a person without account.
    """
    # A file cut on its way in (portal/attachments/uploads.py) has nothing left but its size.
    if (getattr(upload, "size", 0) or 0) > MAX_BYTES:
        raise too_big()
    # Asked again under the lock; here only so that no work is done for nothing.
    _check_room(Attachment.objects.filter(holder=holder).count())
    picture = develop(upload)
    return _add(picture, holder=holder, by=by, at=at)


@transaction.atomic
def _add(picture: Picture, *, holder: str, by: User | None, at: datetime) -> Attachment:
    lock_holders(holder)
    held = list(Attachment.objects.held_by(holder))
    if twin := next((photo for photo in held if photo.sha256 == picture.sha256), None):
        return twin
    _check_room(len(held))
    photo = Attachment(
        holder=holder,
        position=_free_places(held)[0],
        sha256=picture.sha256,
        width=picture.width,
        height=picture.height,
        bytes=len(picture.full),
        added_by=by,
        added_at=at,
    )
    store.keep(photo.pk, picture)
    photo.save(force_insert=True)
    return photo


def _check_room(held: int) -> None:
    if held >= PER_HOLDER:
        raise TooMany(
            _("%(limit)d photos at most: we kept the first %(limit)d.") % {"limit": PER_HOLDER}
        )


def _free_places(held: Sequence[Attachment]) -> list[int]:
    """The places after the last photo, then the gaps that removed ones left."""
    taken = {photo.position for photo in held}
    last = max(taken, default=-1)
    after = range(last + 1, PER_HOLDER)
    return [*after, *(place for place in range(last) if place not in taken)]


def lock_holders(*holders: str) -> None:
    """Until the transaction ends, nobody else adds to these holders (always in one order)."""
    with connection.cursor() as cursor:
        for holder in sorted(set(holders)):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 20))", [holder])


@transaction.atomic
def adopt(old: str, new: str) -> list[Attachment]:
    """Give a draft's photos to what came of it, in their order; twins become one.

    Doing it twice changes nothing more. Raises TooMany, and moves none, where the new holder
    has not room for all.
    """
    lock_holders(old, new)
    held = list(Attachment.objects.held_by(new))
    known = {photo.sha256 for photo in held}
    coming = [p for p in Attachment.objects.held_by(old) if p.sha256 not in known]
    places = _free_places(held)
    if len(coming) > len(places):
        _check_room(PER_HOLDER)
    for photo, place in zip(coming, places, strict=False):
        photo.holder, photo.position = new, place
        photo.save(update_fields=["holder", "position"])
    for twin in Attachment.objects.held_by(old):
        remove(twin)
    return list(Attachment.objects.held_by(new))


@transaction.atomic
def clear(photo: Attachment, *, by: User, at: datetime) -> Attachment:
    """Let the public see the photo, with its covers; once cleared, the first clearer stays.

    Raises NotCleared for a photo of a draft.
    """
    locked = _locked(photo)
    if locked.holder.startswith(DRAFT):
        raise NotCleared(_("This photo has not been handed in yet."))
    if locked.cleared_at is None:
        locked.cleared_by, locked.cleared_at = by, at
        locked.save(update_fields=["cleared_by", "cleared_at"])
    return locked


@transaction.atomic
def unclear(photo: Attachment) -> Attachment:
    """Take the photo back from the public."""
    locked = _locked(photo)
    locked.cleared_by = locked.cleared_at = None
    locked.save(update_fields=["cleared_by", "cleared_at"])
    return locked


@transaction.atomic
def cover(photo: Attachment, boxes: Sequence[Box]) -> Attachment:
    """Black out rectangles (x, y, width, height; fractions of the picture) for the public.

    The picture itself stays, for those entitled. The boxes replace earlier ones; none uncover
    it. The photo must be cleared again afterwards: what is cleared is what was looked at.
    Raises NotCovered for a box that does not lie on the picture.
    """
    _check_boxes(boxes)
    locked = _locked(photo)
    old = locked.cover
    locked.cover, locked.boxes = "", [list(box) for box in boxes]
    if boxes:
        locked.cover = secrets.token_hex(4)
        covered = pictures.cover(store.path(locked.pk).read_bytes(), boxes)
        store.keep(locked.pk, covered, cover=locked.cover)
    locked.cleared_by = locked.cleared_at = None
    locked.save(update_fields=["cover", "boxes", "cleared_by", "cleared_at"])
    if old:
        _erase_later(locked, old)
    return locked


def _check_boxes(boxes: Sequence[Box]) -> None:
    for box in boxes:
        x, y, width, height = box
        sizes_right = 0 < width <= 1 and 0 < height <= 1
        inside = x >= 0 and y >= 0 and x + width <= 1 + 1e-9 and y + height <= 1 + 1e-9
        if not (all(map(math.isfinite, box)) and sizes_right and inside):
            raise NotCovered(_("A rectangle lies outside the picture."))


@transaction.atomic
def remove(photo: Attachment) -> None:
    """Remove the photo for good: the row now, its files when the transaction has committed."""
    Attachment.objects.filter(pk=photo.pk).delete()
    _erase_later(photo)


def _erase_later(photo: Attachment, cover: str | None = None) -> None:
    # A file must outlive a transaction that is rolled back. Should the process die between the
    # commit and this, `purge` finds the files.
    transaction.on_commit(lambda: store.erase(photo.pk, cover=cover))


def _locked(photo: Attachment) -> Attachment:
    return Attachment.objects.select_for_update(no_key=True).get(pk=photo.pk)
