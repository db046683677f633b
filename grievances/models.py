"""Complaints: the words and places that belong to a case, drafts, codings, answer templates."""

import uuid
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Length, Now
from django.db.models.lookups import GreaterThan, LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from portal.loop.fold import Urgency
from portal.loop.models import Case
from portal.people.models import Body
from portal.people.sealed import SealedField
from portal.places.models import Area


class Coding(models.Model):
    """A node of the official tree of matters, three levels deep; the leaves code complaints."""

    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    level = models.PositiveSmallIntegerField()
    name = models.CharField(_("Name"), max_length=60)
    # The plain word people pick; empty: as for the node above.
    kind = models.CharField(_("Plain word"), max_length=30, blank=True)

    class Meta:
        verbose_name = _("Official code")
        verbose_name_plural = _("Official codes")
        constraints = [
            models.UniqueConstraint(
                name="coding_name", fields=["parent", "name"], nulls_distinct=False
            ),
            models.CheckConstraint(
                name="coding_level",
                condition=models.Q(level=1, parent__isnull=True)
                | models.Q(level__in=[2, 3], parent__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Place(models.Model):
    """A point on the community's plan (thousandths), where the person gave one."""

    point_x = models.PositiveSmallIntegerField(null=True, blank=True)
    point_y = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        abstract = True


class Draft(Place):
    """A complaint being written, page by page; filed exactly once, however often it is sent."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="drafts"
    )
    # Filed for somebody who phones or walks in, by the owner.
    is_for_other = models.BooleanField(default=False)
    is_anonymous = models.BooleanField(default=False)
    text = models.TextField(blank=True)
    kind = models.CharField(max_length=30, blank=True)
    urgency = models.CharField(max_length=10, default=Urgency.ORDINARY)
    may_publish = models.BooleanField(default=True)
    accused: Any = models.ManyToManyField(Body, blank=True, related_name="+")
    name = SealedField(blank=True, default="")
    phone = SealedField(blank=True, default="")
    phone_confirmed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["changed_at"])]

    def __str__(self) -> str:
        return str(self.pk)


class GrievanceQuerySet(models.QuerySet["Grievance"]):
    """Complaints read as prose."""

    def with_case(self) -> Self:
        """Together with the case and its lead, in one query."""
        return self.select_related("case", "case__lead", "case__area", "case__community")


class Grievance(Place):
    """A complaint as it was filed, and the words cleared for the public."""

    class Source(models.TextChoices):
        """How it came in."""

        WEB = "web", _("Portal")
        COUNTER = "counter", _("At the counter or by phone")
        IMPORT = "import", _("Taken over from a hotline")

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="grievance")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("Where"))
    text = models.TextField(_("What is wrong"))
    may_publish = models.BooleanField(_("May be published"), default=True)
    public_text = models.TextField(_("Cleared words"), blank=True)
    coding = models.ForeignKey(
        Coding, models.PROTECT, null=True, blank=True, related_name="grievances"
    )
    source = models.CharField(max_length=10, choices=Source, default=Source.WEB)
    # Of which draft: a form sent twice finds its own complaint.
    draft = models.UUIDField(null=True, unique=True, editable=False)
    # The keyed hash of the receipt code; the code itself is with the person alone.
    receipt = models.CharField(max_length=64, blank=True, default="", editable=False)
    # The number it had at the hotline it was taken over from.
    outside_number = models.CharField(max_length=40, blank=True, default="")
    # And the kind it was listed under there: one message may be dispatched twice.
    outside_kind = models.CharField(max_length=60, blank=True, default="")

    objects: ClassVar[GrievanceQuerySet] = GrievanceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("Complaint")
        verbose_name_plural = _("Complaints")
        constraints = [
            models.UniqueConstraint(
                name="receipt_once", fields=["receipt"], condition=~models.Q(receipt="")
            ),
            models.UniqueConstraint(
                name="outside_number_once",
                fields=["outside_number", "outside_kind"],
                condition=~models.Q(outside_number=""),
            ),
            models.CheckConstraint(
                name="grievance_words_bounded",
                condition=models.Q(GreaterThan(Length("text"), 0))
                & models.Q(LessThanOrEqual(Length("text"), 5000)),
            ),
        ]

    def __str__(self) -> str:
        return str(self.case_id)


class HotlineFile(models.Model):
    """A file of messages that was taken over: who, when, how many, and what was left out and why.

    Nothing anybody wrote is kept here: lines, the hotline's numbers and reasons alone.
    """

    name = models.CharField(_("File"), max_length=200)
    sha256 = models.CharField(max_length=64)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("Where"))
    # None: from the command line, by whoever has the machine.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("When"))
    new = models.PositiveIntegerField(_("New"), default=0)
    late = models.PositiveIntegerField(_("Of these past their deadline"), default=0)
    known = models.PositiveIntegerField(_("There already"), default=0)
    changed = models.PositiveIntegerField(_("Changed since"), default=0)
    refused = models.PositiveIntegerField(_("Refused"), default=0)
    # A list of objects: line, number, fate (changed or refused), reason.
    left_out: Any = models.JSONField(_("Left out"), default=list)

    class Meta:
        ordering = ["-at"]
        verbose_name = _("File from a hotline")
        verbose_name_plural = _("Files from a hotline")

    def __str__(self) -> str:
        return self.name


class AnswerTemplate(models.Model):
    """Words that an area's desk or a body uses again and again."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="answer_templates")
    body = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="answer_templates"
    )
    move = models.CharField(_("For"), max_length=20)
    name = models.CharField(_("Name"), max_length=60)
    words = models.TextField(_("Words"), max_length=1000)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["move", "name"]
        verbose_name = _("Answer template")
        verbose_name_plural = _("Answer templates")
        constraints = [
            models.UniqueConstraint(
                name="answer_template_name",
                fields=["area", "body", "move", "name"],
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return self.name
