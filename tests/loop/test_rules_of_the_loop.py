"""DOMAIN §4, sentence by sentence, where the table alone does not show it."""

from datetime import date

import pytest
from django.db import connection

from portal.loop import engine
from portal.loop.fold import Content, Outcome, Solved, Stage
from portal.loop.models import Accusation, Assignment, Call, Case, Joining, Rating
from portal.loop.rebuild import drifts
from portal.loop.sight import sight
from portal.loop.standing import Actor, actor
from portal.loop.sweep import sweep
from portal.notices.models import Notice
from portal.people.models import Membership
from portal.places.actions import set_rule
from tests.loop.walks import (
    check_time,
    feedback,
    go,
    handling,
    leading,
    merged,
    no,
    objected,
    other_case,
    plain_filed,
    reported,
    wanting_time,
    yes,
)
from tests.town import MONDAY, TERM, Town, at, filed


def sits_also_in(town: Town, who: str, body: str) -> None:
    Membership.objects.create(user=town.people[who], body=town.bodies[body], term=TERM)


def told(town: Town, who: str) -> list[str]:
    rows = Notice.objects.inbox_of(town.people[who]).order_by("pk")
    return list(rows.values_list("subject", flat=True))


def test_the_street_decides_and_the_desk_does_not_go_round_it(town: Town) -> None:
    case, when = objected(town)
    go(town, case, "officer", "overrule", when, note="就是你们。")
    with pytest.raises(engine.OutOfTurn):
        go(town, case, "manager", "object", at(23, 13), note="再说一次。")
    for name, given in (("reassign", {"lead": town.bodies["reps"]}), ("send_back", {})):
        with pytest.raises(engine.OutOfTurn):
            go(town, case, "secretary", name, at(23, 13), note="换人。", **given)
    go(town, case, "officer", "reassign", at(23, 14), lead=town.bodies["reps"], note="街道改派。")
    assert case.lead == town.bodies["reps"]


def test_an_objection_comes_within_one_working_day(town: Town) -> None:
    case, _when = leading(town)
    assert case.object_by == at(25, 0)
    with pytest.raises(engine.OutOfTurn):
        go(town, case, "manager", "object", at(25, 0, 1), note="太晚了。")


def test_after_an_objection_another_leads_and_may_object_in_its_turn(town: Town) -> None:
    case, when = objected(town)
    go(town, case, "officer", "uphold", when, lead=town.bodies["reps"], note="有理。")
    assert (case.lead, case.stage) == (town.bodies["reps"], Stage.LEADING)
    go(town, case, "rep", "object", at(24), note="也不归我们。")
    assert case.objected == sorted([town.bodies["property"].pk, town.bodies["reps"].pk])


def test_the_clock_stops_twice_and_a_second_chance_brings_no_third(town: Town) -> None:
    case, _when = handling(town)
    for hour in (13, 15):
        go(town, case, "repairman", "ask", at(23, hour), words="哪一盏？")
        go(town, case, "widow", "answer", at(23, hour + 1), words="门口。")
    with pytest.raises(engine.OutOfTurn):
        go(town, case, "repairman", "ask", at(24), words="哪一盏？")
    go(town, case, "repairman", "report", at(24), outcome=Outcome.DONE, words="好了。")
    go(town, case, "manager", "clear", at(24, 10))
    go(town, case, "widow", "reopen", at(24, 11), **no())
    with pytest.raises(engine.OutOfTurn):
        go(town, case, "repairman", "ask", at(24, 12), words="哪一盏？")


def test_time_that_stood_still_is_not_lost_when_another_takes_over(town: Town) -> None:
    case, _when = handling(town)
    go(town, case, "repairman", "ask", at(23, 13), words="哪一盏？")
    go(town, case, "secretary", "reassign", at(25), lead=town.bodies["reps"], note="换人。")
    assert case.resolve_by == at(3, 0, month=12)  # two working days after 30 November
    assert case.due_at == case.resolve_by


def test_more_time_is_never_less_and_is_given_by_somebody_else(town: Town) -> None:
    case, when = handling(town)
    with pytest.raises(engine.Missing):
        go(town, case, "manager", "want_time", when, until=date(2026, 11, 30), note="x")
    sits_also_in(town, "secretary", "property")
    go(town, case, "secretary", "want_time", when, until=date(2026, 12, 8), note="等材料。")
    with pytest.raises(engine.NotYours):
        go(town, case, "secretary", "extend", at(23, 13))
    go(town, case, "clerk", "extend", at(23, 13))
    assert case.resolve_by == at(9, 0, month=12)
    with pytest.raises(engine.OutOfTurn):
        go(town, case, "manager", "want_time", at(23, 14), until=date(2026, 12, 9), note="x")


def test_a_refused_wish_for_time_is_not_asked_again(town: Town) -> None:
    case, when = wanting_time(town)
    go(town, case, "secretary", "refuse_time", when, note="不行。")
    with pytest.raises(engine.OutOfTurn):
        go(town, case, "manager", "want_time", at(24), until=date(2026, 12, 9), note="x")


def test_who_reported_does_not_clear_even_from_the_desk(town: Town) -> None:
    sits_also_in(town, "secretary", "property")
    case, when = handling(town)
    go(town, case, "secretary", "report", when, outcome=Outcome.DONE, words="好了。")
    with pytest.raises(engine.NotYours):
        go(town, case, "secretary", "clear", at(23, 13))
    go(town, case, "clerk", "clear", at(23, 13))
    assert case.stage == Stage.FEEDBACK


def test_the_second_time_it_is_not_done_the_street_supervises(town: Town) -> None:
    case, when = feedback(town)
    go(town, case, "widow", "reopen", when, **no())
    assert case.supervised_at is None
    go(town, case, "repairman", "report", at(24), outcome=Outcome.DONE, words="好了。")
    go(town, case, "manager", "clear", at(24, 10))
    go(town, case, "widow", "reopen", at(24, 11), **no())
    assert case.supervised_at == at(24, 11)
    assert told(town, "officer")[-1] == told(town, "manager")[-1]
    go(town, case, "repairman", "report", at(25), outcome=Outcome.DONE, words="好了。")
    go(town, case, "manager", "clear", at(25, 10))
    with pytest.raises(engine.OutOfTurn):
        go(town, case, "widow", "reopen", at(25, 11), **no())
    go(town, case, "widow", "rate", at(25, 11), **no())
    assert case.stage == Stage.TRACKING
    assert list(drifts()) == []


def test_where_it_goes_back_once_alone_the_street_still_supervises(town: Town) -> None:
    set_rule(
        town.areas["maple"], key="loop.reopens", value=1, why="", by=town.people["officer"],
        at=MONDAY,
    )  # fmt: skip
    case, when = feedback(town)
    go(town, case, "widow", "reopen", when, **no())
    go(town, case, "repairman", "report", at(24), outcome=Outcome.DONE, words="好了。")
    go(town, case, "manager", "clear", at(24, 10))
    go(town, case, "widow", "rate", at(24, 11), **no())
    assert case.supervised_at == at(24, 11)


def test_an_answer_by_phone_says_who_asked(town: Town) -> None:
    case, when = feedback(town)
    go(town, case, "volunteer", "call", when, reached=False)
    go(town, case, "volunteer", "rate", at(23, 15), **yes())
    rating = Rating.objects.get(case=case)
    assert (case.unreached, rating.asked_by) == (1, town.people["volunteer"])
    with pytest.raises(engine.OutOfTurn):
        go(town, case, "widow", "rate", at(23, 16), **yes())


def test_handlers_do_not_call_back(town: Town) -> None:
    case, when = feedback(town)
    with pytest.raises(engine.NotYours):
        go(town, case, "manager", "rate", when, **yes())


def test_a_promise_is_checked_on_its_day(town: Town) -> None:
    case, when = handling(town)
    go(town, case, "repairman", "report", when, outcome=Outcome.NOT_YET, words="等灯杆。",
       until=date(2026, 12, 20))  # fmt: skip
    go(town, case, "manager", "clear", at(23, 13))
    go(town, case, "widow", "rate", at(23, 14), **yes())
    assert case.check_at == at(21, 0, month=12)
    with pytest.raises(engine.OutOfTurn):
        go(town, case, "volunteer", "holds", at(20, month=12), words="早了。")
    assert [step.move for step in sweep(at=at(21, 0, month=12))] == ["check_due"]


@pytest.mark.parametrize(
    ("when", "works"), [("filed", True), ("leading", True), ("handling", True), ("feedback", False)]
)
def test_a_person_withdraws_until_there_is_a_result(town: Town, when: str, works: bool) -> None:
    walk = {"filed": plain_filed, "leading": leading, "handling": handling, "feedback": feedback}
    case, now = walk[when](town)
    if works:
        go(town, case, "widow", "withdraw", now)
        assert (case.stage, case.called) == (Stage.WITHDRAWN, [])
    else:
        with pytest.raises(engine.OutOfTurn):
            go(town, case, "widow", "withdraw", now)


def test_a_step_is_never_before_the_last(town: Town) -> None:
    case, _when = handling(town)
    step = go(town, case, "repairman", "note", at(22), note="表慢了。")
    assert step.at == at(23, 11)


def test_whoever_is_in_charge_has_a_name(town: Town) -> None:
    case, _when = handling(town)
    assert case.person == town.people["repairman"]


def test_the_person_in_charge_sits_in_the_lead_today(town: Town) -> None:
    case, when = plain_filed(town)
    with pytest.raises(engine.Missing):
        go(town, case, "secretary", "accept", when, lead=town.bodies["property"],
           person=town.people["rep"])  # fmt: skip


def test_what_has_come_back_begins_a_new_round_with_a_new_answer(town: Town) -> None:
    case, when = check_time(town)
    go(town, case, "widow", "rate", when, **yes())
    go(town, case, "volunteer", "relapsed", when, words="又灭了。")
    assert (case.stage, case.round, case.lead) == (Stage.HANDLING, 2, town.bodies["property"])
    assert (case.check_at, case.check_asked, case.asks, case.extended) == (None, False, 0, False)
    assert case.due_at == case.resolve_by == at(1, 0, month=1, year=2027)
    go(town, case, "repairman", "report", at(25, month=12), outcome=Outcome.DONE, words="好了。")
    go(town, case, "manager", "clear", at(25, 10, month=12))
    go(town, case, "widow", "rate", at(25, 11, month=12), **yes())
    assert list(Rating.objects.order_by("round").values_list("round", flat=True)) == [1, 2]
    assert case.check_at == at(25, 0, month=1, year=2027)


# --- whistles ------------------------------------------------------------------------------------
def test_who_reports_in_helps_from_then_on(town: Town) -> None:
    case, when = handling(town)
    go(town, case, "secretary", "whistle", when, called=[town.bodies["cityworks"]], words="来")
    call = Call.objects.get(case=case)
    assert (call.due_at, call.reported_at) == (at(25, 0), None)
    go(town, case, "engineer", "report_in", at(23, 15))
    call.refresh_from_db()
    assert call.reported_at == at(23, 15)
    assert Assignment.objects.get(case=case, is_lead=False).body == town.bodies["cityworks"]
    go(town, case, "engineer", "note", at(23, 16), words="在修。")


def test_who_was_called_off_did_not_come(town: Town) -> None:
    case, when = handling(town)
    go(town, case, "secretary", "whistle", when, called=[town.bodies["cityworks"]], words="来")
    go(town, case, "secretary", "send_back", at(23, 15), note="再议。")
    call = Call.objects.get(case=case)
    assert (call.reported_at, call.ended_at) == (None, at(23, 15))


def test_who_is_there_is_not_called(town: Town) -> None:
    case, when = handling(town)
    with pytest.raises(engine.Missing):
        go(town, case, "secretary", "whistle", when, called=[town.bodies["property"]], words="来")


# --- never to the accused ------------------------------------------------------------------------
def test_the_accused_neither_lead_nor_help_nor_come_nor_take_charge(town: Town) -> None:
    builder, property_ = town.bodies["builder"], town.bodies["property"]
    sits_also_in(town, "foreman", "property")
    case = filed(town, accused=(builder,))
    for given in ({"lead": builder}, {"lead": property_, "helpers": [builder]},
                  {"lead": property_, "person": town.people["foreman"]}):  # fmt: skip
        with pytest.raises(engine.Accused):
            go(town, case, "secretary", "accept", at(23, 10), **given)
    go(town, case, "secretary", "accept", at(23, 10), lead=property_)
    with pytest.raises(engine.Accused):
        go(town, case, "secretary", "whistle", at(23, 10), called=[builder], words="来")


def test_who_sits_in_the_accused_body_too_does_nothing_and_hears_nothing(town: Town) -> None:
    for body in ("property", "committee", "volunteers"):
        sits_also_in(town, "foreman", body)
    case, when = feedback(town, accused=(town.bodies["builder"],))
    assert engine.moves_for(case, actor(town.people["foreman"], at=when), at=when) == []
    Joining.objects.create(case=case, user=town.people["foreman"], at=when)
    seen = sight(actor(town.people["foreman"], at=when), case, engine.state_of(case))
    assert not seen.anything
    assert not seen.identity
    assert told(town, "foreman") == []


def test_a_body_found_to_be_meant_is_noted_and_kept_away(town: Town) -> None:
    case, when = leading(town)
    with pytest.raises(engine.Accused):
        go(town, case, "secretary", "accuse", when, accused=[town.bodies["property"]])
    go(town, case, "secretary", "accuse", when, accused=[town.bodies["builder"]])
    with pytest.raises(engine.Accused):
        go(town, case, "secretary", "reassign", when, lead=town.bodies["builder"], note="x")


# --- merging -------------------------------------------------------------------------------------
def test_people_are_carried_along_told_and_see(town: Town) -> None:
    case, _when = merged(town)
    top = Case.objects.get(merged=case)
    widow = actor(town.people["widow"], at=at(24))
    assert sight(widow, top, engine.state_of(top)).carried
    go(town, top, "secretary", "accept", at(24), lead=town.bodies["property"])
    assert len(told(town, "widow")) == 2  # merged; the other one is taken care of
    assert [step.move for step in top.steps.in_order()] == ["file", "take_in", "accept"]


def test_undoing_a_merge_brings_the_case_back_to_the_desk(town: Town) -> None:
    case, when = merged(town)
    top = Case.objects.get(merged=case)
    go(town, case, "secretary", "unmerge", when)
    assert (case.stage, case.merged_into, case.ended_at) == (Stage.FILED, None, None)
    assert case.due_at == case.respond_by
    assert [step.move for step in top.steps.in_order()][-1] == "let_go"
    assert list(drifts()) == []
    connection.check_constraints()


def test_a_neighbours_change_of_mind_ends_nobody_elses_matter(town: Town) -> None:
    case, when = merged(town)
    top = Case.objects.get(merged=case)
    go(town, top, "tenant", "withdraw", when)
    case.refresh_from_db()
    assert (case.stage, case.merged_into) == (Stage.FILED, None)
    assert list(drifts()) == []
    connection.check_constraints()


def test_whom_a_merged_case_accuses_is_kept_from_the_other_too(town: Town) -> None:
    case = filed(town, accused=(town.bodies["builder"],))
    top = other_case(town)
    go(town, case, "secretary", "merge", at(23, 10), into=top)
    with pytest.raises(engine.Accused):
        go(town, top, "secretary", "accept", at(23, 11), lead=town.bodies["builder"])
    go(town, case, "secretary", "unmerge", at(23, 12))
    assert not Accusation.objects.filter(case=top).exists()
    go(town, top, "secretary", "accept", at(23, 13), lead=town.bodies["builder"])
    with pytest.raises(engine.Accused):
        go(town, case, "secretary", "merge", at(23, 14), into=top)


def test_nothing_is_merged_into_itself_an_end_or_somebody_elses(town: Town) -> None:
    case, _when = plain_filed(town)
    withdrawn = other_case(town)
    go(town, withdrawn, "tenant", "withdraw", at(23, 10))
    away = filed(town, area=town.areas["river_b1"])
    for into in (case, withdrawn, away):
        with pytest.raises(engine.Missing):
            go(town, case, "officer", "merge", at(23, 11), into=into)


# --- what is given -------------------------------------------------------------------------------
def test_blank_words_unknown_codes_and_stray_fields_are_refused(town: Town) -> None:
    case, when = reported(town)
    for move, given in (
        ("note", {"words": "  "}),
        ("rework", {"note": " \n "}),
        ("clear", {"lead": town.bodies["reps"]}),
    ):
        with pytest.raises(engine.Missing):
            go(town, case, "manager", move, when, **given)
    with pytest.raises(engine.OutOfTurn):
        go(town, case, "manager", "no_such_move", when)
    go(town, case, "manager", "clear", when)
    with pytest.raises(engine.Missing):
        go(town, case, "widow", "rate", when, **(yes() | {"solved": "perhaps"}))


def test_an_internal_note_is_not_announced(town: Town) -> None:
    case, when = handling(town)
    before = told(town, "widow")
    go(town, case, "repairman", "note", when, note="配件没到。")
    assert told(town, "widow") == before


def test_filing_for_others_takes_the_right_to(town: Town) -> None:
    with pytest.raises(engine.NotYours):
        filed(town, by=actor(town.people["tenant"], at=MONDAY))
    case = filed(town, by=actor(town.people["secretary"], at=MONDAY))
    step = case.steps.get()
    assert (step.who, step.body) == ("proxy", town.bodies["committee"])
    assert filed(town, by=Actor(), filer=None).filer is None


def test_a_late_check_is_not_the_handlers_lateness(town: Town) -> None:
    case, when = feedback(town)
    go(town, case, "widow", "rate", when,
       solved=Solved.YES, result=Content.SATISFIED, manner=Content.NOT)  # fmt: skip
    sweep(at=at(24, month=12))
    sweep(at=at(12, month=1, year=2027))
    case.refresh_from_db()
    assert case.overdue_at is not None
    assert not case.was_late


def test_the_sweep_leaves_what_it_has_done(town: Town) -> None:
    case, _when = leading(town)
    sweep(at=at(26))
    go(town, case, "secretary", "send_back", at(26, 1), note="再议。")
    assert case.look_at is None
    assert not Case.objects.to_look_at(at=at(27)).exists()
