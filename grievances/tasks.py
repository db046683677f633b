"""The broom for complaints never sent."""

from datetime import datetime, timedelta

from celery import shared_task
from django.db.models import Q
from django.utils import timezone

from grievances.models import Draft
from portal.attachments.actions import remove
from portal.attachments.models import Attachment

# Without account a draft is lost with its browser's cookie after a day; an owner may come back.
KEPT_UNOWNED = timedelta(days=2)
KEPT_OWNED = timedelta(days=7)
_BATCH = 500


def purge_drafts(*, at: datetime) -> int:
    """Remove drafts nobody has touched for long, their photos too; how many. May run twice."""
    unowned = Q(owner=None, changed_at__lt=at - KEPT_UNOWNED)
    stale = Draft.objects.filter(unowned | Q(changed_at__lt=at - KEPT_OWNED))
    ids = list(stale.values_list("pk", flat=True)[:_BATCH])
    for photo in Attachment.objects.filter(holder__in=[f"draft:{pk}" for pk in ids]):
        remove(photo)
    return (
        Draft.objects.filter(pk__in=ids)
        .filter(unowned | Q(changed_at__lt=at - KEPT_OWNED))
        .delete()[0]
    )


@shared_task
def sweep_drafts() -> None:
    """Once a night; may run twice."""
    while purge_drafts(at=timezone.now()):
        pass
