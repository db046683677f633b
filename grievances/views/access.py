"""Finding what this person may see. What does not exist for them is a 404 like anything else."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from grievances.holding import holds_draft, holds_receipt
from grievances.models import Draft, Grievance
from portal.loop import turns
from portal.loop.models import Case
from portal.loop.sight import Sight, sight
from portal.loop.standing import RECEIPT_HOLDER, Actor, actor
from portal.people.models import User

NOBODY = Actor()


def viewer(request: HttpRequest) -> User | None:
    """Who is signed in, if anybody."""
    user = getattr(request, "user", None)
    return user if user is not None and user.is_authenticated else None


@dataclass(frozen=True, slots=True)
class Seen:
    """A case as one person sees it: who looks, how much they see, and as whom they act on it."""

    case: Case
    grievance: Grievance | None
    by: Actor
    sight: Sight

    @property
    def is_filer(self) -> bool:
        """Whether this is who complained, by account or by receipt."""
        filed = self.by.user is not None and self.case.filer_id == self.by.user.pk
        return bool(self.by.given) or filed

    @property
    def reads_filed(self) -> bool:
        """Whether they may read the words as filed: not who joined, anybody can join."""
        return self.is_filer or self.sight.full or self.sight.check

    @property
    def person(self) -> Actor:
        """As whom this browser may act as the one who complained."""
        return RECEIPT_HOLDER if self.by.given else self.by


def seen(request: HttpRequest, number: str, *, at: datetime) -> Seen:
    """The case of a number, if its page exists for whoever asks; raises Http404."""
    found = Case.objects.select_related("area", "community", "desk", "lead", "merged_into")
    case = found.filter(number=number.upper()[:24]).first()
    if case is None:
        raise Http404
    by = _who(request, case, at)
    how = Sight() if by is NOBODY else sight(by, case, turns.state_of(case))
    if not (case.is_public or how.anything):
        raise Http404
    grievance = Grievance.objects.select_related("area").filter(case=case).first()
    if grievance:
        grievance.case = case
    return Seen(case, grievance, by, how)


def _who(request: HttpRequest, case: Case, at: datetime) -> Actor:
    """The signed-in person, the holder of the receipt, both, or nobody."""
    user = viewer(request)
    # Who is in their own case as themselves needs no receipt: the act carries their name.
    holds = case.filer_id is None and holds_receipt(request, case.number)
    if user is None:
        return RECEIPT_HOLDER if holds else NOBODY
    by = actor(user, at=at)
    return Actor(by.user, by.powers, RECEIPT_HOLDER.given) if holds else by


def own(request: HttpRequest, number: str, *, at: datetime) -> Seen:
    """The same for those whose matter it is: who filed, joined or holds the receipt."""
    found = seen(request, number, at=at)
    if not found.sight.own:
        raise Http404
    return found


def filed_from(request: HttpRequest, draft: UUID) -> Grievance | None:
    """What became of a draft, for whoever sent it."""
    grievance = Grievance.objects.with_case().filter(draft=draft).first()
    if grievance is None:
        return None
    user, case = viewer(request), grievance.case
    if holds_draft(request, draft):
        return grievance
    if user and (case.filer_id == user.pk or case.steps.filter(seq=1, by=user).exists()):
        return grievance
    return None


def own_draft(request: HttpRequest, pk: UUID) -> Draft | None:
    """A draft of the signed-in person, or one this browser began without account."""
    draft = Draft.objects.select_related("area", "area__community").filter(pk=pk).first()
    if draft is None:
        return None
    if draft.owner_id is None:
        return draft if holds_draft(request, pk) else None
    user = viewer(request)
    return draft if user and draft.owner_id == user.pk else None


def of_draft(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give a view the draft of its address; one that was sent leads to what became of it."""

    @wraps(view)
    def found(request: HttpRequest, pk: UUID, *args: Any, **kwargs: Any) -> HttpResponse:
        draft = own_draft(request, pk)
        if draft is not None:
            return view(request, draft, *args, **kwargs)
        # Back button, or the form sent twice: one finds the confirmation, not an error.
        if filed_from(request, pk) is None:
            raise Http404
        return redirect("grievances:done", pk=pk)

    return found
