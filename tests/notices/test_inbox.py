"""The inbox is one's own, opens what it names, and stays in the house."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.notices.actions import Message, tell
from portal.notices.models import Notice, Preference
from tests.notices.conftest import NOON

pytestmark = pytest.mark.django_db
INBOX = "/inbox/"


@pytest.fixture
def wang(person):
    return person("王阿姨", email="w@example.cn")


@pytest.fixture
def page(client, wang):
    client.force_login(wang)
    return client


def told(user, count=1, *, start=0, **words):
    for number in range(start, start + count):
        message = Message(f"第 {number} 条", words.get("body", ""), words.get("link", "/cases/1/"))
        tell(user, message, event=f"step:{number}", at=NOON + timedelta(minutes=number))
    return list(Notice.objects.inbox_of(user))


def subjects(response):
    return re.findall(r"第 \d+ 条", response.content.decode())


@pytest.mark.parametrize("path", ["", "settings/", "1/"])
def test_a_stranger_is_asked_to_sign_in(client, path):
    response = client.get(INBOX + path)
    assert (response.status_code, response["Location"].split("?")[0]) == (
        302,
        reverse("account_login"),
    )


def test_an_empty_inbox_says_what_will_come(page):
    response = page.get(INBOX)
    assert response.status_code == 200
    assert "empty_title" in response.content.decode()
    assert "read/" not in response.content.decode()


def test_twenty_a_page_the_newest_first_and_older_by_key(page, wang):
    told(wang, 45)
    first = page.get(INBOX)
    assert subjects(first) == [f"第 {n} 条" for n in range(44, 24, -1)]
    older = re.search(r'href="(\?before=\d+)"', first.content.decode())[1]
    # What arrives meanwhile moves nothing.
    told(wang, 3, start=45)
    second = page.get(INBOX + older)
    assert subjects(second) == [f"第 {n} 条" for n in range(24, 4, -1)]
    older = re.search(r'href="(\?before=\d+)"', second.content.decode())[1]
    third = page.get(INBOX + older)
    assert subjects(third) == [f"第 {n} 条" for n in range(4, -1, -1)]
    assert 'rel="next"' not in third.content.decode()


def test_another_persons_notices_are_neither_listed_nor_opened(page, wang, person):
    (theirs,) = told(person("李叔"))
    assert subjects(page.get(INBOX)) == []
    assert page.get(f"{INBOX}{theirs.pk}/").status_code == 404
    theirs.refresh_from_db()
    assert theirs.read_at is None


def test_ones_own_sms_row_is_no_inbox_line(page, wang):
    told(wang)
    row = Notice.objects.get(channel="sms")
    assert page.get(f"{INBOX}{row.pk}/").status_code == 404
    assert len(subjects(page.get(INBOX))) == 1


@pytest.mark.parametrize("method", ["get", "post"])
def test_opening_marks_read_once_and_leads_on(page, wang, method):
    (notice,) = told(wang)
    response = getattr(page, method)(f"{INBOX}{notice.pk}/")
    assert (response.status_code, response["Location"]) == (302, "/cases/1/")
    notice.refresh_from_db()
    first = notice.read_at
    assert first is not None
    page.get(f"{INBOX}{notice.pk}/")
    notice.refresh_from_db()
    assert notice.read_at == first


@pytest.mark.parametrize(
    "link", ["", "https://evil.example/", "//evil.example/", "/\\evil.example/", "javascript:1"]
)
def test_a_link_out_of_the_house_is_never_followed(page, wang, link):
    (notice,) = told(wang)
    Notice.objects.filter(pk=notice.pk).update(link=link)
    assert page.get(f"{INBOX}{notice.pk}/")["Location"] == INBOX


@pytest.mark.parametrize(
    "path", ["?before=x", "?before=-1", "?before=²", f"?before={'9' * 30}", f"{'9' * 30}/"]
)
def test_a_number_that_is_none_is_no_page(page, path):
    assert page.get(INBOX + path).status_code == 404


def test_marking_all_read_leaves_what_came_since_and_what_is_anothers(page, wang, person):
    told(wang, 3)
    told(person("李叔"), 1)
    newest = re.search(r'name="newest" value="(\d+)"', page.get(INBOX).content.decode())[1]
    told(wang, 1, start=3)
    assert page.get(f"{INBOX}read/").status_code == 405
    assert page.post(f"{INBOX}read/", {"newest": newest})["Location"] == INBOX
    unread = Notice.objects.filter(channel="inbox").unread().values_list("user__name", "subject")
    assert sorted(unread) == sorted([("王阿姨", "第 3 条"), ("李叔", "第 0 条")])


def test_a_page_asks_as_much_for_three_as_for_one(page, wang):
    counts = []
    for turn, count in enumerate((1, 2)):
        told(wang, count, start=turn)
        with CaptureQueriesContext(connection) as asked:
            page.get(INBOX)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_header_counts_the_unread_in_one_query_and_stops_at_99(page, wang, rf):
    from portal.notices.context import inbox_count

    told(wang, 120)
    request = rf.get("/")
    request.user = wang
    with CaptureQueriesContext(connection) as asked:
        count = inbox_count(request)["inbox_count"]
        assert len(asked) == 0
        assert str(count) == "99"
        assert bool(count)
    assert len(asked) == 1


def test_words_are_shown_as_words(page, wang):
    told(wang, body="<script>alert(1)</script> javascript:")
    html = page.get(INBOX).content.decode()
    assert "&lt;script&gt;alert(1)" in html


@pytest.mark.parametrize("path", ["", "settings/"])
def test_a_page_has_nothing_inline_and_is_kept_by_no_cache(page, wang, path):
    told(wang, 2)
    response = page.get(INBOX + path)
    html = response.content.decode()
    assert re.findall(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=|javascript:", html) == []
    assert "no-store" in response["Cache-Control"]
    assert "script-src 'self'" in response["Content-Security-Policy"]


def test_sms_is_on_and_e_mail_off_until_chosen_otherwise(page, wang):
    form = page.get(f"{INBOX}settings/").context["form"]
    assert {name: form[name].value() for name in form.fields} == {"sms": True, "email": False}
    assert page.post(f"{INBOX}settings/", {"email": "on"}).status_code == 302
    kept = dict(Preference.objects.filter(user=wang).values_list("channel", "wants"))
    assert kept == {"sms": False, "email": True}
    page.post(f"{INBOX}settings/", {})
    kept = dict(Preference.objects.filter(user=wang).values_list("channel", "wants"))
    assert kept == {"sms": False, "email": False}


def test_a_channel_without_an_address_is_neither_offered_nor_taken(client, person):
    bare = person(phone=False)
    client.force_login(bare)
    assert client.get(f"{INBOX}settings/").context["form"].fields == {}
    client.post(f"{INBOX}settings/", {"sms": "on", "inbox": "", "user": "1"})
    assert Preference.objects.count() == 0
