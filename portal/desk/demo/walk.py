"""The demo town's cases walk their ways, by the same actions that the pages use."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any

from grievances.actions import publishing, work
from grievances.actions.filing import file
from grievances.models import Draft, Grievance
from portal.desk.demo.matters import Matter
from portal.loop.clock import SHANGHAI, WorkCalendar, day_of, nth_working_day
from portal.loop.fold import Content, Outcome, Solved
from portal.loop.models import Case
from portal.loop.spec import Need
from portal.loop.standing import RECEIPT_HOLDER, actor
from portal.people.models import Body, User
from portal.places.models import Area

N = Need


@dataclass
class Walker:
    """One case under way: who does what, and the time that passes between."""

    matter: Matter
    people: Mapping[str, User]
    bodies: Mapping[str, Body]
    areas: Mapping[str, Area]
    workers: Mapping[str, list[str]]  # body: keys of its people, the head first
    calendar: WorkCalendar
    now: datetime
    at: datetime = field(init=False)
    case: Case = field(init=False)

    def __post_init__(self) -> None:
        """File it, in the morning of its day."""
        day = day_of(self.now) - timedelta(days=self.matter.days_ago)
        self.at = datetime(day.year, day.month, day.day, 8, 20, tzinfo=SHANGHAI)
        self.at = min(self.at, self.now - timedelta(hours=1))
        self.grievance = self._file()
        self.case = self.grievance.case

    def _file(self) -> Grievance:
        matter = self.matter
        owner = self.people.get(matter.who)
        draft = Draft.objects.create(
            owner=owner,
            is_anonymous=owner is None,
            area=self.areas[matter.building],
            text=matter.text,
            kind=matter.kind,
            urgency=matter.urgency,
        )
        if matter.accused:
            draft.accused.add(self.bodies[matter.accused])
        by = actor(owner, at=self.at) if owner else RECEIPT_HOLDER
        return file(draft, by=by, at=self.at)

    def wait(self, *, days: int = 0, hours: int = 0) -> None:
        """Let working days and hours pass, never beyond now."""
        day = nth_working_day(day_of(self.at), days, self.calendar)
        later = datetime(day.year, day.month, day.day, 10, 5, tzinfo=SHANGHAI) if days else self.at
        self.at = min(max(later, self.at) + timedelta(hours=hours), self.now)

    def by(self, key: str) -> Any:
        """A person as an actor at this moment."""
        return actor(self.people[key], at=self.at)

    def do(self, key: str, move: str, **given: Any) -> None:
        """One move by one person."""
        values = {N(name): value for name, value in given.items()}
        work.move(self.case, move, by=self.by(key), at=self.at, given=values)

    @property
    def desk(self) -> str:
        """Whoever decides in the case's community."""
        return "secretary" if self.case.community.code == "ML" else "tt_secretary"

    @property
    def head(self) -> str:
        """The head of the lead body."""
        return self.workers[self.matter.lead][0]

    @property
    def hand(self) -> str:
        """The one who works: the lead body's second person where there is one."""
        return self.workers[self.matter.lead][-1]

    # --- parts of the way -------------------------------------------------------------------------
    def publish(self) -> None:
        """The desk clears the words."""
        publishing.publish(
            self.grievance,
            title=self.matter.title,
            text=self.matter.text,
            photos=[],
            by=self.by(self.desk),
            at=self.at,
        )

    def lead(self) -> None:
        """Cleared, accepted, a lead named."""
        self.wait(hours=2)
        self.publish()
        self.do(self.desk, "accept", lead=self.bodies[self.matter.lead])

    def handle(self) -> None:
        """Signed for, and the person contacted."""
        self.lead()
        self.wait(hours=3)
        self.do(self.hand, "sign")
        if self.case.is_reachable:
            self.wait(hours=1)
            self.do(self.hand, "contact", words="和您通了电话，约好明天上午来看。")

    def result(self, outcome: Outcome = Outcome.DONE, until: date | None = None) -> None:
        """A result, looked over and given."""
        self.wait(days=2)
        extra = {"until": until} if until else {}
        self.do(self.hand, "report", outcome=outcome, words=self.matter.done, **extra)
        self.wait(hours=2)
        self.do(self.desk, "clear")

    def answer(self, solved: Solved, result: Content) -> None:
        """The person answers the three questions, if there is one to ask."""
        if not self.matter.who:
            return
        self.wait(days=1)
        work.answer(
            self.case,
            solved=solved,
            result=result,
            manner=Content.SATISFIED,
            by=self.by(self.matter.who),
            at=self.at,
        )

    def check(self, move: str, words: str) -> None:
        """The effect check, on its day."""
        checker = "rep" if self.case.community.code == "ML" else "tt_rep"
        if self.case.check_at:
            self.at = min(self.case.check_at + timedelta(hours=9), self.now)
        self.do(checker, move, words=words)


def _closed(w: Walker) -> None:
    w.handle()
    w.result()
    w.answer(Solved.YES, Content.SATISFIED)
    w.check("holds", "去看过了，还好好的，邻居也说没再出问题。")


def _relapsed(w: Walker) -> None:
    w.handle()
    w.result()
    w.answer(Solved.MOSTLY, Content.MOSTLY)
    w.check("relapsed", "上周下雨又返水了，要查外面的主管。")
    w.wait(days=1)
    w.do(w.hand, "note", words="已请管网公司用内窥镜查主管，周五出结果。")


def _not_yet(w: Walker) -> None:
    w.handle()
    promised = day_of(w.now) + timedelta(days=20)
    w.result(Outcome.NOT_YET, promised)
    w.answer(Solved.MOSTLY, Content.MOSTLY)


def _twice(w: Walker) -> None:
    w.handle()
    w.result()
    w.answer(Solved.NO, Content.NOT)
    w.result()
    w.answer(Solved.NO, Content.NOT)
    w.wait(days=1)
    w.do("officer", "supervise", words="请本周内带上噪声仪到现场量一次，结果告诉楼上住户。")


def _tracking(w: Walker) -> None:
    w.handle()
    w.result()
    w.answer(Solved.YES, Content.SATISFIED)


def _feedback(w: Walker) -> None:
    w.handle()
    w.result()


def _reopened(w: Walker) -> None:
    w.handle()
    w.result()
    w.answer(Solved.NO, Content.MOSTLY)


def _review(w: Walker) -> None:
    w.handle()
    w.wait(days=2)
    w.do(w.hand, "report", outcome=Outcome.DONE, words=w.matter.done)


def _whistled(w: Walker) -> None:
    w.handle()
    called = [w.bodies["works"], w.bodies["office"]]
    w.do(w.desk, "whistle", called=called, words="工地归几家管，请一起到现场定个规矩。")
    w.wait(hours=5)
    w.do("works", "report_in", words="已到现场，和执法队碰头了。")


def _asked(w: Walker) -> None:
    w.handle()
    w.wait(days=1)
    w.do(w.hand, "ask", words="是一直打不开，还是刷卡没反应？方便的话拍张照片。")


def _accused(w: Walker) -> None:
    w.wait(hours=3)
    w.do("secretary", "pass_on", desk=w.areas["street"], note="涉及物业收费，请街道定。")


def _objected(w: Walker) -> None:
    w.lead()
    w.wait(hours=2)
    w.do(w.hand, "object", note="店招审批在市政所，请改派。")


def _declined(w: Walker) -> None:
    w.wait(hours=2)
    w.do(
        w.desk,
        "decline",
        words="这块绿地归区园林局管，我们已把您的话转过去。",
        way_on="区园林服务热线 023-6000-2000",
    )
    w.publish()


def _nothing(_w: Walker) -> None:
    return


WAYS: Mapping[str, Callable[[Walker], None]] = MappingProxyType(
    {
        "closed": _closed,
        "relapsed": _relapsed,
        "not_yet": _not_yet,
        "twice": _twice,
        "tracking": _tracking,
        "feedback": _feedback,
        "reopened": _reopened,
        "review": _review,
        "overdue": Walker.handle,
        "whistled": _whistled,
        "asked": _asked,
        "handling": Walker.handle,
        "accused": _accused,
        "leading": Walker.lead,
        "objected": _objected,
        "declined": _declined,
        "filed": _nothing,
        "merge_with_previous": _nothing,
    }
)
