"""Users, the bodies they sit in, where they live, and the duties they hold."""

from datetime import date
from typing import Any, ClassVar, Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models.functions import Now
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from portal.people.sealed import SealedField, fingerprint
from portal.places.models import Area, Household
from portal.roles.grants import Duty as DutyName
from portal.roles.grants import Role, Seat
from portal.roles.words import choices

PHONE_COLUMN = "people.phone"


def translated(pairs: list[tuple[str, str]]) -> list[tuple[str, Any]]:
    """Choices with their labels translated when shown."""
    return [(value, _(label)) for value, label in pairs]


class UserManager(BaseUserManager["User"]):
    """Makes users; phones are looked up by their keyed hash."""

    def create_user(self, *, name: str, password: str | None = None, **fields: Any) -> "User":
        """A user with a display name; without a password they sign in by phone and code."""
        phone = fields.pop("phone", "")
        user = self.model(name=name, **fields)
        user.set_phone(phone)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, *, username: str, password: str, **fields: Any) -> "User":
        """An installation's administrator."""
        fields.setdefault("name", username)
        return self.create_user(
            username=username, password=password, is_staff=True, is_superuser=True, **fields
        )

    def get_by_natural_key(self, username: str | None) -> "User":
        """By user name, as Django's own log-in asks."""
        return self.get(username=username)

    def by_phone(self, phone: str) -> "User | None":
        """The user who has verified this number (E.164), if any."""
        return self.filter(
            phone_hash=fingerprint(phone, column=PHONE_COLUMN), phone_verified_at__isnull=False
        ).first()


class User(AbstractBaseUser, PermissionsMixin):
    """A person. The phone is sealed; a name is shown only where it is needed."""

    class Age(models.TextChoices):
        """Coarse age, asked for and optional: which groups stand on each side of a matter."""

        UNKNOWN = "", _("Not said")
        YOUNG = "young", _("Under 45")
        MIDDLE = "middle", _("45 to 59")
        ELDER = "elder", _("60 and over")

    # Staff sign in by this name; residents have none.
    username = models.CharField(_("User name"), max_length=60, unique=True, null=True, blank=True)
    name = models.CharField(_("Name"), max_length=60)
    email = models.EmailField(_("E-mail"), blank=True)
    phone = SealedField(blank=True, default="")
    phone_hash = models.CharField(max_length=64, blank=True, default="", editable=False)
    phone_verified_at = models.DateTimeField(null=True, blank=True)
    language = models.CharField(_("Language"), max_length=10, blank=True, default="")
    age = models.CharField(_("Age"), max_length=10, choices=Age, blank=True, default="")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(_("May open the administration"), default=False)
    joined_at = models.DateTimeField(db_default=Now())
    erased_at = models.DateTimeField(null=True, blank=True)
    # Part of what a session is signed with: one more, and every session of this person is over.
    session_round = models.PositiveIntegerField(default=0, editable=False)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        verbose_name = _("Person")
        verbose_name_plural = _("People")
        constraints = [
            # Unverified numbers may repeat: nobody can squat another's number by typing it.
            models.UniqueConstraint(
                name="verified_phone_once",
                fields=["phone_hash"],
                condition=models.Q(phone_verified_at__isnull=False) & ~models.Q(phone_hash=""),
            ),
        ]
        indexes = [models.Index(fields=["phone_hash"])]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        """The display name, as Django's admin asks."""
        return self.name

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        said = f"{self.password}:{self.session_round}"
        return salted_hmac(
            "portal.people.session", said, secret=secret, algorithm="sha256"
        ).hexdigest()

    def set_phone(self, phone: str) -> None:
        """Set the number (E.164, or empty) together with its hash."""
        self.phone = phone
        self.phone_hash = fingerprint(phone, column=PHONE_COLUMN) if phone else ""


class BodyQuerySet(models.QuerySet["Body"]):
    """Bodies read as prose."""

    def active(self) -> Self:
        """Those that still sit at a table."""
        return self.filter(is_active=True)

    def at_table_of(self, area: Area) -> Self:
        """Bodies of this area or of one above it: those that can be called to its matters."""
        return self.active().filter(area__in=area.ancestry)


class Body(models.Model):
    """An organisation or group that sits at the table of one area."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="bodies", verbose_name=_("Area"))
    seat = models.CharField(_("Seat"), max_length=20, choices=translated(choices(Seat)))
    # The street office and a department share a seat, but not its rights.
    is_street_office = models.BooleanField(_("Is the street office"), default=False)
    name = models.CharField(_("Name"), max_length=80)
    phone = models.CharField(_("Public phone"), max_length=20, blank=True)
    is_active = models.BooleanField(_("Active"), default=True)

    objects: ClassVar[BodyQuerySet] = BodyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["area__path", "seat", "name"]
        verbose_name = _("Body")
        verbose_name_plural = _("Bodies")
        constraints = [
            models.UniqueConstraint(name="body_name_in_area", fields=["area", "name"]),
            models.CheckConstraint(
                name="street_office_is_government",
                condition=models.Q(is_street_office=False) | models.Q(seat=Seat.GOVERNMENT),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TermQuerySet(models.QuerySet[Any]):
    """Rows that run from a day to a day."""

    def on(self, day: date) -> Self:
        """Those that run on this day."""
        return self.filter(term__contains=day)


def _no_overlap(name: str, *fields: str) -> ExclusionConstraint:
    return ExclusionConstraint(
        name=name,
        expressions=[
            *((field, RangeOperators.EQUAL) for field in fields),
            ("term", RangeOperators.OVERLAPS),
        ],
    )


class Membership(models.Model):
    """A user's place in a body, for a term `[first day, day after the last)`; history stays."""

    class Rank(models.TextChoices):
        """What the person is in the body."""

        HEAD = "head", _("Head")
        MEMBER = "member", _("Member")

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    body = models.ForeignKey(Body, models.PROTECT, related_name="memberships")
    rank = models.CharField(_("Rank"), max_length=10, choices=Rank, default=Rank.MEMBER)
    term = DateRangeField(_("Term"))

    objects: ClassVar[TermQuerySet] = TermQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("Membership")
        verbose_name_plural = _("Memberships")
        constraints = [_no_overlap("membership_terms_apart", "user", "body")]

    def __str__(self) -> str:
        return f"{self.user_id} @ {self.body_id}"


class ResidencyQuerySet(TermQuerySet):
    """Ties to households read as prose."""

    def waiting(self) -> Self:
        """Claims that nobody has confirmed or refused."""
        return self.filter(verified_at=None, refused_at=None)

    def under(self, *paths: str) -> Self:
        """Those of households in these areas or below."""
        return self.filter(household__building__in=Area.objects.under(*paths))


class Residency(models.Model):
    """A user lives in, owns, or trades from a household; counts for votes once verified."""

    class Tie(models.TextChoices):
        """How the person is tied to the household."""

        OWNER = "owner", _("Owner")
        TENANT = "tenant", _("Tenant")
        FAMILY = "family", _("Family member")
        SHOP = "shop", _("Shop")

    user = models.ForeignKey(User, models.PROTECT, related_name="residencies")
    household = models.ForeignKey(Household, models.PROTECT, related_name="residencies")
    tie = models.CharField(_("As"), max_length=10, choices=Tie)
    term = DateRangeField(_("From and to"))
    verified_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    verified_at = models.DateTimeField(null=True, blank=True)
    refused_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    refused_at = models.DateTimeField(null=True, blank=True)
    refused_why = models.CharField(_("Why not"), max_length=200, blank=True)

    objects: ClassVar[ResidencyQuerySet] = ResidencyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("Residency")
        verbose_name_plural = _("Residencies")
        constraints = [
            _no_overlap("residency_terms_apart", "user", "household"),
            models.CheckConstraint(
                name="verified_by_someone_else",
                condition=models.Q(verified_at__isnull=True, verified_by__isnull=True)
                | (
                    models.Q(verified_at__isnull=False, verified_by__isnull=False)
                    & ~models.Q(verified_by=models.F("user"))
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} @ {self.household_id}"


class Duty(models.Model):
    """A duty given by name in an area, for a term; the database keeps exclusive ones apart."""

    user = models.ForeignKey(User, models.PROTECT, related_name="duties")
    area = models.ForeignKey(Area, models.PROTECT, related_name="duties")
    name = models.CharField(_("Duty"), max_length=20, choices=translated(choices(DutyName)))
    term = DateRangeField(_("Term"))

    objects: ClassVar[TermQuerySet] = TermQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("Duty")
        verbose_name_plural = _("Duties")
        constraints = [_no_overlap("duty_terms_apart", "user", "area", "name")]

    def __str__(self) -> str:
        return self.name


class PersonalLook(models.Model):
    """Someone looked at a person's data: append-only, the person reads it."""

    looked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=translated(choices(Role)))
    # Whose data: an account, or (a person without one) the matter they left their number with.
    person = models.ForeignKey(User, models.PROTECT, null=True, related_name="looks_at_me")
    matter = models.CharField(max_length=40)
    why = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["person", "-id"]),
            models.Index(fields=["matter"]),
        ]

    def __str__(self) -> str:
        return self.matter
