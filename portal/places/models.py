"""Areas in one tree, households in buildings, and the rules an area has set."""

from typing import ClassVar, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """The levels of the tree, from the city down."""

    CITY = "city", _("City")
    DISTRICT = "district", _("District")
    STREET = "street", _("Street")
    COMMUNITY = "community", _("Community")
    GRID = "grid", _("Grid")
    BUILDING = "building", _("Building")


class AreaQuerySet(models.QuerySet["Area"]):
    """Areas read as prose."""

    def under(self, *paths: str) -> Self:
        """These areas and all below them; none for no path."""
        if not paths:
            return self.none()
        wanted = models.Q()
        for path in paths:
            wanted |= models.Q(path__startswith=path)
        return self.filter(wanted)

    def above(self, area: "Area") -> Self:
        """An area and its ancestors, the highest first."""
        return self.filter(pk__in=area.ancestry).order_by("path")

    def communities(self) -> Self:
        """Communities alone."""
        return self.filter(kind=Kind.COMMUNITY)

    def buildings(self) -> Self:
        """Buildings alone, in the order of their names' numbers."""
        return self.filter(kind=Kind.BUILDING).order_by("order", "name")


class Area(models.Model):
    """A place in the tree; `path` and `community` are written by the database from the parent's."""

    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("In")
    )
    kind = models.CharField(_("Level"), max_length=10, choices=Kind)
    name = models.CharField(_("Name"), max_length=60)
    code = models.SlugField(_("Code"), max_length=20, unique=True)
    path = models.CharField(max_length=120, unique=True, editable=False)
    # The community this area is or lies in; none above communities. Written by the database.
    community = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="parts"
    )
    order = models.PositiveIntegerField(_("Order"), default=0)
    phone = models.CharField(_("Public phone"), max_length=20, blank=True)
    # Where a building stands on its community's plan, in thousandths of its width and height.
    plan_x = models.PositiveSmallIntegerField(null=True, blank=True)
    plan_y = models.PositiveSmallIntegerField(null=True, blank=True)

    objects: ClassVar[AreaQuerySet] = AreaQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["path"]
        verbose_name = _("Area")
        verbose_name_plural = _("Areas")
        constraints = [
            models.CheckConstraint(
                name="area_on_plan",
                condition=models.Q(plan_x__isnull=True, plan_y__isnull=True)
                | models.Q(plan_x__lte=1000, plan_y__lte=1000),
            ),
            models.UniqueConstraint(name="area_name_in_parent", fields=["parent", "name"]),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def ancestry(self) -> list[int]:
        """Ids from the root down to this area."""
        return [int(part) for part in self.path.strip("/").split("/")]

    def covers(self, other: "Area") -> bool:
        """Whether the other area is this one or lies below it."""
        return other.path.startswith(self.path)


class Household(models.Model):
    """A household of a building: one voice."""

    building = models.ForeignKey(
        Area, models.PROTECT, related_name="households", verbose_name=_("Building")
    )
    door = models.CharField(_("Door"), max_length=30)

    class Meta:
        verbose_name = _("Household")
        verbose_name_plural = _("Households")
        constraints = [
            models.UniqueConstraint(name="household_door", fields=["building", "door"]),
        ]

    def __str__(self) -> str:
        return self.door


class RuleChange(models.Model):
    """A number an area has set: append-only, the newest counts, who and when on record."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="rule_changes")
    key = models.CharField(max_length=60)
    value = models.IntegerField(validators=[MinValueValidator(0), MaxValueValidator(1_000_000_000)])
    why = models.CharField(max_length=200, blank=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["area", "key", "-id"])]

    def __str__(self) -> str:
        return f"{self.key}={self.value}"
