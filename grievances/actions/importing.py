"""Taking messages over from a city's hotline: judged first, then taken one by one.

Each message is a transaction of its own: what fits goes in, what doesn't is reported with its line
and the reason. A message is known by the hotline's number and the kind it was listed under, so the
same file taken twice adds nothing. The command and the administration both come through here.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from grievances.actions.coding import is_known, known_first_level
from grievances.actions.filing import title_of
from grievances.actions.shelving import shelve
from grievances.codes import plain_kind
from grievances.masks import masked
from grievances.models import Grievance, HotlineFile
from grievances.outside import Line, Message
from portal.loop import engine
from portal.loop.announce import seated
from portal.loop.clock import day_of
from portal.loop.fold import Urgency
from portal.loop.models import Case
from portal.loop.standing import RECEIPT_HOLDER, Actor
from portal.notices.actions import Message as Notice
from portal.notices.actions import tell
from portal.people.models import User
from portal.places.models import Area
from portal.roles.grants import Permission

LONGEST_TITLE = 120


class Fate(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    KNOWN = "known"  # there already
    CHANGED = "changed"  # there already, with other words: reported, never overwritten
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Finding:
    """What became, or would become, of one row; `kind` is the plain word it gets."""

    line: int
    number: str
    fate: Fate
    reason: str = ""
    kind: str = ""
    is_late: bool = False


def check_may(by: Actor | None, area: Area) -> None:
    """Raises engine.NotYours where somebody may not hand messages in for others there.

    None is whoever has the machine's command line.
    """
    if by is None or (by.user is not None and by.user.is_superuser):
        return
    if not by.powers.may(Permission.FILE_FOR_OTHERS, area):
        raise engine.NotYours(_("Only those who take calls here may file for somebody else."))


def judge(line: Line, *, at: datetime) -> Finding:
    """What would become of a row now; nothing is written."""
    message = line.message
    if message is None:
        return Finding(line.line, line.number, Fate.REFUSED, line.refusal)
    if message.at > at:
        reason = _("It is dated in the future: %s") % message.at.strftime("%Y-%m-%d %H:%M")
        return Finding(line.line, line.number, Fate.REFUSED, reason)
    kind = plain_kind(message.kind, message.title, message.text)
    fate, reason = _known(message)
    return Finding(line.line, line.number, fate, reason or _remarks(message), kind)


def _known(message: Message) -> tuple[Fate, str]:
    there = dict(
        Grievance.objects.filter(outside_number=message.number).values_list("outside_kind", "text")
    )
    if message.kind in there:
        if there[message.kind] == message.text:
            return Fate.KNOWN, ""
        return Fate.CHANGED, _("Its words have changed since; those taken over stay.")
    if there and not message.twin:
        return Fate.CHANGED, _("It has another kind since; the one taken over stays.")
    return Fate.NEW, ""


def _remarks(message: Message) -> str:
    remarks = [message.remark]
    if not is_known(message.kind):
        remarks.append(_("The kind “%s” is not in the official tree.") % message.kind[:30])
    if message.twin:
        remarks.append(_("The same message as in line %d, under another kind.") % message.twin)
    return " ".join(filter(None, remarks))


def take_in(line: Line, *, area: Area, at: datetime) -> Finding:
    """Take one row over, if it is fit and new; says what became of it."""
    finding = judge(line, at=at)
    if line.message is None or finding.fate is not Fate.NEW:
        return finding
    try:
        with transaction.atomic():
            case = _begin(line.message, finding.kind, area, at)
    except IntegrityError:
        # Somebody took the same message over at this very moment: theirs is the one.
        return judge(line, at=at)
    is_late = case.respond_by is not None and case.respond_by < at
    return Finding(line.line, line.number, Fate.NEW, finding.reason, finding.kind, is_late)


def _begin(message: Message, kind: str, area: Area, at: datetime) -> Case:
    """The message's case, filed when it was written. Who wrote it stays with the hotline."""
    title = masked(message.title)[:LONGEST_TITLE] or title_of(masked(message.text))
    case = engine.begin(
        "grievance",
        title=title,
        kind=kind,
        area=area,
        urgency=Urgency.ORDINARY,
        by=RECEIPT_HOLDER,
        at=message.at,
        phone=message.phone,
        facts={"taken_over_at": at.isoformat()},
    )
    grievance = Grievance.objects.create(
        case=case,
        area=area,
        text=message.text,
        coding=known_first_level(message.kind),
        source=Grievance.Source.IMPORT,
        outside_number=message.number,
        outside_kind=message.kind,
    )
    shelve(grievance)
    return case


@dataclass(frozen=True, slots=True)
class Origin:
    """Which file the rows come from."""

    name: str
    sha256: str


def take_over(
    lines: Iterable[Line], *, origin: Origin, area: Area, by: Actor | None, at: datetime
) -> tuple[HotlineFile, list[Finding]]:
    """Take all rows of a file over, and tell the desk once. Raises engine.NotYours."""
    check_may(by, area)
    findings = [take_in(line, area=area, at=at) for line in lines]
    return conclude(findings, origin=origin, area=area, by=by.user if by else None, at=at), findings


@transaction.atomic
def conclude(
    findings: Iterable[Finding], *, origin: Origin, area: Area, by: User | None, at: datetime
) -> HotlineFile:
    """Put a file on record, and tell those who decide: one notice, however many cases it brings."""
    rows = list(findings)
    counts = {str(fate): sum(row.fate is fate for row in rows) for fate in Fate}
    file = HotlineFile.objects.create(
        name=origin.name[:200],
        sha256=origin.sha256,
        area=area,
        by=by,
        at=at,
        late=sum(row.is_late for row in rows),
        left_out=[left_out(row) for row in rows if row.fate in {Fate.CHANGED, Fate.REFUSED}],
        **counts,
    )
    if file.new:
        _tell_desk(file)
    return file


def left_out(finding: Finding) -> dict[str, object]:
    """The line of a report: where, which number, what, why."""
    row = asdict(finding)
    return {name: row[name] for name in ("line", "number", "fate", "reason")}


def _tell_desk(file: HotlineFile) -> None:
    day, desk = day_of(file.at), file.area.community or file.area
    here = seated(Permission.TRIAGE, [desk.pk], on=day)
    for user in here or seated(Permission.TRIAGE, desk.ancestry, on=day):
        with translation.override(user.language or "zh-hans"):
            words = Notice(
                subject=_("%(new)d messages came from the hotline, %(late)d of them overdue.")
                % {"new": file.new, "late": file.late},
                link="/queue/",
            )
        tell(user, words, event=f"hotline:{file.pk}", at=file.at)
