"""The public page: words and photos that a triager has cleared, and taking them back."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from grievances.actions.work import move
from grievances.masks import finds
from grievances.models import Grievance
from portal.attachments.actions import clear, unclear
from portal.attachments.models import Attachment
from portal.loop import engine
from portal.loop.models import Case, Step
from portal.loop.standing import Actor


class PersonalData(engine.Refused):
    """The cleared words still hold personal data."""


@transaction.atomic
def publish(
    grievance: Grievance,
    *,
    title: str,
    text: str,
    photos: Iterable[Attachment],
    by: Actor,
    at: datetime,
) -> Step:
    """Clear a complaint's title, words and chosen photos for everybody.

    Raises PersonalData where they still hold a number of a person, engine.Refused otherwise.
    """
    if found := [*finds(title), *finds(text)]:
        raise PersonalData(_("Still personal: %s") % "、".join(find.text for find in found))
    if not title.strip() or not text.strip():
        raise engine.Missing(_("A public page needs a title and words."))
    if not grievance.may_publish:
        raise engine.OutOfTurn(_("The person asked us not to publish this."))
    case = grievance.case
    case.title, grievance.public_text = title.strip(), text.strip()
    case.save(update_fields=["title"])
    grievance.save(update_fields=["public_text"])
    step = move(case, "publish", by=by, at=at)
    _clear_photos(case, {photo.pk for photo in photos}, step)
    return step


def photos_of(case: Case) -> QuerySet[Attachment]:
    """The photos sent with a complaint and with its steps: results, checks, answers."""
    steps = case.steps.values_list("pk", flat=True)
    holders = [f"grievance:{case.pk}", *(f"step:{pk}" for pk in steps)]
    return Attachment.objects.filter(holder__in=holders).order_by("added_at", "position")


def _clear_photos(case: Case, chosen: set[UUID], step: Step) -> None:
    """The public sees the chosen photos and no other."""
    for photo in photos_of(case):
        if photo.pk in chosen and step.by:
            clear(photo, by=step.by, at=step.at)
        else:
            unclear(photo)
