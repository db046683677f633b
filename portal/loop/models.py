"""Cases and their steps, who leads them, who joined them, and the official calendar."""

from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.loop.fold import ENDS, Content, Outcome, Solved, Stage, Urgency
from portal.people.models import Body, User
from portal.people.sealed import SealedField
from portal.places.models import Area


def _choices(kind: Any) -> list[tuple[str, str]]:
    return [(member.value, member.value) for member in kind]


_OPEN = models.Q(stage__in=[stage.value for stage in Stage if stage.is_open])
_LED = models.Q(stage__in=[Stage.LEADING, Stage.HANDLING, Stage.FEEDBACK, Stage.TRACKING])


class CaseQuerySet(models.QuerySet["Case"]):
    """Cases read as prose."""

    def open(self) -> Self:
        """Those in which something is still to be done."""
        return self.filter(_OPEN)

    def public(self) -> Self:
        """Those cleared for everybody."""
        return self.filter(is_public=True)

    def overdue(self, *, at: datetime) -> Self:
        """Open cases whose deadline has run out."""
        return self.open().filter(due_at__lt=at)

    def to_look_at(self, *, at: datetime) -> Self:
        """Open cases in which time itself has something to do."""
        return self.open().filter(look_at__lte=at)

    def led_by(self, bodies: Any) -> Self:
        """Cases in which one of these bodies leads or co-handles now."""
        return self.filter(
            pk__in=Assignment.objects.filter(body__in=bodies, ended_at=None).values("case")
        )

    def followed_by(self, user: User) -> Self:
        """Cases the person filed or joined."""
        return self.filter(
            models.Q(filer=user) | models.Q(pk__in=Joining.objects.filter(user=user).values("case"))
        )


class Case(models.Model):
    """One matter on its way through the loop; every column is folded from its steps.

    Only `portal.loop.engine` writes it. The origin's own row points here, never the other way.
    """

    origin = models.CharField(max_length=20)
    number = models.CharField(max_length=24, unique=True)
    kind = models.CharField(max_length=30)
    title = models.CharField(_("Title"), max_length=120)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    community = models.ForeignKey(Area, models.PROTECT, related_name="cases")
    # Whose matter it is: none for one filed without account, or by phone.
    filer = models.ForeignKey(User, models.PROTECT, null=True, related_name="cases")
    accused: Any = models.ManyToManyField(Body, through="Accusation", related_name="complaints")

    stage = models.CharField(max_length=10, choices=_choices(Stage))
    round = models.PositiveSmallIntegerField(default=1)
    urgency = models.CharField(max_length=10, choices=_choices(Urgency))
    desk = models.ForeignKey(Area, models.PROTECT, related_name="desk_cases")
    lead = models.ForeignKey(Body, models.PROTECT, null=True, related_name="led_cases")
    person = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    hands = ArrayField(models.BigIntegerField(), default=list)
    objected = ArrayField(models.BigIntegerField(), default=list)
    called = ArrayField(models.BigIntegerField(), default=list)
    objection_open = models.BooleanField(default=False)
    object_by = models.DateTimeField(null=True)
    filed_at = models.DateTimeField()
    respond_by = models.DateTimeField(null=True)
    resolve_by = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    look_at = models.DateTimeField(null=True)
    is_reachable = models.BooleanField(default=True)
    signed_at = models.DateTimeField(null=True)
    contacted_at = models.DateTimeField(null=True)
    responded_at = models.DateTimeField(null=True)
    waiting_since = models.DateTimeField(null=True)
    asks = models.PositiveSmallIntegerField(default=0)
    extension_wanted = models.DateTimeField(null=True)
    extended = models.BooleanField(default=False)
    reported_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=10, choices=_choices(Outcome), null=True)  # noqa: DJ001
    promised_at = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)
    reopened = models.PositiveSmallIntegerField(default=0)
    supervised_at = models.DateTimeField(null=True)
    rated_round = models.PositiveSmallIntegerField(default=0)
    solved = models.CharField(max_length=10, choices=_choices(Solved), null=True)  # noqa: DJ001
    result = models.CharField(max_length=10, choices=_choices(Content), null=True)  # noqa: DJ001
    manner = models.CharField(max_length=10, choices=_choices(Content), null=True)  # noqa: DJ001
    rated_at = models.DateTimeField(null=True)
    unreached = models.PositiveSmallIntegerField(default=0)
    is_assessable = models.BooleanField(default=True)
    check_at = models.DateTimeField(null=True)
    check_asked = models.BooleanField(default=False)
    warned_at = models.DateTimeField(null=True)
    overdue_at = models.DateTimeField(null=True)
    was_late = models.BooleanField(default=False)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    is_public = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True)
    # The number of steps: also the version that caches of a row are keyed by.
    version = models.PositiveIntegerField(default=0)

    objects: ClassVar[CaseQuerySet] = CaseQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("Case")
        verbose_name_plural = _("Cases")
        constraints = [
            models.CheckConstraint(
                name="case_stage_known", condition=models.Q(stage__in=[s.value for s in Stage])
            ),
            models.CheckConstraint(
                name="case_led_has_lead", condition=~_LED | models.Q(lead__isnull=False)
            ),
            models.CheckConstraint(
                name="case_ended_has_no_deadline",
                condition=_OPEN & models.Q(ended_at__isnull=True)
                | ~_OPEN & models.Q(due_at__isnull=True, ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="case_merged_knows_into",
                condition=models.Q(stage=Stage.MERGED, merged_into__isnull=False)
                | ~models.Q(stage=Stage.MERGED) & models.Q(merged_into__isnull=True),
            ),
            models.CheckConstraint(
                name="case_not_into_itself", condition=~models.Q(merged_into=models.F("pk"))
            ),
        ]
        indexes = [
            # The public list, newest first, of the whole house and of one community.
            models.Index(name="case_public", fields=["-id"], condition=models.Q(is_public=True)),
            models.Index(
                name="case_public_here",
                fields=["community", "-id"],
                condition=models.Q(is_public=True),
            ),
            # The desk's queue and the sweep: over open cases alone, however many are closed.
            models.Index(name="case_queue", fields=["due_at", "id"], condition=_OPEN),
            models.Index(name="case_desk_queue", fields=["desk", "due_at", "id"], condition=_OPEN),
            models.Index(name="case_look", fields=["look_at"], condition=_OPEN),
            models.Index(name="case_filer", fields=["filer", "-id"]),
            models.Index(name="case_community_filed", fields=["community", "filed_at"]),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done."""
        return Stage(self.stage) not in ENDS


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
    target = models.CharField(max_length=10, choices=_choices(Stage))
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
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.body_id}"


class Accusation(models.Model):
    """A body the case complains about: it never leads, helps, checks, or learns who complained."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="accusations")
    body = models.ForeignKey(Body, models.PROTECT, related_name="accusations")

    class Meta:
        constraints = [models.UniqueConstraint(name="accused_once", fields=["case", "body"])]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.body_id}"


class Joining(models.Model):
    """“This is mine too”: a person carried along with a case."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="joinings")
    user = models.ForeignKey(User, models.PROTECT, related_name="joinings")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="joined_once", fields=["case", "user"])]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.user_id}"


class Call(models.Model):
    """A whistled body, due to report in; who came, and when, is public."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="calls")
    body = models.ForeignKey(Body, models.PROTECT, related_name="calls")
    called_at = models.DateTimeField()
    due_at = models.DateTimeField()
    reported_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="called_once",
                fields=["case", "body"],
                condition=models.Q(reported_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.body_id}"


class Rating(models.Model):
    """The person's answer in one round: three questions, once."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="ratings")
    round = models.PositiveSmallIntegerField()
    solved = models.CharField(max_length=10, choices=_choices(Solved))
    result = models.CharField(max_length=10, choices=_choices(Content))
    manner = models.CharField(max_length=10, choices=_choices(Content))
    # Who asked by phone; none where the person answered on the page.
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="rated_once", fields=["case", "round"])]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.round}"


class Contact(models.Model):
    """How to reach a person who filed without an account; sealed, and apart from the case."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="contact")
    name = SealedField(blank=True, default="")
    phone = SealedField(blank=True, default="")
    phone_hash = models.CharField(max_length=64, blank=True, default="", db_index=True)
    confirmed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.case_id)


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
