"""The steps of a case: append-only."""

from typing import ClassVar, Self

from django.db import models

from portal.loop.models.case import Case, codes
from portal.loop.state import Stage
from portal.people.models import Body, User


class StepQuerySet(models.QuerySet["Step"]):
    """Steps read as prose."""

    def in_order(self) -> Self:
        """As they happened."""
        return self.order_by("case", "seq")


class Step(models.Model):
    """One act on a case: append-only, by grant and by trigger."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="steps")
    seq = models.PositiveIntegerField()
    move = models.CharField(max_length=20)
    source = models.CharField(max_length=10, blank=True)
    target = models.CharField(max_length=10, choices=codes(Stage))
    round = models.PositiveSmallIntegerField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="steps")
    who = models.CharField(max_length=12)  # spec.Who: how that person stood to the case
    body = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    words = models.TextField(blank=True)
    note = models.TextField(blank=True)
    facts = models.JSONField(default=dict)

    objects: ClassVar[StepQuerySet] = StepQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [models.UniqueConstraint(name="step_seq", fields=["case", "seq"])]
        indexes = [models.Index(fields=["by", "-id"])]

    def __str__(self) -> str:
        return f"{self.case_id}.{self.seq} {self.move}"
