"""The pages of those who work: queues, moves, twenty at once, the public page, a look."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import gettext as _

from grievances.actions import work
from grievances.actions.filing import file
from grievances.models import AnswerTemplate, Draft
from grievances.queues import QUEUES
from portal.attachments.actions import accept
from portal.attachments.models import Attachment
from portal.loop.fold import Outcome, Stage
from portal.loop.models import Accusation, Case
from portal.loop.spec import Need
from portal.loop.standing import actor
from portal.people.models import PersonalLook
from tests.grievances.story import now
from tests.town import Town

WORDS = "3号楼门口的路灯坏了两天，晚上看不清台阶。"


def complain(town: Town, text: str = WORDS, *, who: str = "widow", accused: str = "") -> Case:
    at = now()
    draft = Draft.objects.create(
        owner=town.people[who], area=town.areas["b3"], text=text, kind="roads"
    )
    if accused:
        draft.accused.add(town.bodies[accused])
    return file(draft, by=actor(town.people[who], at=at), at=at).case


def make(town: Town, case: Case, who: str, move: str, **given: object) -> None:
    at = now()
    values = {Need(name): value for name, value in given.items()}
    work.move(case, move, by=actor(town.people[who], at=at), at=at, given=values)


def led(town: Town) -> Case:
    case = complain(town)
    make(town, case, "secretary", "accept", lead=town.bodies["property"])
    make(town, case, "manager", "sign")
    return case


def stage(case: Case) -> str:
    case.refresh_from_db()
    return case.stage


def test_the_desk_names_a_lead_and_the_lead_signs(town, sign_in) -> None:
    case = complain(town)
    desk, firm = sign_in("secretary"), sign_in("manager")
    assert case.title in desk.get("/queue/?queue=decide").content.decode()
    page = desk.get(f"/cases/{case.number}/")
    assert f"/cases/{case.number}/do/accept/" in page.content.decode()
    sent = {"lead": town.bodies["property"].pk, "urgency": "urgent"}
    desk.post(f"/cases/{case.number}/do/accept/", sent)
    assert (stage(case), case.urgency) == (Stage.LEADING, "urgent")
    firm.post(f"/cases/{case.number}/do/sign/", {})
    assert stage(case) == Stage.HANDLING
    assert case.title in firm.get("/queue/?queue=handle").content.decode()


def test_the_body_complained_about_cannot_be_chosen_and_sees_nothing(town, sign_in) -> None:
    case = complain(town, accused="property")
    desk = sign_in("secretary")
    sent = {"lead": town.bodies["property"].pk, "urgency": "ordinary"}
    answer = desk.post(f"/cases/{case.number}/do/accept/", sent)
    assert (answer.status_code, stage(case)) == (422, Stage.FILED)
    assert sign_in("manager").get(f"/cases/{case.number}/").status_code == 404
    assert sign_in("manager").get(f"/cases/{case.number}/do/accept/").status_code == 404


def test_a_refused_form_keeps_its_words_and_its_photos(town, sign_in, picture) -> None:
    case = led(town)
    firm = sign_in("manager")
    token = "a" * 32
    sent = {"words": "换了灯泡", "token": token, "photos": [picture(1)]}
    answer = firm.post(f"/cases/{case.number}/do/report/", sent)
    assert answer.status_code == 422
    assert "换了灯泡" in answer.content.decode()
    assert Attachment.objects.held_by(f"draft:{token}").count() == 1
    again = {"words": "换了灯泡", "token": token, "outcome": Outcome.DONE.value}
    assert firm.post(f"/cases/{case.number}/do/report/", again).status_code == 302
    step = case.steps.get(move="report")
    held = Attachment.objects.held_by(f"step:{step.pk}")
    assert [str(photo.pk) for photo in held] == step.facts["photos"]


def test_a_promise_needs_its_day(town, sign_in) -> None:
    case = led(town)
    sent = {"words": "等灯杆", "outcome": Outcome.NOT_YET.value}
    answer = sign_in("manager").post(f"/cases/{case.number}/do/report/", sent)
    assert answer.status_code == 422
    assert "until" in answer.context["form"].errors


def test_a_move_out_of_turn_is_refused_and_gives_the_words_back(town, sign_in) -> None:
    case = led(town)
    answer = sign_in("secretary").post(
        f"/cases/{case.number}/do/decline/", {"words": "写了很久的话", "way_on": "别处"}
    )
    assert answer.status_code == 403
    assert "写了很久的话" in answer.content.decode()
    assert stage(case) == Stage.HANDLING


def test_the_one_who_reported_does_not_clear_it(town, sign_in) -> None:
    case = led(town)
    make(town, case, "manager", "report", outcome=Outcome.DONE, words="修好了。")
    assert sign_in("manager").post(f"/cases/{case.number}/do/clear/", {}).status_code == 403
    assert sign_in("repairman").post(f"/cases/{case.number}/do/clear/", {}).status_code == 302
    assert stage(case) == Stage.FEEDBACK


def test_twenty_at_once_and_what_is_refused_says_why(town, sign_in) -> None:
    cases = [complain(town, f"第{n}件：路灯不亮。") for n in range(20)]
    make(town, cases[0], "secretary", "accept", lead=town.bodies["builder"])
    desk = sign_in("secretary")
    chosen = {"case": [case.pk for case in cases], "move": "accept"}
    form = desk.post("/queue/batch/", chosen)
    assert len(form.context["cases"]) == 20
    sent = chosen | {"send": "1", "lead": town.bodies["property"].pk, "urgency": "ordinary"}
    done = desk.post("/queue/batch/", sent)
    assert (len(done.context["done"]), len(done.context["refused"])) == (19, 1)
    assert done.context["refused"][0].case == cases[0]
    assert Case.objects.filter(lead=town.bodies["property"]).count() == 19


def test_a_batch_never_reaches_a_case_of_elsewhere(town, sign_in) -> None:
    case = complain(town)
    chosen = {"case": [case.pk], "move": "accept", "send": "1"}
    answer = sign_in("river_secretary").post("/queue/batch/", chosen)
    assert (answer.status_code, stage(case)) == (302, Stage.FILED)


def test_a_template_fills_the_words_and_sends_nothing(town, sign_in) -> None:
    case = led(town)
    template = AnswerTemplate.objects.create(
        area=town.areas["maple"],
        move="contact",
        name="约好来看",
        words="约好明天来看。",
        changed_by=town.people["secretary"],
        changed_at=now(),
    )
    answer = sign_in("manager").post(f"/cases/{case.number}/do/contact/", {"template": template.pk})
    assert "约好明天来看。" in answer.content.decode()
    assert not case.steps.filter(move="contact").exists()


def test_somebody_elses_template_is_not_there(town, sign_in) -> None:
    template = AnswerTemplate.objects.create(
        area=town.areas["maple"],
        body=town.bodies["builder"],
        move="contact",
        name="内部",
        words="内部的话。",
        changed_by=town.people["foreman"],
        changed_at=now(),
    )
    assert sign_in("manager").get(f"/queue/templates/{template.pk}/").status_code == 404
    case = led(town)
    page = sign_in("manager").post(f"/cases/{case.number}/do/contact/", {"template": template.pk})
    assert "内部的话。" not in page.content.decode()


def test_publishing_masks_and_refuses_what_is_personal(town, sign_in, picture) -> None:
    case = complain(town, "路灯坏了，找我13812345678，3单元502室。")
    desk = sign_in("secretary")
    page = desk.get(f"/cases/{case.number}/publish/")
    assert "13812345678" not in page.context["form"].initial["text"]
    sent = {"title": "路灯坏了", "text": "路灯坏了，找我13812345678"}
    assert desk.post(f"/cases/{case.number}/publish/", sent).status_code == 422
    case.refresh_from_db()
    assert case.is_public is False
    desk.post(f"/cases/{case.number}/publish/", {"title": "路灯坏了", "text": "路灯坏了。"})
    case.refresh_from_db()
    assert (case.is_public, case.title) == (True, "路灯坏了")


def test_what_the_person_keeps_private_is_never_published(town, sign_in) -> None:
    case = complain(town)
    case.grievance.may_publish = False
    case.grievance.save()
    sent = {"title": "路灯", "text": "路灯坏了。"}
    answer = sign_in("secretary").post(f"/cases/{case.number}/publish/", sent)
    assert answer.status_code == 422


def test_a_look_is_recorded_with_its_reason_and_refused_without(town, sign_in) -> None:
    case = led(town)
    firm = sign_in("manager")
    assert town.people["widow"].name not in firm.get(f"/cases/{case.number}/").content.decode()
    firm.post(f"/cases/{case.number}/who/", {"why": ""})
    assert PersonalLook.objects.count() == 0
    seen = firm.post(f"/cases/{case.number}/who/", {"why": "约上门时间"}).content.decode()
    assert town.people["widow"].name in seen
    look = PersonalLook.objects.get()
    assert (look.person, look.looked_by, look.why, look.matter) == (
        town.people["widow"],
        town.people["manager"],
        "约上门时间",
        case.number,
    )


def test_who_complained_is_nobody_elses_business(town, sign_in) -> None:
    case = led(town)
    for who in ("foreman", "volunteer", "rep", "river_secretary", "tenant"):
        assert sign_in(who).get(f"/cases/{case.number}/who/").status_code == 404
    Accusation.objects.create(case=complain(town), body=town.bodies["cityworks"])


def test_merging_by_number_and_taking_it_back(town, sign_in) -> None:
    first, second = complain(town), complain(town, "路灯又坏了。", who="tenant")
    desk = sign_in("secretary")
    desk.post(f"/cases/{second.number}/do/merge/", {"into": first.number})
    assert (stage(second), second.merged_into) == (Stage.MERGED, first)
    wrong = desk.post(f"/cases/{first.number}/do/merge/", {"into": "FL26-99999"})
    assert wrong.status_code == 422
    desk.post(f"/cases/{second.number}/do/unmerge/", {})
    assert (stage(second), second.merged_into) == (Stage.FILED, None)


def test_residents_have_no_queue(town, sign_in) -> None:
    assert sign_in("widow").get("/queue/").status_code == 404


@pytest.mark.parametrize("name", list(QUEUES))
def test_every_queue_opens_for_the_street_and_asks_as_often_for_three_as_for_one(
    town, sign_in, name
) -> None:
    desk = sign_in("officer")

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert desk.get(f"/queue/?queue={name}").status_code == 200
        return len(queries)

    complain(town)
    asked()
    one = asked()
    complain(town)
    complain(town)
    assert asked() == one


BROKEN = ("after=x", "after=2026-11-23~1", "after=~", "kind=nope", "queue=nope")


@pytest.mark.parametrize("query", BROKEN)
def test_a_malformed_cursor_or_filter_is_the_beginning(town, sign_in, query) -> None:
    case = complain(town)
    rows = sign_in("secretary").get(f"/queue/?{query}").context["rows"]
    assert [row["case"] for row in rows] == [case]


def test_a_nul_in_an_address_is_a_bad_request(town, sign_in) -> None:
    desk = sign_in("secretary")
    assert desk.get("/queue/?words=%00").status_code == 400
    assert desk.get("/cases/%00/").status_code == 400


def test_the_next_page_of_a_queue_begins_where_this_one_ends(town, sign_in, monkeypatch) -> None:
    cases = [complain(town, f"第{n}件：路灯不亮。") for n in range(3)]
    monkeypatch.setattr("grievances.views.queue.PAGE", 2)
    desk = sign_in("secretary")
    first = desk.get("/queue/?queue=decide")
    rest = desk.get(f"/queue/{first.context['older']}")
    shown = [row["case"] for page in (first, rest) for row in page.context["rows"]]
    assert shown == cases


def words_of(page) -> str:
    return page.content.decode()


def pressed(panel) -> list[str]:
    return [button["href"].split("/")[-2] for button in panel["buttons"]]


def test_words_find_a_case_by_its_number_its_title_and_its_text(town, sign_in) -> None:
    lamp = complain(town, "3号楼门口的路灯坏了。晚上看不清台阶。")
    pipe = complain(town, "5号楼水管漏水。")
    desk = sign_in("secretary")

    def found(words: str) -> list[Case]:
        rows = desk.get("/queue/", {"queue": "all", "words": words}).context["rows"]
        return [row["case"] for row in rows]

    assert found("台阶") == [lamp]
    assert found("漏水") == [pipe]
    assert found(pipe.number.lower()) == [pipe]
    assert found("没有的词") == []
    assert _("Nothing here fits.") in words_of(desk.get("/queue/?words=没有的词"))


def test_words_find_nothing_that_is_for_others_to_work_on(town, sign_in) -> None:
    complain(town, "3号楼门口的路灯坏了。")
    page = sign_in("river_secretary").get("/queue/?queue=all&words=路灯")
    assert page.context["rows"] == []


def test_a_filter_stays_in_the_address_of_every_queue(town, sign_in) -> None:
    page = sign_in("officer").get("/queue/?kind=roads&words=路灯&after=x")
    for link in page.context["links"]:
        assert "kind=roads" in link["href"]
        assert "after" not in link["href"]


def test_what_is_demanded_asked_and_reported_stands_above_the_buttons(town, sign_in) -> None:
    case = led(town)
    make(town, case, "officer", "supervise", words="请三天内修好。")
    make(
        town, case, "secretary", "whistle", called=[town.bodies["cityworks"]], words="请来看电缆。"
    )
    firm = sign_in("manager").get(f"/cases/{case.number}/").context["work"]
    assert [brief["words"] for brief in firm["briefs"]] == ["请三天内修好。"]
    called = sign_in("engineer").get(f"/cases/{case.number}/").context["work"]
    assert [brief["words"] for brief in called["briefs"]] == ["请来看电缆。", "请三天内修好。"]
    assert pressed(called) == ["report_in"]


def test_two_answers_that_weigh_the_same_are_both_buttons(town, sign_in) -> None:
    case = led(town)
    make(town, case, "repairman", "report", outcome=Outcome.DONE, words="换了灯泡。")
    work_panel = sign_in("manager").get(f"/cases/{case.number}/").context["work"]
    assert pressed(work_panel) == ["clear", "rework"]
    assert work_panel["briefs"][0]["words"] == "换了灯泡。"
    make(town, case, "manager", "rework", note="请附照片。")
    handler = sign_in("repairman").get(f"/cases/{case.number}/").context["work"]
    assert [brief["words"] for brief in handler["briefs"]] == ["请附照片。"]


def test_a_note_for_colleagues_leaves_no_trace_in_public(town, sign_in, client) -> None:
    case = led(town)
    sign_in("secretary").post(
        f"/cases/{case.number}/publish/", {"title": "路灯坏了", "text": "路灯坏了。"}
    )
    before = len(client.get(f"/cases/{case.number}/").context["steps"])
    make(town, case, "manager", "note", note="灯杆是市政的。")
    assert len(client.get(f"/cases/{case.number}/").context["steps"]) == before
    newest = sign_in("manager").get(f"/cases/{case.number}/").context["steps"][0]
    assert newest["internal"] is True
    assert "灯杆是市政的。" in newest["words"]


def test_parts_of_a_photo_are_covered_before_the_public_sees_it(town, sign_in, picture) -> None:
    case = complain(town)
    holder = f"grievance:{case.pk}"
    photo = accept(picture(1), holder=holder, by=town.people["widow"], at=now())
    desk, page = sign_in("secretary"), f"/cases/{case.number}/photos/{photo.pk}/cover/"
    assert desk.get(page).status_code == 200
    assert sign_in("widow").get(page).status_code == 404
    assert sign_in("manager").get(page).status_code == 404
    sent = {"form-TOTAL_FORMS": "3", "form-INITIAL_FORMS": "0"}
    sent |= {"form-0-left": "10", "form-0-top": "20", "form-0-width": "30", "form-0-height": "40"}
    assert desk.post(page, sent | {"form-0-width": "500"}).status_code == 422
    assert desk.post(page, sent).status_code == 302
    photo.refresh_from_db()
    assert photo.boxes == [[0.1, 0.2, 0.3, 0.4]]
    assert photo.cleared_at is None
    again = {"form-TOTAL_FORMS": "4", "form-INITIAL_FORMS": "1", "form-0-DELETE": "on"}
    desk.post(page, sent | again)
    photo.refresh_from_db()
    assert photo.boxes == []


def test_photos_of_a_result_can_be_cleared_for_everybody(town, sign_in, picture, client) -> None:
    case = led(town)
    firm, token = sign_in("repairman"), "b" * 32
    sent = {"words": "换了灯泡", "token": token, "outcome": "done", "photos": [picture(2)]}
    firm.post(f"/cases/{case.number}/do/report/", sent)
    make(town, case, "manager", "clear")
    photo = Attachment.objects.get(holder=f"step:{case.steps.get(move='report').pk}")
    address = f"/cases/{case.number}/photos/{photo.pk}/full/"
    told = {"title": "路灯坏了", "text": "路灯坏了。"}
    sign_in("secretary").post(f"/cases/{case.number}/publish/", told)
    assert client.get(address).status_code == 404
    sign_in("secretary").post(f"/cases/{case.number}/publish/", told | {"photo": str(photo.pk)})
    shown = client.get(address)
    shown.close()
    assert shown.status_code == 200


def test_the_form_of_a_move_shows_the_words_as_filed(town, sign_in) -> None:
    case = complain(town)
    assert WORDS in words_of(sign_in("secretary").get(f"/cases/{case.number}/do/accept/"))


def test_after_a_batch_one_is_back_in_the_same_list(town, sign_in) -> None:
    case = complain(town)
    sent = {"case": [case.pk], "move": "decline", "queue": "all"}
    page = sign_in("secretary").post("/queue/batch/", sent)
    assert page.context["back"] == "/queue/?queue=all"
    assert sign_in("secretary").post("/queue/batch/", {"queue": "//x"})["Location"] == "/queue/"


def test_nobody_clears_unread_what_all_may_read(town, sign_in) -> None:
    case = complain(town)
    case.grievance.may_publish = False
    case.grievance.save()
    desk = sign_in("secretary")
    answer = desk.post(f"/cases/{case.number}/do/publish/", {})
    assert answer["Location"] == f"/cases/{case.number}/publish/"
    desk.post("/queue/batch/", {"case": [case.pk], "move": "publish", "send": "1"})
    case.refresh_from_db()
    assert case.is_public is False


def test_many_are_offered_only_what_some_of_them_can_take(town, sign_in) -> None:
    complain(town)
    offered = [code for code, _label in sign_in("secretary").get("/queue/").context["moves"]]
    assert offered == ["accept", "decline", "pass_on", "merge"]


def test_the_likeness_pressed_fills_the_number(town, sign_in) -> None:
    first, second = complain(town), complain(town, "路灯又坏了。", who="tenant")
    address = f"/cases/{second.number}/do/merge/?into={first.number}"
    assert f'value="{first.number}"' in words_of(sign_in("secretary").get(address))
