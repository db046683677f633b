"""What is told is told once, with the step that caused it or not at all."""

import socket

import pytest
from django.db import transaction

from portal.notices.actions import ForeignLink, Message, tell, tell_address
from portal.notices.models import Notice
from tests.notices.conftest import NOON

WORDS = Message("幸福物业已接手 L2026-00001，最迟周三答复您。", "正文", "/cases/L2026-00001/")


def rows():
    return sorted(Notice.objects.values_list("channel", "status"))


def test_a_person_with_a_verified_phone_is_told_in_the_inbox_and_by_sms(person):
    tell(person(), WORDS, event="step:1", at=NOON)
    assert rows() == [("inbox", "sent"), ("sms", "waiting")]


def test_an_unverified_phone_gets_no_sms(person):
    tell(person(phone=False), WORDS, event="step:1", at=NOON)
    assert rows() == [("inbox", "sent")]


def test_a_person_with_an_e_mail_address_has_an_e_mail_waiting(person):
    tell(person(phone=False, email="a@example.cn"), WORDS, event="step:1", at=NOON)
    assert rows() == [("email", "waiting"), ("inbox", "sent")]


def test_five_redeliveries_tell_once(person):
    wang = person()
    for _turn in range(5):
        tell(wang, WORDS, event="step:1", at=NOON)
        tell_address("+8613900000000", WORDS, event="step:1", at=NOON)
    assert rows() == [("inbox", "sent"), ("sms", "waiting"), ("sms", "waiting")]


def test_two_events_and_two_people_are_four_notices(person):
    for user in (person(phone=False), person(phone=False)):
        for event in ("step:1", "step:2"):
            tell(user, WORDS, event=event, at=NOON)
    assert Notice.objects.count() == 4
    assert len({notice.key for notice in Notice.objects.all()}) == 4


def test_a_notice_is_rolled_back_with_the_step_that_caused_it(person):
    wang = person()

    def step():
        with transaction.atomic():
            tell(wang, WORDS, event="step:1", at=NOON)
            assert Notice.objects.count() == 2
            raise RuntimeError

    with pytest.raises(RuntimeError):
        step()
    assert Notice.objects.count() == 0


def test_telling_touches_no_network(person, monkeypatch):
    wang = person()

    def refuse(*_args):
        raise OSError("the broker is down")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    tell(wang, WORDS, event="step:1", at=NOON)
    assert Notice.objects.count() == 2


def test_telling_asks_one_query(person, django_assert_num_queries):
    wang = person(email="a@example.cn")
    with django_assert_num_queries(1):
        tell(wang, WORDS, event="step:1", at=NOON)


def test_the_number_of_a_person_without_account_is_sealed(db):
    tell_address("+8613900000000", WORDS, event="step:1", at=NOON)
    (notice,) = Notice.objects.all()
    assert notice.address == "+8613900000000"
    stored = Notice.objects.raw("SELECT id, address::text AS kept, recipient FROM notices_notice")[
        0
    ]
    assert "139" not in stored.kept
    assert "13900000000" not in stored.recipient


@pytest.mark.parametrize(
    "link",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "cases/",
    ],
)
def test_a_link_out_of_the_house_is_refused(link):
    with pytest.raises(ForeignLink):
        Message("看看", link=link)
