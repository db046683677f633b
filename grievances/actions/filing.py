"""Filing: from a draft, exactly once; and the receipt of a person unknown."""

import base64
import hashlib
import hmac
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from portal.attachments.actions import adopt

from grievances.actions.shelving import shelve
from grievances.models import Draft, Grievance
from portal.loop import engine
from portal.loop.fold import Urgency
from portal.loop.standing import RECEIPT_HOLDER, Actor
from portal.people.models import User
from portal.people.sealed import fingerprint

RECEIPT_COLUMN = "grievances.receipt"
TITLE_LENGTH = 40


def title_of(text: str) -> str:
    """A working title: the first sentence, cut to forty characters."""
    first = " ".join(text.split())
    for mark in "。！？!?；;\n":
        first = first.split(mark)[0] or first
    return first if len(first) <= TITLE_LENGTH else first[: TITLE_LENGTH - 1] + "…"


def receipt_code(draft: UUID) -> str:
    """The receipt code of a draft: ten characters without I, L, O, 0 and 1, always the same."""
    digest = hmac.new(settings.SEAL_KEY.encode(), draft.bytes, hashlib.sha256).digest()
    letters = base64.b32encode(digest).decode()
    return letters.translate(str.maketrans("ILO", "789"))[:10]


def receipt_print(code: str) -> str:
    """The keyed hash under which a receipt code is kept."""
    plain = "".join(code.upper().split()).replace("-", "")
    return fingerprint(plain, column=RECEIPT_COLUMN)


@transaction.atomic
def file(draft: Draft, *, by: Actor, at: datetime) -> Grievance:
    """File a draft; a draft that was filed already gives the complaint it became.

    Raises engine.Refused with its sentence; the draft stays as it is then.
    """
    draft = Draft.objects.select_for_update().get(pk=draft.pk)
    if done := Grievance.objects.with_case().filter(draft=draft.pk).first():
        return done
    if draft.area is None:
        raise engine.Missing(_("Say where it is."))
    filer = _filer(draft, by)
    case = engine.begin(
        "grievance",
        title=title_of(draft.text),
        kind=draft.kind,
        area=draft.area,
        urgency=Urgency(draft.urgency),
        by=by if filer or draft.is_for_other else RECEIPT_HOLDER,
        at=at,
        filer=filer,
        name="" if draft.is_anonymous and not draft.is_for_other else draft.name,
        phone="" if filer else draft.phone,
        accused=tuple(draft.accused.all()),
    )
    grievance = Grievance.objects.create(
        case=case,
        area=draft.area,
        point_x=draft.point_x,
        point_y=draft.point_y,
        text=draft.text,
        may_publish=draft.may_publish,
        source=Grievance.Source.COUNTER if draft.is_for_other else Grievance.Source.WEB,
        draft=draft.pk,
        receipt="" if filer else receipt_print(receipt_code(draft.pk)),
    )
    adopt(f"draft:{draft.pk}", f"grievance:{case.pk}")
    shelve(grievance)
    return grievance


def _filer(draft: Draft, by: Actor) -> User | None:
    """Whose case it becomes: the owner's, unless it is anonymous or for somebody else."""
    return None if draft.is_anonymous or draft.is_for_other else by.user


def by_receipt(number: str, code: str) -> Grievance | None:
    """The complaint of a number and its receipt code, if they belong together."""
    return (
        Grievance.objects.with_case()
        .filter(case__number=number.strip().upper(), receipt=receipt_print(code))
        .exclude(receipt="")
        .first()
    )
