"""Photos: who holds them, where they stand, and whether the public may see them.

What a row says about a file is true of the bytes on the disk (portal/attachments/store.py). The
name a person gave the file is never kept: it may name a neighbour.
"""

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

PER_HOLDER = 9
DRAFT = "draft:"


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    """Photos read as prose."""

    def held_by(self, holder: str) -> Self:
        """A holder's photos, in their order."""
        return self.filter(holder=holder).order_by("position")

    def cleared(self) -> Self:
        """Those the public may see."""
        return self.filter(cleared_at__isnull=False)


class Attachment(models.Model):
    """A photo of one holder, re-encoded; public only while cleared.

    `holder` is a key such as "draft:<uuid>", "grievance:<id>", "step:<id>": the room that
    owns the matter decides by it who may see the photo.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    holder = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField()
    # Of the picture as kept, not as sent: what the disk can be checked against.
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    bytes = models.PositiveIntegerField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    added_at = models.DateTimeField()
    cleared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    cleared_at = models.DateTimeField(null=True)
    # The name of the covered copy's files and what is covered: [x, y, width, height], as
    # fractions of the picture. Empty: the public sees the picture as it is.
    cover = models.CharField(max_length=16, blank=True)
    boxes = models.JSONField(default=list)

    objects: ClassVar[AttachmentQuerySet] = AttachmentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("Photo")
        verbose_name_plural = _("Photos")
        constraints = [
            models.UniqueConstraint(name="photo_place", fields=["holder", "position"]),
            # The same photo sent twice is one photo.
            models.UniqueConstraint(name="photo_once", fields=["holder", "sha256"]),
            models.CheckConstraint(name="nine_photos", condition=Q(position__lt=PER_HOLDER)),
            models.CheckConstraint(
                name="photo_holder", condition=Q(holder__regex=r"^[a-z_]+:[0-9A-Za-z-]+$")
            ),
            models.CheckConstraint(
                name="cleared_by_someone",
                condition=Q(cleared_at__isnull=True, cleared_by__isnull=True)
                | Q(cleared_at__isnull=False, cleared_by__isnull=False),
            ),
            models.CheckConstraint(
                name="drafts_are_never_public",
                condition=~Q(holder__startswith=DRAFT) | Q(cleared_at__isnull=True),
            ),
            models.CheckConstraint(
                name="cover_has_boxes",
                condition=Q(cover="", boxes=[]) | (~Q(cover="") & ~Q(boxes=[])),
            ),
        ]
        indexes = [
            models.Index(
                name="photo_drafts", fields=["added_at"], condition=Q(holder__startswith=DRAFT)
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def version(self) -> str:
        """Changes whenever the public sees another picture: for addresses kept long."""
        return f"{self.sha256[:12]}{self.cover}"


def draft() -> str:
    """A new draft's holder key; whoever knows it may add to the draft and see it."""
    return f"{DRAFT}{uuid.uuid4()}"
