"""The case: one row per matter, every column folded from its steps."""

from datetime import datetime
from typing import Any, ClassVar, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from portal.loop.state import ENDS, Content, Outcome, Solved, Stage, Urgency
from portal.people.models import Body, User
from portal.places.models import Area


def codes(kind: Any) -> list[tuple[str, str]]:
    return [(member.value, member.value) for member in kind]


_OPEN = models.Q(stage__in=[stage.value for stage in Stage if stage.is_open])
_LED = models.Q(stage__in=[Stage.LEADING, Stage.HANDLING, Stage.FEEDBACK, Stage.TRACKING])


# Each part by an index of its own: an OR of the two would read every case.
_CARRYING = """
WITH RECURSIVE up(id) AS (
    SELECT merged_into_id FROM loop_case WHERE merged_into_id IS NOT NULL AND filer_id = %s
    UNION SELECT c.merged_into_id FROM loop_joining j JOIN loop_case c ON c.id = j.case_id
    WHERE j.user_id = %s AND c.merged_into_id IS NOT NULL
    UNION SELECT c.merged_into_id FROM loop_case c JOIN up USING (id)
    WHERE c.merged_into_id IS NOT NULL
) SELECT id FROM up"""


def among(column: str, rows: models.QuerySet[Any, Any]) -> models.Func:
    """Whether a column is one of the values of rows: `IN`, but found by the column's index.

    Of `IN (…) OR IN (…)` PostgreSQL looks at every row of the table; each of these arrays is read
    once, and the indexes are joined.
    """
    return models.Func(
        models.F(column),
        ArraySubquery(rows),
        template="(%(expressions)s))",
        arg_joiner=" = ANY(",
        output_field=models.BooleanField(),
    )


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
        now = models.Q(assignments__body__in=bodies, assignments__ended_at=None)
        return self.filter(pk__in=Case.objects.filter(now).values("pk"))

    def carrying(self, user: User) -> Self:
        """Cases into which one the person filed or joined was merged, however far up."""
        return self.filter(pk__in=RawSQL(_CARRYING, (user.pk, user.pk)))  # noqa: S611 - no input

    def followed_by(self, user: User) -> Self:
        """Cases the person filed or joined."""
        joined = Case.objects.filter(joinings__user=user).values("pk")
        return self.filter(models.Q(filer=user) | models.Q(among("pk", joined)))


class Case(models.Model):
    """One matter on its way through the loop; every column is folded from its steps.

    Only `portal.loop.engine` writes it. The origin's own row points here, never the other way.
    """

    origin = models.CharField(max_length=20)
    number = models.CharField(max_length=32, unique=True)
    kind = models.CharField(max_length=30)
    title = models.CharField(_("Title"), max_length=120)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    community = models.ForeignKey(Area, models.PROTECT, related_name="cases")
    # Whose matter it is: none for one filed without account, or by phone.
    filer = models.ForeignKey(User, models.PROTECT, null=True, related_name="cases")
    accused: Any = models.ManyToManyField(
        Body, through="Accusation", related_name="complaints", through_fields=("case", "body")
    )

    stage = models.CharField(max_length=10, choices=codes(Stage))
    round = models.PositiveSmallIntegerField(default=1)
    urgency = models.CharField(max_length=10, choices=codes(Urgency))
    desk = models.ForeignKey(Area, models.PROTECT, related_name="desk_cases")
    lead = models.ForeignKey(Body, models.PROTECT, null=True, related_name="led_cases")
    person = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    hands = ArrayField(models.BigIntegerField(), default=list)
    objected = ArrayField(models.BigIntegerField(), default=list)
    called = ArrayField(models.BigIntegerField(), default=list)
    objection_open = models.BooleanField(default=False)
    object_by = models.DateTimeField(null=True)
    lead_decided = models.BooleanField(default=False)
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
    extension_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    extended = models.BooleanField(default=False)
    reported_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=10, choices=codes(Outcome), null=True)  # noqa: DJ001
    promised_at = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)
    reopened = models.PositiveSmallIntegerField(default=0)
    supervised_at = models.DateTimeField(null=True)
    rated_round = models.PositiveSmallIntegerField(default=0)
    solved = models.CharField(max_length=10, choices=codes(Solved), null=True)  # noqa: DJ001
    result = models.CharField(max_length=10, choices=codes(Content), null=True)  # noqa: DJ001
    manner = models.CharField(max_length=10, choices=codes(Content), null=True)  # noqa: DJ001
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
            models.Index(
                name="case_public_kind", fields=["kind", "-id"], condition=models.Q(is_public=True)
            ),
            # The queues and the sweep: over open cases alone, however many are closed.
            models.Index(name="case_queue", fields=["due_at", "id"], condition=_OPEN),
            models.Index(name="case_desk_queue", fields=["desk", "due_at", "id"], condition=_OPEN),
            models.Index(name="case_lead_queue", fields=["lead", "due_at", "id"], condition=_OPEN),
            models.Index(
                name="case_community_queue", fields=["community", "due_at", "id"], condition=_OPEN
            ),
            models.Index(name="case_look", fields=["look_at"], condition=_OPEN),
            models.Index(name="case_filer", fields=["filer", "-id"]),
            models.Index(name="case_community_filed", fields=["community", "filed_at"]),
            # The month's numbers on the front page.
            models.Index(name="case_filed", fields=["filed_at"]),
            models.Index(
                name="case_closed",
                fields=["ended_at"],
                include=["was_late"],
                condition=models.Q(stage=Stage.CLOSED),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done."""
        return Stage(self.stage) not in ENDS
