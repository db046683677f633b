"""A case's course in words: what happened, who did it, when — as much as one may read."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from grievances.masks import masked
from portal.loop.models import Step
from portal.loop.spec import LoopSpec, Move, Who, Words
from portal.loop.words import time_words

PUBLIC, PEOPLE, STAFF = range(3)
_LATE = frozenset({"overdue", "relapsed", "reopen"})
_WAITING = frozenset({"ask", "supervise", "whistle"})


def level_of(*, own: bool, full: bool) -> int:
    """How much somebody may read."""
    return STAFF if full else PEOPLE if own else PUBLIC


def timeline(
    steps: Sequence[Step],
    spec: LoopSpec,
    *,
    level: int,
    photos: Mapping[int, list[dict[str, str]]],
    others: Mapping[int, str],
) -> list[dict[str, Any]]:
    """The steps as the timeline shows them, the newest first.

    `photos` by step, those this person may see; `others` the numbers of other cases by id, those
    whose pages exist for this person.
    """
    shown = []
    result: Step | None = None
    for step in steps:
        move = spec.moves[step.move]
        if step.move == "report":
            result = step
        if not (move.is_public or level == STAFF):
            continue
        # Whoever reads the report has its words there already.
        cleared = step.move == "clear" and result and level != STAFF
        source = result if cleared and result else step
        words, pictures = _words(step, move, source, level, others), photos.get(source.pk, [])
        # A note of which one may read nothing says nothing.
        if step.move == "note" and not (words or pictures):
            continue
        shown.append(
            {
                "what": _past(step, move),
                "who": who_of(step),
                "at": step.at,
                "when": time_words(step.at),
                "words": words,
                "photos": pictures,
                "tone": _tone(step),
                "internal": not move.is_public or _is_internal(step),
            }
        )
    return shown[::-1]


def _is_internal(step: Step) -> bool:
    """Whether a note was for those alone who work on it."""
    return step.move == "note" and not (step.words or step.facts.get("photos"))


def _past(step: Step, move: Move) -> str:
    """What happened, without who."""
    return _(move.past)


def who_of(step: Step) -> str:
    """Who did it: a body, the person, the clock. Nobody's name."""
    if step.who == Who.FILER or step.move in {"rate", "reopen"}:
        return _("The person")
    if step.body:
        return step.body.name
    if step.who == Who.SYSTEM:
        return _("The clock")
    return _("The community")


def _tone(step: Step) -> str:
    if step.move in _LATE:
        return "late"
    return "waiting" if step.move in _WAITING else "done"


def _words(step: Step, move: Move, source: Step, level: int, others: Mapping[int, str]) -> str:
    said = []
    if _may_read(step, move, source, level) and source.words:
        said.append(source.words if level else masked(source.words))
    if step.move == "decline" and (way := step.facts.get("way_on")):
        said.append(_("Where to go instead: %s") % way)
    if number := others.get(step.facts.get("into", 0)):
        said.append(number)
    if level == STAFF and step.note:
        said.append(_("Note: %s") % step.note)
    return "\n".join(said)


def _may_read(step: Step, move: Move, source: Step, level: int) -> bool:
    """The result is for all once it is cleared; other words as the table says."""
    if level == STAFF or source is not step or move.words is Words.PUBLIC:
        return True
    return level == PEOPLE and move.words is Words.PEOPLE
