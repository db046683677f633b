"""The people of a case: who joined it, how to reach them, what they answered."""

from django.db import models

from portal.loop.models.case import Case, codes
from portal.loop.state import Content, Solved
from portal.people.models import User
from portal.people.sealed import SealedField


class Joining(models.Model):
    """A neighbour who said “this is mine too”, and is carried along with a case."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="joinings")
    user = models.ForeignKey(User, models.PROTECT, related_name="joinings")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="joined_once", fields=["case", "user"])]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.user_id}"


class Rating(models.Model):
    """The person's answer in one round: three questions, once."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="ratings")
    round = models.PositiveSmallIntegerField()
    solved = models.CharField(max_length=10, choices=codes(Solved))
    result = models.CharField(max_length=10, choices=codes(Content))
    manner = models.CharField(max_length=10, choices=codes(Content))
    # Who asked by phone; none where the person answered on the page.
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="rated_once", fields=["case", "round"])]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.round}"


class Contact(models.Model):
    """How to reach somebody who filed without an account; sealed, and apart from the case."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="contact")
    name = SealedField(blank=True, default="")
    phone = SealedField(blank=True, default="")
    phone_hash = models.CharField(max_length=64, blank=True, default="", db_index=True)
    confirmed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.case_id)
