"""What a person does with their own case, by account or by receipt."""

import pytest
from django.test import Client

from grievances.actions.filing import receipt_code
from portal.attachments.models import Attachment
from portal.loop.models import Case
from tests.grievances.story import clear, file, now
from tests.grievances.test_public import go, resolved

YES = {"solved": "yes", "result": "satisfied", "manner": "satisfied"}
NO = {"solved": "no", "result": "not", "manner": "satisfied"}


def _asked(town: object, browser: Client, **said: object) -> object:
    grievance = file(browser, town, **said)
    go(town, grievance, "secretary", "accept", lead=town.bodies["property"])
    go(town, grievance, "repairman", "sign")
    go(town, grievance, "repairman", "ask", words="哪一盏？")
    return grievance


def test_three_presses_answer_three_questions(town, sign_in):
    widow = sign_in("widow")
    grievance = resolved(town, widow)
    path = f"/cases/{grievance.case.number}/answer/"
    first = widow.get(path).content.decode()
    second = widow.get(path, {"solved": "yes"}).content.decode()
    third = widow.get(path, {"solved": "yes", "result": "satisfied"}).content.decode()
    answer = widow.post(path, YES)
    again = widow.post(path, YES)

    assert [html.count('class="choices_button"') for html in (first, second, third)] == [3, 3, 3]
    assert (answer["Location"], again["Location"]) == (f"/cases/{grievance.case.number}/",) * 2
    assert (Case.objects.get().stage, grievance.case.ratings.count()) == ("tracking", 1)


def test_looking_at_the_questions_changes_nothing(town, sign_in):
    widow = sign_in("widow")
    grievance = resolved(town, widow)
    html = widow.get(f"/cases/{grievance.case.number}/answer/", NO).content.decode()

    assert ('name="words"' in html, Case.objects.get().stage) == (True, "feedback")


def test_a_no_asks_what_is_missing_and_goes_round_again(town, sign_in):
    widow = sign_in("widow")
    grievance = resolved(town, widow)
    path = f"/cases/{grievance.case.number}/answer/"
    asked = widow.post(path, NO)
    assert (asked.status_code, Case.objects.get().stage) == (200, "feedback")
    widow.post(path, NO | {"words": "晚上又灭了"})

    case = Case.objects.get()
    assert (case.stage, case.round) == ("handling", 2)
    page = widow.get(f"/cases/{grievance.case.number}/").content.decode()
    assert "data-again" in page


@pytest.mark.parametrize("bad", [{}, {"solved": "maybe"}, YES | {"manner": "'"}])
def test_half_an_answer_is_none(town, sign_in, bad):
    widow = sign_in("widow")
    grievance = resolved(town, widow)

    assert widow.post(f"/cases/{grievance.case.number}/answer/", bad).status_code == 200
    assert Case.objects.get().stage == "feedback"


OWN_PAGES = ("answer", "reply", "withdraw", "looks")


def test_the_pages_of_ones_own_case_exist_for_nobody_else(town, sign_in):
    grievance = file(sign_in("widow"), town)
    clear(town, grievance)
    for page in OWN_PAGES:
        path = f"/cases/{grievance.case.number}/{page}/"
        seen = {
            each.get(path).status_code
            for each in (sign_in("tenant"), sign_in("secretary"), sign_in("manager"), Client())
        }
        assert (page, seen) == (page, {404})


def test_who_joined_is_told_but_does_not_answer_for_the_filer(town, sign_in):
    grievance = resolved(town, sign_in("widow"))
    clear(town, grievance)
    tenant, path = sign_in("tenant"), f"/cases/{grievance.case.number}/"
    tenant.post(f"{path}join/")
    tenant.post(f"{path}join/")
    tenant.post(f"{path}answer/", YES)

    assert (grievance.case.joinings.count(), Case.objects.get().stage) == (1, "feedback")
    assert tenant.get(f"{path}looks/").status_code == 404
    tenant.post(f"{path}leave/")
    assert grievance.case.joinings.count() == 0


def test_nobody_joins_what_they_cannot_see(town, sign_in):
    grievance = file(sign_in("widow"), town)

    assert sign_in("tenant").post(f"/cases/{grievance.case.number}/join/").status_code == 404


def test_a_question_is_answered_with_words_and_photos(town, sign_in, picture):
    widow = sign_in("widow")
    grievance = _asked(town, widow)
    path = f"/cases/{grievance.case.number}/reply/"
    assert "哪一盏？" in widow.get(path).content.decode()
    widow.post(path, {"words": "门口那盏", "photos": [picture(1)]})

    case = Case.objects.get()
    step = case.steps.get(move="answer")
    assert (case.waiting_since, step.words) == (None, "门口那盏")
    assert Attachment.objects.get().holder == f"step:{step.pk}"


def test_an_empty_answer_is_asked_again_and_keeps_nothing(town, sign_in, picture):
    widow = sign_in("widow")
    grievance = _asked(town, widow)
    path = f"/cases/{grievance.case.number}/reply/"

    assert widow.post(path, {"words": " "}).status_code == 422
    assert Attachment.objects.count() == 0


def test_a_case_is_withdrawn_after_one_question(town, sign_in):
    widow = sign_in("widow")
    grievance = file(widow, town)
    path = f"/cases/{grievance.case.number}/withdraw/"
    widow.get(path)
    assert Case.objects.get().stage == "filed"
    widow.post(path)
    widow.post(path)

    assert Case.objects.get().stage == "withdrawn"
    assert widow.get(f"/cases/{grievance.case.number}/").status_code == 200


def test_mine_holds_what_i_filed_joined_and_began(town, sign_in):
    widow, tenant = sign_in("widow"), sign_in("tenant")
    grievance = file(widow, town)
    clear(town, grievance)
    tenant.post(f"/cases/{grievance.case.number}/join/")

    for browser in (widow, tenant):
        assert grievance.case.number in browser.get("/mine/").content.decode()
    assert grievance.case.number not in sign_in("stranger").get("/mine/").content.decode()
    assert Client().get("/mine/").status_code == 302


# --- by receipt ---
def test_number_and_code_open_the_case_and_the_person_goes_on_with_it(town, client):
    grievance = _asked(town, client, who="anonymous", phone="13912345678")
    number, code = grievance.case.number, receipt_code(grievance.draft)
    browser = Client()
    assert browser.get(f"/cases/{number}/").status_code == 404
    said = {"number": number.lower(), "code": f" {code[:5].lower()} {code[5:]}"}
    answer = browser.post("/receipt/", said)
    assert answer["Location"] == f"/cases/{number}/"
    assert browser.get(f"/cases/{number}/").status_code == 200
    browser.post(f"/cases/{number}/reply/", {"words": "门口那盏"})

    step = grievance.case.steps.get(move="answer")
    assert (step.by, step.who) == (None, "filer")


def test_a_wrong_number_and_a_wrong_code_are_told_the_same(town, client):
    grievance = file(client, town, "anonymous")
    number, code = grievance.case.number, receipt_code(grievance.draft)
    wrong = [
        Client().post("/receipt/", {"number": one, "code": two})
        for one, two in ((number, "AAAAAAAAAA"), ("FL26-99999", code), ("FL26-99999", "B" * 10))
    ]

    plain = {
        each.content.decode().replace(number, "").replace("FL26-99999", "").split("<form")[-1][:60]
        for each in wrong
    }
    assert ({each.status_code for each in wrong}, len(plain)) == ({422}, 1)


def test_codes_are_not_tried_one_after_the_other(town, client):
    grievance = file(client, town, "anonymous")
    number, browser = grievance.case.number, Client()
    tries = [
        browser.post("/receipt/", {"number": number, "code": f"{n:010}"}).status_code
        for n in range(11)
    ]
    right = {"number": number, "code": receipt_code(grievance.draft)}

    assert (tries[:10], tries[10:]) == ([422] * 10, [429])
    assert browser.post("/receipt/", right).status_code == 429


def test_a_case_with_an_account_has_no_receipt(town, sign_in, client):
    grievance = file(sign_in("widow"), town)
    said = {"number": grievance.case.number, "code": receipt_code(grievance.draft)}

    assert client.post("/receipt/", said).status_code == 422


def test_each_look_at_my_details_is_mine_to_read(town, sign_in):
    from grievances.actions import work
    from portal.loop.standing import actor

    widow = sign_in("widow")
    grievance = file(widow, town)
    at = now()
    by = actor(town.people["secretary"], at=at)
    work.look_up_identity(grievance.case, by=by, why="问是哪一盏", at=at)

    html = widow.get(f"/cases/{grievance.case.number}/looks/").content.decode()
    assert ("问是哪一盏" in html, "林书记" in html) == (True, False)
