"""The official calendar, and the numbers given in a year."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.places.models import Area


class Numbering(models.Model):
    """The last number given in a community and a year; locked while a number is taken."""

    community = models.ForeignKey(Area, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(name="numbering_once", fields=["community", "year"])]

    def __str__(self) -> str:
        return f"{self.community_id}/{self.year}"


class CalendarDay(models.Model):
    """An exception to Monday–Friday: a holiday, or a make-up working day."""

    day = models.DateField(_("Day"), unique=True)
    is_working = models.BooleanField(_("Worked"))
    name = models.CharField(_("Name"), max_length=40, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    changed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["day"]
        verbose_name = _("Calendar day")
        verbose_name_plural = _("Calendar days")

    def __str__(self) -> str:
        return self.day.isoformat()


class CalendarYear(models.Model):
    """A year whose calendar has been filled; official once the State Council has published it."""

    year = models.PositiveSmallIntegerField(_("Year"), unique=True)
    is_official = models.BooleanField(_("Official"), default=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["year"]
        verbose_name = _("Calendar year")
        verbose_name_plural = _("Calendar years")

    def __str__(self) -> str:
        return str(self.year)
