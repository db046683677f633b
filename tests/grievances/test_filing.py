"""Filing: each way through, everything that can be sent wrongly, and never twice."""

import threading
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import close_old_connections, connection
from django.test import Client

from grievances.actions.filing import file as file_draft
from grievances.actions.filing import receipt_code
from grievances.models import Draft, Grievance
from grievances.tasks import purge_drafts
from portal.attachments.models import Attachment
from portal.loop import engine
from portal.loop.fold import Urgency
from portal.loop.models import Case, Contact, Step
from portal.loop.standing import RECEIPT_HOLDER, Actor
from portal.places.models import Area
from tests import town as making
from tests.grievances.story import WORDS, begin, clear, file, fill, last_code, now, send
from tests.signed import signed_in


def test_the_widow_files_in_eight_presses_and_is_told_when_somebody_answers(town, sign_in):
    widow = sign_in("widow")
    draft = begin(widow)
    fill(widow, town, draft)
    grievance = send(widow, draft)
    case = grievance.case

    page = widow.get(f"/file/{draft.pk}/done/").content.decode()
    assert (case.filer, case.area, case.kind) == (town.people["widow"], town.areas["b3"], "roads")
    assert (grievance.text, grievance.may_publish, grievance.receipt) == (WORDS, True, "")
    assert page.count(case.number) >= 1
    assert Draft.objects.count() == 0


def test_without_account_the_receipt_is_all_there_is(town, client):
    grievance = file(client, town, "anonymous", phone="139 1234 5678")
    code = receipt_code(grievance.draft)
    page = client.get(f"/file/{grievance.draft}/done/").content.decode()

    assert (f"{code[:5]} {code[5:]}" in page, grievance.case.filer) == (True, None)
    assert Contact.objects.get().phone == "+8613912345678"
    assert Client().get(f"/file/{grievance.draft}/done/").status_code == 404


def test_a_number_nobody_has_shown_to_be_theirs_is_never_used(town, client):
    draft = begin(client, "anonymous")
    fill(client, town, draft)
    code_page = f"/file/{draft.pk}/contact/code/"
    asked = client.post(f"/file/{draft.pk}/contact/", {"phone": "13912345678"})
    assert asked["Location"] == code_page
    wrong = "000000" if last_code() != "000000" else "111111"
    assert client.post(code_page, {"code": wrong}).status_code == 422
    assert send(client, draft).case.is_reachable is False
    assert Contact.objects.count() == 0


def test_who_wants_no_code_goes_on_without_the_number(town, client):
    draft = begin(client, "anonymous")
    fill(client, town, draft)
    client.post(f"/file/{draft.pk}/contact/", {"phone": "13912345678"})
    client.post(f"/file/{draft.pk}/contact/code/", {"skip": "1"})
    draft.refresh_from_db()
    assert (draft.phone, draft.phone_confirmed_at) == ("", None)


def test_another_number_must_be_shown_anew(town, client):
    draft = begin(client, "anonymous")
    fill(client, town, draft, phone="13912345678")
    draft.refresh_from_db()
    assert draft.phone_confirmed_at is not None
    client.post(f"/file/{draft.pk}/contact/", {"phone": "13912345679"})
    draft.refresh_from_db()
    assert (draft.phone, draft.phone_confirmed_at) == ("+8613912345679", None)


def test_somebody_who_phones_is_helped_by_who_may_and_only_in_their_area(town, sign_in):
    clerk = sign_in("clerk")
    grievance = file(clerk, town, "other", name="老温", phone="13912345678")
    first = grievance.case.steps.get(seq=1)

    assert (grievance.source, grievance.case.filer) == ("counter", None)
    assert (first.by, first.who, Contact.objects.get().name) == (
        town.people["clerk"],
        "proxy",
        "老温",
    )
    draft = begin(clerk, "other")
    fill(clerk, town, draft, place="river_b1")
    assert clerk.post(f"/file/{draft.pk}/check/", {"send": "public"}).status_code == 422
    assert Case.objects.count() == 1


def test_a_resident_cannot_file_for_others(town, sign_in):
    answer = sign_in("tenant").post("/file/", {"who": "other"})

    assert (answer.status_code, Draft.objects.count()) == (200, 0)


def test_who_files_in_their_name_signs_in_first(town, client):
    answer = client.post("/file/", {"who": "me"})

    assert (answer.status_code, answer["Location"].split("?")[1]) == (302, "next=/file/")


def test_danger_says_at_once_whom_to_call(town, sign_in):
    widow = sign_in("widow")
    draft = begin(widow)
    fill(widow, town, draft)
    answer = widow.post(f"/file/{draft.pk}/urgency/", {"choice": "emergency"})
    page = widow.get(answer["Location"]).content.decode()

    assert [
        f'class="button" data-kind="primary" href="tel:{n}"' in page for n in (120, 119, 110)
    ] == [
        True,
        True,
        True,
    ]


def test_the_next_press_leads_on_and_a_change_leads_back_to_the_answers(town, sign_in):
    widow = sign_in("widow")
    draft = begin(widow)
    fill(widow, town, draft)
    answer = widow.post(f"/file/{draft.pk}/kind/?then=check", {"choice": "noise"})

    assert answer["Location"] == f"/file/{draft.pk}/check/"
    assert Draft.objects.get().kind == "noise"


# --- what can be sent wrongly ---
@pytest.mark.parametrize("length", [5001, 20_000, 60_000])
def test_too_many_words_are_refused_and_every_one_of_them_is_still_there(town, sign_in, length):
    widow = sign_in("widow")
    draft = begin(widow)
    words = "灯" * (length - 1) + "完"
    answer = widow.post(f"/file/{draft.pk}/what/", {"text": words})

    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert f"{length:,}" in answer.content.decode()
    if length <= 50_000:
        assert words in widow.get(f"/file/{draft.pk}/what/").content.decode()


def test_a_draft_that_is_too_long_cannot_be_sent(town, sign_in):
    widow = sign_in("widow")
    draft = begin(widow)
    fill(widow, town, draft)
    Draft.objects.update(text="灯" * 5001)

    assert widow.post(f"/file/{draft.pk}/check/", {"send": "public"}).status_code == 422
    assert (Case.objects.count(), Draft.objects.count()) == (0, 1)


def test_no_words_are_no_complaint(town, sign_in):
    widow = sign_in("widow")
    draft = begin(widow)

    assert widow.post(f"/file/{draft.pk}/what/", {"text": " \r\n "}).status_code == 422
    assert widow.get(f"/file/{draft.pk}/check/")["Location"] == f"/file/{draft.pk}/what/"


def test_of_twelve_photos_nine_stay_and_three_are_named(town, sign_in, picture):
    widow = sign_in("widow")
    draft = begin(widow)
    photos = [picture(n) for n in range(12)]
    answer = widow.post(f"/file/{draft.pk}/what/", {"text": WORDS, "photos": photos})
    page = answer.content.decode()

    assert (answer.status_code, WORDS in page, page.count('name="drop"')) == (422, True, 9)
    assert [f"{n}.jpg" in page for n in (8, 9, 10, 11)] == [False, True, True, True]
    assert widow.post(f"/file/{draft.pk}/what/", {"text": WORDS}).status_code == 302


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jpg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("big.jpg", b"\xff\xd8\xff" + b"\0" * (40 * 1024 * 1024)),
        ("empty.jpg", b""),
    ],
)
def test_a_bad_file_is_refused_by_name_and_costs_neither_words_nor_the_good_photo(
    town, sign_in, picture, name, content
):
    widow = sign_in("widow")
    draft = begin(widow)
    bad = SimpleUploadedFile(name, content, "image/jpeg")
    photos = [bad, picture(1)] if content else [picture(1), bad]
    answer = widow.post(f"/file/{draft.pk}/what/", {"text": WORDS, "photos": photos})
    page = answer.content.decode()

    assert Attachment.objects.filter(holder=f"draft:{draft.pk}").count() == 1
    if content:
        assert (answer.status_code, name in page, WORDS in page) == (422, True, True)


def test_a_photo_can_be_taken_away_again_and_goes_with_the_case(town, sign_in, picture):
    widow = sign_in("widow")
    draft = begin(widow)
    widow.post(f"/file/{draft.pk}/what/", {"text": WORDS, "photos": [picture(1), picture(2)]})
    first = Attachment.objects.order_by("position").first()
    widow.post(f"/file/{draft.pk}/what/", {"text": WORDS, "drop": [str(first.pk)]})
    fill(widow, town, draft)
    grievance = send(widow, draft)

    held = Attachment.objects.values_list("holder", flat=True)
    assert list(held) == [f"grievance:{grievance.case.pk}"]


@pytest.mark.parametrize(
    ("page", "data"),
    [
        ("where", {"building": "999999999999999999999"}),
        ("where", {"building": "x"}),
        ("where", {"small.x": "0", "small.y": "0"}),
        ("where", {"small.x": "-5", "small.y": "9"}),
        ("where", {}),
        ("about", {"accused": ["77777"]}),
    ],
)
def test_an_answer_that_is_none_is_asked_again(town, sign_in, page, data):
    widow = sign_in("widow")
    draft = begin(widow)
    fill(widow, town, draft)

    assert widow.post(f"/file/{draft.pk}/{page}/", data).status_code == 422
    assert Draft.objects.get().area == town.areas["b3"]


def test_a_press_on_the_plan_is_a_point(town, sign_in):
    widow = sign_in("widow")
    draft = begin(widow)
    widow.post(f"/file/{draft.pk}/where/", {"small.x": "144", "small.y": "72"})
    draft = Draft.objects.get()

    assert (draft.area, draft.point_x, draft.point_y) == (town.areas["maple"], 500, 250)


def test_a_number_in_the_words_is_shown_masked_and_masked_for_good_by_one_press(town, sign_in):
    widow = sign_in("widow")
    draft = begin(widow)
    fill(widow, town, draft, text="路灯坏了，打我电话13912345678")
    page = widow.get(f"/file/{draft.pk}/check/").content.decode()
    preview = page[page.index('class="preview"') :]

    assert ("13912345678" in page, "13912345678" in preview) == (True, False)
    widow.post(f"/file/{draft.pk}/check/", {"mask": "1"})
    grievance = send(widow, draft)
    assert ("139" in grievance.text, "139" in grievance.case.title) == (False, False)


def test_the_title_never_carries_a_number(town, sign_in):
    grievance = file(sign_in("widow"), town, text="打13912345678找我")

    assert "139" not in grievance.case.title


# --- once, and only one's own ---
def test_sent_twice_it_is_one_case_and_the_back_button_finds_the_confirmation(town, sign_in):
    widow = sign_in("widow")
    draft = begin(widow)
    fill(widow, town, draft)
    send(widow, draft)
    again = widow.post(f"/file/{draft.pk}/check/", {"send": "public"})
    back = widow.get(f"/file/{draft.pk}/what/")

    done = f"/file/{draft.pk}/done/"
    assert (again["Location"], back["Location"], Case.objects.count()) == (done, done, 1)


def _at_once(work: Callable[[], object], times: int = 8) -> None:
    def run() -> None:
        try:
            work()
        finally:
            close_old_connections()
            connection.close()

    threads = [threading.Thread(target=run) for _each in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("who", ["me", "anonymous"])
def test_sent_by_eight_at_once_it_is_one_case(who, settings, tmp_path):
    town = making.build()
    first = signed_in(town.people["widow"]) if who == "me" else Client()
    draft = begin(first, who)
    fill(first, town, draft)
    places: list[str] = []

    def press() -> None:
        browser = Client()
        browser.cookies = first.cookies
        answer = browser.post(f"/file/{draft.pk}/check/", {"send": "public"})
        places.append(answer["Location"])

    _at_once(press)
    assert (Case.objects.count(), Grievance.objects.count()) == (1, 1)
    assert places == [f"/file/{draft.pk}/done/"] * 8


@pytest.mark.django_db(transaction=True)
def test_the_action_gives_all_eight_the_same_case():
    town = making.build()
    browser = Client()
    draft = begin(browser, "anonymous")
    fill(browser, town, draft)
    ready, given = threading.Barrier(8), []

    def press() -> None:
        ready.wait(timeout=30)
        try:
            given.append(file_draft(draft, by=Actor(), at=now()).pk)
        except Draft.DoesNotExist:
            given.append(None)

    _at_once(press)
    assert given == [Case.objects.get().pk] * 8


@pytest.mark.django_db(transaction=True)
def test_control_looking_first_and_filing_then_makes_many():
    town = making.build()
    draft, ready = uuid4(), threading.Barrier(8)

    def naive() -> None:
        absent = not Grievance.objects.filter(draft=draft).exists()
        ready.wait(timeout=30)
        if absent:
            engine.begin(
                "grievance",
                title="灯",
                kind="roads",
                area=Area.objects.get(pk=town.areas["b3"].pk),
                urgency=Urgency.ORDINARY,
                by=RECEIPT_HOLDER,
                at=now(),
            )

    _at_once(naive)
    assert Case.objects.count() == 8


PAGES = ("what", "where", "same", "kind", "urgency", "danger", "about", "check", "done")


@pytest.mark.parametrize("who", ["me", "anonymous"])
def test_nobody_elses_draft_exists(town, sign_in, picture, who):
    mine = sign_in("widow") if who == "me" else Client()
    draft = begin(mine, who)
    mine.post(f"/file/{draft.pk}/what/", {"text": WORDS, "photos": [picture(1)]})
    fill(mine, town, draft)
    photo = Attachment.objects.get()
    others = (sign_in("stranger"), sign_in("secretary"), Client())

    for page in (*PAGES, f"photos/{photo.pk}/thumb"):
        seen = {each.get(f"/file/{draft.pk}/{page}/").status_code for each in others}
        assert (page, seen) == (page, {404})
    assert {each.post(f"/file/{draft.pk}/discard/").status_code for each in others} == {404}
    assert {
        each.post(f"/file/{draft.pk}/check/", {"send": "public"}).status_code for each in others
    } == {404}
    own = mine.get(f"/file/{draft.pk}/photos/{photo.pk}/thumb/")
    assert (own.status_code, b"".join(own.streaming_content)[:3]) == (200, b"\xff\xd8\xff")


def test_a_forged_cookie_opens_nothing(town):
    mine, thief = Client(), Client()
    draft = begin(mine, "anonymous")
    thief.cookies["drafts"] = f"{draft.pk}:1abcde:forged"

    assert thief.get(f"/file/{draft.pk}/what/").status_code == 404


def test_a_day_has_a_limit_and_the_words_are_kept(town, sign_in):
    from portal.places.actions import set_rule

    set_rule(
        town.areas["maple"],
        key="grievances.a_day",
        value=1,
        why="",
        by=town.people["secretary"],
        at=now(),
    )
    for browser, who in ((sign_in("widow"), "me"), (Client(), "anonymous")):
        file(browser, town, who)
        draft = begin(browser, who)
        fill(browser, town, draft)
        assert browser.post(f"/file/{draft.pk}/check/", {"send": "public"}).status_code == 422
        assert Draft.objects.filter(pk=draft.pk).get().text == WORDS
    assert Case.objects.count() == 2


def test_neighbours_cases_are_offered_and_joining_leaves_no_second_case(town, sign_in):
    grievance = file(sign_in("widow"), town)
    clear(town, grievance, title="3号楼门口的路灯不亮", text=WORDS)
    tenant = sign_in("tenant")
    draft = begin(tenant)
    found = tenant.post(f"/file/{draft.pk}/nearby/", {"text": WORDS}).content.decode()
    fill(tenant, town, draft)
    same = tenant.get(f"/file/{draft.pk}/same/").content.decode()
    tenant.post(f"/cases/{grievance.case.number}/join/", {"draft": str(draft.pk)})

    number = grievance.case.number
    assert (f"/cases/{number}/join/" in same, Case.objects.count()) == (True, 1)
    assert (Draft.objects.count(), grievance.case.joinings.get().user) == (
        0,
        town.people["tenant"],
    )
    assert isinstance(found, str)


def test_an_uncleared_case_is_never_offered(town, sign_in):
    file(sign_in("widow"), town)
    tenant = sign_in("tenant")
    draft = begin(tenant)
    fill(tenant, town, draft)

    assert tenant.get(f"/file/{draft.pk}/same/").status_code == 302


def test_drafts_nobody_sends_are_swept(town, sign_in, picture):
    widow = sign_in("widow")
    draft = begin(widow)
    widow.post(f"/file/{draft.pk}/what/", {"text": WORDS, "photos": [picture(1)]})
    today = now()

    assert (purge_drafts(at=today), Draft.objects.count()) == (0, 1)
    purge_drafts(at=today + timedelta(days=8))
    assert (Draft.objects.count(), Attachment.objects.count()) == (0, 0)


def test_a_case_begins_with_one_step(town, sign_in):
    file(sign_in("widow"), town)

    assert list(Step.objects.values_list("move", "seq")) == [("file", 1)]
