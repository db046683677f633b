"""Removing what nobody will ask for again: drafts never handed in, files without a row."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.db import transaction

from portal.attachments import store
from portal.attachments.models import DRAFT, Attachment

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Purged:
    """How much was removed."""

    photos: int
    files: int


def purge(older_than: datetime) -> Purged:
    """Remove drafts whose newest photo is older than this instant, and such files without a row.

    A file's row commits after the file is written: `older_than` must lie further back than any
    request runs (an hour is ample). Doing it twice, or twice at once, harms nothing. After
    restoring an older database over newer files, wait with it: their rows may come back.
    """
    return Purged(_purge_drafts(older_than), _purge_files(older_than))


@transaction.atomic
def _purge_drafts(older_than: datetime) -> int:
    drafts = Attachment.objects.filter(holder__startswith=DRAFT)
    alive = drafts.filter(added_at__gte=older_than).values("holder")
    # The lock makes the database look again: a draft handed in meanwhile is none any more.
    dead = list(
        drafts.filter(added_at__lt=older_than)
        .exclude(holder__in=alive)
        .select_for_update(of=("self",))
        .values_list("pk", flat=True)
    )
    return Attachment.objects.filter(pk__in=dead).delete()[0]


def _purge_files(older_than: datetime) -> int:
    removed = 0
    batch: list[Path] = []
    for file in store.files():
        if _is_old(file, older_than):
            batch.append(file)
        if len(batch) >= _BATCH:
            removed += _remove_unowned(batch)
            batch = []
    return removed + _remove_unowned(batch)


def _is_old(file: Path, older_than: datetime) -> bool:
    try:
        return file.stat().st_mtime < older_than.timestamp()
    except FileNotFoundError:
        return False


def _remove_unowned(files: list[Path]) -> int:
    owners = {file: store.owner(file) for file in files}
    ids = {owner[0] for owner in owners.values() if owner}
    covers: dict[UUID, str] = dict(Attachment.objects.filter(pk__in=ids).values_list("pk", "cover"))
    unowned = [file for file, owner in owners.items() if not _is_owned(owner, covers)]
    for file in unowned:
        file.unlink(missing_ok=True)
    return len(unowned)


def _is_owned(owner: tuple[UUID, str] | None, covers: dict[UUID, str]) -> bool:
    if owner is None:
        return False
    photo, cover = owner
    return photo in covers and cover in {"", covers[photo]}
