"""Filing: from a draft, exactly once; and the receipt of a person unknown."""

import base64
import hashlib
import hmac
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from grievances.actions.shelving import shelve
from grievances.masks import masked
from grievances.models import Draft, Grievance
from portal.attachments.actions import adopt
from portal.loop import engine
from portal.loop.clock import day_of, end_of
from portal.loop.fold import Urgency
from portal.loop.models import Case, Contact
from portal.loop.standing import RECEIPT_HOLDER, Actor
from portal.people.models import User
from portal.people.sealed import fingerprint
from portal.places.models import Area
from portal.places.rulebook import Rulebook
from portal.roles.grants import Permission

RECEIPT_COLUMN = "grievances.receipt"
TITLE_LENGTH = 40
LONGEST = 5000


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


class TooOften(engine.Refused):
    """The person has filed as often today as the rules allow."""


class NotHere(engine.Refused):
    """Somebody files for others outside the area in which they may."""


@transaction.atomic
def file(draft: Draft, *, by: Actor, at: datetime) -> Grievance:
    """File a draft; a draft that was filed already gives the complaint it became.

    The draft's row is gone afterwards: name and phone lie with the case alone. Raises
    engine.Refused with its sentence, and the draft stays as it is then; Draft.DoesNotExist
    where there is no such draft and no complaint of it.
    """
    locked = Draft.objects.select_for_update(of=("self",)).filter(pk=draft.pk).first()
    if done := Grievance.objects.with_case().filter(draft=draft.pk).first():
        return done
    if locked is None:
        raise Draft.DoesNotExist
    _check(locked, by, at)
    case = _begin(locked, _place(locked), by, at)
    grievance = Grievance.objects.create(
        case=case,
        area=case.area,
        point_x=locked.point_x,
        point_y=locked.point_y,
        text=locked.text.strip(),
        may_publish=locked.may_publish,
        source=Grievance.Source.COUNTER if locked.is_for_other else Grievance.Source.WEB,
        draft=locked.pk,
        receipt="" if case.filer_id else receipt_print(receipt_code(locked.pk)),
    )
    adopt(f"draft:{locked.pk}", f"grievance:{case.pk}")
    shelve(grievance)
    locked.delete()
    return grievance


def _place(draft: Draft) -> Area:
    if draft.area is None:
        raise engine.Missing(_("Say where it is."))
    return draft.area


def _check(draft: Draft, by: Actor, at: datetime) -> None:
    area = _place(draft)
    if not 0 < len(draft.text.strip()) <= LONGEST:
        raise engine.Missing(_("Say what is wrong, in at most 5,000 characters."))
    if draft.is_for_other and not by.powers.may(Permission.FILE_FOR_OTHERS, area):
        raise NotHere(_("You may file for others only in your own area."))
    filer = _filer(draft, by)
    if filer is None:
        return
    midnight = end_of(day_of(at) - timedelta(days=1))
    today = Case.objects.filter(filer=filer, filed_at__gte=midnight).count()
    if today >= Rulebook(area)["grievances.a_day"]:
        raise TooOften(
            _("You have filed %(n)s matters today. Your words are kept: send them tomorrow.")
            % {"n": today}
        )


def _begin(draft: Draft, area: Area, by: Actor, at: datetime) -> Case:
    filer = _filer(draft, by)
    if draft.area is None:
        raise engine.Missing(_("Say where it is."))
    case = engine.begin(
        "grievance",
        # A title goes into lists and messages: nobody's number goes with it.
        title=title_of(masked(draft.text)),
        kind=draft.kind,
        area=area,
        urgency=Urgency(draft.urgency),
        by=by if filer or draft.is_for_other else RECEIPT_HOLDER,
        at=at,
        filer=filer,
        name=draft.name if draft.is_for_other else "",
        phone=_phone(draft, filer),
        accused=tuple(draft.accused.all()),
    )
    if draft.phone_confirmed_at:
        Contact.objects.filter(case=case).update(confirmed_at=draft.phone_confirmed_at)
    return case


def _phone(draft: Draft, filer: User | None) -> str:
    """The number to reach a person without account by: given by phone, or shown to be theirs."""
    trusted = draft.is_for_other or draft.phone_confirmed_at
    return draft.phone if trusted and not filer else ""


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
