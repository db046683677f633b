"""Which bodies lead, help, were called, or are complained about."""

from django.db import models

from portal.loop.models.case import Case
from portal.people.models import Body


class Assignment(models.Model):
    """A body leads or co-handles a case, from a moment to a moment; one lead at a time."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="assignments")
    body = models.ForeignKey(Body, models.PROTECT, related_name="assignments")
    is_lead = models.BooleanField()
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_lead",
                fields=["case"],
                condition=models.Q(is_lead=True, ended_at__isnull=True),
            ),
            models.UniqueConstraint(
                name="assigned_once",
                fields=["case", "body"],
                condition=models.Q(ended_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(
                name="assignment_now",
                fields=["body", "case"],
                condition=models.Q(ended_at__isnull=True),
            ),
            # Who leads stands on the case itself.
            models.Index(
                name="assignment_helps",
                fields=["body", "case"],
                condition=models.Q(ended_at__isnull=True, is_lead=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.body_id}"


class Accusation(models.Model):
    """A body the case complains about: it never leads, helps, checks, or learns who complained."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="accusations")
    body = models.ForeignKey(Body, models.PROTECT, related_name="accusations")
    # The merged case that brought it along, and takes it away when it is let go.
    via = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(name="accused_once", fields=["case", "body"])]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.body_id}"


class Call(models.Model):
    """A whistled body, due to report in; who came, and when, is public."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="calls")
    body = models.ForeignKey(Body, models.PROTECT, related_name="calls")
    called_at = models.DateTimeField()
    due_at = models.DateTimeField()
    reported_at = models.DateTimeField(null=True)
    # Called off: the case went elsewhere before the body came.
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="called_once",
                fields=["case", "body"],
                condition=models.Q(reported_at__isnull=True, ended_at__isnull=True),
            ),
            models.CheckConstraint(
                name="call_came_or_was_called_off",
                condition=models.Q(reported_at__isnull=True) | models.Q(ended_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.body_id}"
