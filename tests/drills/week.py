"""A scripted week and what follows: everybody at their seat walks the cases of a street.

Works on any town: who may do what is read from the seats that are there. `Week(...).run()` makes
every move through the engine, and after each asks the database, in one query, whether
filed = open + closed + declined + withdrawn + merged, in all, per community and per area.
Seeded: the same cases, seats and seed walk the same way.
"""

import heapq
import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from grievances.actions import work
from portal.loop import engine
from portal.loop.clock import day_of
from portal.loop.fold import Content, Outcome, Solved, Stage, Urgency
from portal.loop.models import Case, Step
from portal.loop.spec import Need, Who
from portal.loop.standing import Actor, actor, standing
from portal.loop.sweep import look
from portal.people.models import User
from tests.drills.books import Books, Seats, seats_of


@dataclass
class Week:
    """The script: whoever's turn it is makes a move, the sweep looks in, until all is at rest."""

    cases: list[Case]
    books: Books
    start: datetime
    days: int = 75
    seed: int = 495
    made: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)
        self.ids = [case.pk for case in self.cases]
        self.seats: dict[int, Seats] = {}
        self.actors: dict[tuple[int, Any], Actor] = {}
        self.heap: list[tuple[datetime, int, int]] = []  # when, order, case (0: the sweep)
        self.order = 0

    # --- time ------------------------------------------------------------------------------------
    def run(self) -> "Week":
        """Walk until everything has come to rest or the days are over."""
        end = self.start + timedelta(days=self.days)
        for case in self.cases:
            # Triage is done by the next day or so; a few wait too long.
            begin = max(self.start, case.filed_at)
            self.later(case.pk, begin, hours=self.dice.choice((1, 2, 3, 5, 8, 20, 26, 50)))
        self.push(self.start + timedelta(hours=3), 0)
        while self.heap and self.heap[0][0] < end:
            when, _order, pk = heapq.heappop(self.heap)
            if pk:
                self.turn(Case.objects.get(pk=pk), when)
            else:
                self.sweep(when)
                self.push(when + timedelta(hours=3), 0)
        return self

    def push(self, when: datetime, pk: int) -> None:
        self.order += 1
        heapq.heappush(self.heap, (when, self.order, pk))

    def later(self, pk: int, when: datetime, *, hours: float) -> None:
        """The case's next turn, in working hours."""
        then = when + timedelta(hours=hours, minutes=self.dice.randrange(50))
        if then.hour >= 18:
            then = datetime.combine(then.date() + timedelta(days=1), time(9), then.tzinfo)
        if then.hour < 9:
            then = datetime.combine(then.date(), time(9, self.dice.randrange(59)), then.tzinfo)
        while then.weekday() > 4:
            then += timedelta(days=1)
        self.push(then, pk)

    def sweep(self, when: datetime) -> None:
        due = Case.objects.to_look_at(at=when).order_by("look_at", "pk")
        for pk in list(due.values_list("pk", flat=True)):
            for step in look(pk, at=when):
                self.note(step)
                if step.move in {"check_due", "lapse", "resume"}:
                    self.later(pk, when, hours=self.dice.choice((2, 20, 30)))

    # --- moves -----------------------------------------------------------------------------------
    def note(self, step: Step) -> None:
        self.made[step.move] += 1
        self.books.check()

    def do(self, case: Case, who: User, name: str, when: datetime, **given: Any) -> None:
        needs = {Need(key): value for key, value in given.items()}
        self.note(work.move(case, name, by=self.by(who, when), at=when, given=needs))

    def by(self, who: User, when: datetime) -> Actor:
        key = (who.pk, day_of(when))
        if key not in self.actors:
            self.actors[key] = actor(who, at=when)
        return self.actors[key]

    def around(self, case: Case, when: datetime) -> Seats:
        if case.community_id not in self.seats:
            self.seats[case.community_id] = seats_of(case.community, at=when)
        return self.seats[case.community_id]

    def chance(self, percent: int) -> bool:
        return self.dice.randrange(100) < percent

    def turn(self, case: Case, when: datetime) -> None:
        """What happens at a case's turn, by its stage."""
        turns = {
            Stage.FILED: self.triage,
            Stage.LEADING: self.leading,
            Stage.HANDLING: self.handling,
            Stage.FEEDBACK: self.feedback,
            Stage.TRACKING: self.tracking,
        }
        if action := turns.get(Stage(case.stage)):
            action(case, when)

    def decider(self, case: Case, when: datetime) -> User:
        here = self.around(case, when)
        return self.dice.choice(here.street if case.desk_id != case.community_id else here.desk)

    # --- triage ----------------------------------------------------------------------------------
    def triage(self, case: Case, when: datetime) -> None:
        who, roll = self.decider(case, when), self.dice.randrange(100)
        if case.filer_id and self.chance(40):
            return self.do(case, case.filer, "withdraw", when, words="已经自己解决了。")
        if roll < 6:
            words = {"words": "不归社区管，已转过去。", "way_on": "12345"}
            return self.do(case, who, "decline", when, **words)
        if roll < 14 and (other := self.alike(case)):
            return self.do(case, who, "merge", when, into=other)
        if roll < 17 and case.desk_id == case.community_id:
            self.do(case, who, "pass_on", when, desk=case.community.parent, note="请街道定。")
            return self.later(case.pk, when, hours=4)
        return self.accept(case, who, when)

    def accept(self, case: Case, who: User, when: datetime) -> None:
        leads = self.around(case, when).leads
        lead, _people = self.dice.choice(leads)
        given: dict[str, Any] = {"lead": lead}
        if self.chance(10):
            given["helpers"] = [b for b, _p in self.dice.sample(leads, 2) if b != lead]
        if self.chance(8):
            given["urgency"] = self.dice.choice([Urgency.URGENT, Urgency.LONG_TERM])
        self.do(case, who, "accept", when, **given)
        self.later(case.pk, when, hours=self.dice.choice((1, 2, 4, 20)))

    def alike(self, case: Case) -> Case | None:
        """Another open case of the same community and kind, in nobody's hands yet but open."""
        open_ones = Case.objects.open().filter(
            community=case.community_id, desk=case.desk_id, kind=case.kind, pk__in=self.ids
        )
        ids = list(open_ones.exclude(pk=case.pk).order_by("pk").values_list("pk", flat=True))
        return Case.objects.get(pk=self.dice.choice(ids)) if ids else None

    def members(self, case: Case, when: datetime) -> list[User]:
        found = next(p for b, p in self.around(case, when).leads if b.pk == case.lead_id)
        return list(found)

    def leading(self, case: Case, when: datetime) -> None:
        hand = self.dice.choice(self.members(case, when))
        if case.objection_open:
            return self.decide_objection(case, when)
        state = engine.state_of(case)
        can_object = case.lead_id not in state.objected and state.object_by
        if can_object and when <= state.object_by and self.chance(4):
            self.do(case, hand, "object", when, note="不归我们管。")
            return self.later(case.pk, when, hours=3)
        self.do(case, hand, "sign", when)
        return self.later(case.pk, when, hours=self.dice.choice((1, 2, 3, 20)))

    def decide_objection(self, case: Case, when: datetime) -> None:
        who = self.dice.choice(self.around(case, when).street)
        others = [b for b, _p in self.around(case, when).leads if b.pk != case.lead_id]
        if self.chance(50):
            lead = self.dice.choice(others)
            self.do(case, who, "uphold", when, lead=lead, note="有理，换人。")
        else:
            self.do(case, who, "overrule", when, note="就由你们办。")
        self.later(case.pk, when, hours=3)

    # --- handling --------------------------------------------------------------------------------
    def handling(self, case: Case, when: datetime) -> None:
        hand = self.dice.choice(self.members(case, when))
        if case.reported_by_id:
            return self.review(case, when)
        if case.waiting_since:
            self.do(case, hand, "resume", when, note="电话里说清楚了。")
        elif case.extension_wanted:
            self.decide_time(case, when)
        elif case.is_reachable and not case.contacted_at:
            self.do(case, hand, "contact", when, words="通了电话，约好来看。")
        else:
            return self.go_on(case, hand, when)
        return self.later(case.pk, when, hours=self.dice.choice((3, 20, 40)))

    def go_on(self, case: Case, hand: User, when: datetime) -> None:
        roll = self.dice.randrange(100)
        state = engine.state_of(case)
        if roll < 8:
            self.do(case, hand, "note", when, words="师傅去看过了，在备料。")
        elif roll < 12 and case.is_reachable and case.asks < 2:
            self.do(case, hand, "ask", when, words="具体是哪一处？")
        elif roll < 17 and not case.extended and self.is_near(case, when):
            until = max(day_of(when), day_of(case.resolve_by or when)) + timedelta(days=4)
            self.do(case, hand, "want_time", when, until=until, note="等材料。")
        elif roll < 20:
            self.do(case, self.dice.choice(self.around(case, when).street), "supervise", when,
                    words="请抓紧。")  # fmt: skip
        elif roll < 23 and not state.called and self.whistle(case, when):
            pass
        else:
            self.report(case, hand, when)
        self.later(case.pk, when, hours=self.dice.choice((2, 4, 20)))

    def is_near(self, case: Case, when: datetime) -> bool:
        """More time is asked for when little is left: the rules allow only so much from today."""
        return case.resolve_by is None or case.resolve_by < when + timedelta(days=8)

    def whistle(self, case: Case, when: datetime) -> bool:
        who = self.dice.choice(self.around(case, when).street)
        busy = engine.state_of(case)
        free = [(b, p) for b, p in self.around(case, when).leads
                if b.pk not in {busy.lead} | busy.helpers | busy.called]  # fmt: skip
        body, people = self.dice.choice(free)
        self.do(case, who, "whistle", when, called=[body], words="请到现场。")
        self.do(case, people[0], "report_in", when + timedelta(minutes=50), words="到了。")
        return True

    def decide_time(self, case: Case, when: datetime) -> None:
        desk = [u for u in self.around(case, when).desk if u.pk != case.extension_by_id]
        if case.desk_id != case.community_id:
            desk = self.around(case, when).street
        if self.chance(75):
            self.do(case, self.dice.choice(desk), "extend", when, words="再给几天。")
        else:
            self.do(case, self.dice.choice(desk), "refuse_time", when, note="不能再拖。")

    def report(self, case: Case, hand: User, when: datetime) -> None:
        outcome = self.dice.choices(list(Outcome), weights=(72, 18, 10))[0]
        given: dict[str, Any] = {"outcome": outcome, "words": "办过了，情况如上。"}
        if outcome is Outcome.NOT_YET:
            given["until"] = day_of(when) + timedelta(days=self.dice.randrange(10, 30))
        self.do(case, hand, "report", when, **given)

    def review(self, case: Case, when: datetime) -> None:
        who = self.decider(case, when)
        if self.chance(6):
            self.do(case, who, "rework", when, note="再说清楚些。")
            return self.later(case.pk, when, hours=20)
        self.do(case, who, "clear", when)
        return self.later(case.pk, when, hours=self.dice.choice((4, 26, 50)))

    # --- feedback and check ----------------------------------------------------------------------
    def caller(self, case: Case, who: Who, when: datetime) -> User | None:
        """Somebody whose body had no hand in it."""
        people = list(self.around(case, when).all_people)
        self.dice.shuffle(people)
        state = engine.state_of(case)
        fit = (u for u in people if who in standing(self.by(u, when), case, state, case.desk))
        return next(fit, None)

    def feedback(self, case: Case, when: datetime) -> None:
        if case.rated_round >= case.round or not case.is_reachable:
            return None  # nobody to ask: the silence runs out by itself
        if case.filer_id:
            return self.answer(case, case.filer, when)
        if who := self.caller(case, Who.CALLER, when):
            return self.ring(case, who, when)
        return None

    def ring(self, case: Case, who: User, when: datetime) -> None:
        """A call; after two in vain nobody calls again, and the rates leave the case out."""
        if case.is_assessable and self.chance(1):
            return self.do(case, self.decider(case, when), "set_aside", when, note="无法评价。")
        if case.unreached >= 2:
            return None
        if self.chance(20):
            self.do(case, who, "call", when, reached=False)
            return self.later(case.pk, when, hours=20)
        self.do(case, who, "call", when, reached=True)
        return self.answer(case, who, when + timedelta(minutes=6))

    def answer(self, case: Case, who: User, when: datetime) -> None:
        solved = self.dice.choices(list(Solved), weights=(68, 22, 10))[0]
        result = Content.NOT if solved is Solved.NO else self.dice.choices(
            list(Content), weights=(66, 28, 6))[0]  # fmt: skip
        manner = self.dice.choices(list(Content), weights=(80, 15, 5))[0]
        move = engine.answer_move(case, solved, result)
        given = {"solved": solved, "result": result, "manner": manner}
        self.do(case, who, move, when, **given)
        self.later(case.pk, when, hours=20)

    def tracking(self, case: Case, when: datetime) -> None:
        if case.check_at is None or when < case.check_at:
            return None
        who = self.caller(case, Who.CHECKER, when)
        if who is None:
            return None
        if self.chance(7):
            self.do(case, who, "relapsed", when, words="又不行了。")
            return self.later(case.pk, when, hours=5)
        return self.do(case, who, "holds", when, words="去看过，还好好的。")


def stages(ids: Iterable[int]) -> Counter[str]:
    """How many of these cases are at which stage."""
    return Counter(Case.objects.filter(pk__in=list(ids)).values_list("stage", flat=True))
