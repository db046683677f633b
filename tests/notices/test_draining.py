"""What waits goes out: wanted, awake, tried again, given up on."""

import json
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django_celery_beat.schedulers import ModelEntry

from portal.celery import app
from portal.notices.actions import (
    Message,
    Report,
    TooYoung,
    choose,
    drain,
    purge,
    tell,
    tell_address,
)
from portal.notices.actions.delivering import LEASE
from portal.notices.channels.parcel import Permanent, Temporary
from portal.notices.models import Notice
from portal.notices.tasks import drain_notices
from tests.notices.conftest import NOON, SHANGHAI

pytestmark = pytest.mark.django_db
WORDS = Message("幸福物业已接手 L2026-00001。", "正文", "/cases/L2026-00001/")
NIGHT = datetime(2026, 11, 23, 23, 30, tzinfo=SHANGHAI)
MORNING = datetime(2026, 11, 24, 7, 0, tzinfo=SHANGHAI)


class Line:
    """A provider that gives these answers, one a parcel."""

    def __init__(self, *answers):
        self.answers, self.parcels = list(answers), []

    def send(self, parcel):
        self.parcels.append(parcel)
        answer = self.answers.pop(0) if self.answers else "id"
        answer = answer() if callable(answer) else answer
        if isinstance(answer, BaseException):
            raise answer
        return answer


@pytest.fixture
def line(monkeypatch):
    """Call it with answers: SMS go over this line."""

    def lay(*answers):
        made = Line(*answers)
        monkeypatch.setitem(drain.__globals__["_CHANNELS"], "sms", lambda: made)
        return made

    return lay


def sms():
    return Notice.objects.get(channel="sms")


def written(settings):
    path = settings.OUTBOX / "sms.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def test_an_sms_goes_out_once_with_subject_and_full_link_only(person, settings):
    wang = person()
    tell(wang, WORDS, event="step:1", at=NOON)
    assert drain(at=NOON) == Report(sent=1)
    assert drain(at=NOON + LEASE) == Report()
    (line,) = written(settings)
    assert line["text"] == "幸福物业已接手 L2026-00001。 https://linli.example/cases/L2026-00001/"
    assert (line["to"], line["key"]) == (wang.phone, sms().key)
    assert (sms().status, sms().sent_at, sms().provider_id) == ("sent", NOON, sms().key)


def test_what_is_due_later_waits(person):
    tell(person(), WORDS, event="step:1", at=NOON + timedelta(seconds=1))
    assert drain(at=NOON) == Report()


def test_a_temporary_error_is_tried_again_after_a_growing_pause(person, line):
    tell(person(), WORDS, event="step:1", at=NOON)
    sent = line(Temporary("busy"), Temporary("busy"), "id-3")
    assert drain(at=NOON) == Report(retried=1)
    assert (sms().try_at, sms().attempts, sms().error) == (NOON + timedelta(minutes=1), 1, "busy")
    assert drain(at=NOON + timedelta(seconds=59)) == Report()
    second = NOON + timedelta(minutes=1)
    assert drain(at=second) == Report(retried=1)
    assert sms().try_at == second + timedelta(minutes=2)
    assert drain(at=sms().try_at) == Report(sent=1)
    assert (sms().status, sms().provider_id, sms().error) == ("sent", "id-3", "")
    assert len({parcel.key for parcel in sent.parcels}) == 1


def test_after_the_last_try_it_has_failed(person, line):
    tell(person(), WORDS, event="step:1", at=NOON, is_urgent=True)
    line(*[Temporary("busy")] * 8)
    reports = [drain(at=sms().try_at) for _turn in range(8)]
    assert reports == [Report(retried=1)] * 7 + [Report(failed=1)]
    assert (sms().status, sms().attempts, sms().error) == ("failed", 8, "busy")


def test_a_permanent_error_fails_at_once(person, line):
    tell(person(), WORDS, event="step:1", at=NOON)
    line(Permanent("isv.MOBILE_NUMBER_ILLEGAL"))
    assert drain(at=NOON) == Report(failed=1)
    assert (sms().status, sms().error) == ("failed", "isv.MOBILE_NUMBER_ILLEGAL")


def test_a_channel_that_breaks_on_one_message_still_sends_the_others(person, line, caplog):
    for _each in range(3):
        tell(person(), WORDS, event="step:1", at=NOON)
    line("a", ZeroDivisionError("13800000000"), "c")
    assert drain(at=NOON) == Report(sent=2, retried=1)
    assert Notice.objects.get(channel="sms", status="waiting").error == "ZeroDivisionError"
    assert "broke its channel: ZeroDivisionError" in caplog.text
    assert "13800000000" not in caplog.text


@pytest.mark.parametrize("change", [{"is_active": False}, {"phone_verified_at": None}])
def test_who_left_or_gave_up_the_number_gets_no_sms(person, settings, change):
    wang = person()
    tell(wang, WORDS, event="step:1", at=NOON)
    type(wang).objects.filter(pk=wang.pk).update(**change)
    assert drain(at=NOON) == Report(failed=1)
    assert written(settings) == []


def test_at_night_an_sms_waits_for_seven_and_an_urgent_one_does_not(person):
    tell(person(), WORDS, event="step:1", at=NIGHT)
    tell_address("+8613900000000", WORDS, event="step:1", at=NIGHT)
    tell(person(), WORDS, event="step:2", at=NIGHT, is_urgent=True)
    assert drain(at=NIGHT) == Report(sent=1)
    assert drain(at=MORNING - timedelta(seconds=1)) == Report()
    assert drain(at=MORNING) == Report(sent=2)


def test_a_retry_that_falls_into_the_night_waits_too(person, line):
    evening = datetime(2026, 11, 23, 21, 59, 30, tzinfo=SHANGHAI)
    tell(person(), WORDS, event="step:1", at=evening)
    line(Temporary("busy"))
    assert drain(at=evening) == Report(retried=1)
    assert drain(at=evening + timedelta(minutes=1)) == Report()
    assert drain(at=MORNING) == Report(sent=1)


def test_a_drainer_that_dies_before_noting_the_yes_leaves_the_row_to_the_next(person, line):
    tell(person(), WORDS, event="step:1", at=NOON)
    sent = line(SystemExit())
    with pytest.raises(SystemExit):
        drain(at=NOON)
    assert drain(at=NOON + LEASE - timedelta(seconds=1)) == Report()
    assert drain(at=NOON + LEASE) == Report(sent=1)
    assert [parcel.key for parcel in sent.parcels] == [sms().key] * 2


def test_a_drainer_slower_than_its_lease_does_not_put_off_what_another_has_taken(person, line):
    tell(person(), WORDS, event="step:1", at=NOON)

    def another_meanwhile():
        assert drain(at=NOON + LEASE) == Report(retried=1)
        return Temporary("slow")

    line(another_meanwhile, Temporary("busy"))
    drain(at=NOON)
    assert sms().try_at == NOON + LEASE + timedelta(minutes=2)
    assert (sms().attempts, sms().error) == (2, "busy")


def test_who_switched_sms_off_gets_none_even_what_was_waiting(person, settings):
    wang = person()
    tell(wang, WORDS, event="step:1", at=NIGHT)
    choose(wang, wants={"sms": False})
    assert drain(at=MORNING) == Report(unwanted=1)
    assert (sms().status, written(settings)) == ("unwanted", [])
    assert Notice.objects.inbox_of(wang).count() == 1


def test_an_e_mail_goes_only_to_who_asked_for_it(person):
    quiet = person(phone=False, email="a@example.cn")
    asked = person(phone=False, email="b@example.cn")
    choose(asked, wants={"email": True})
    for user in (quiet, asked):
        tell(user, WORDS, event="step:1", at=NIGHT)
    assert drain(at=NIGHT) == Report(sent=1, unwanted=1)
    (letter,) = mail.outbox
    notice = Notice.objects.get(channel="email", status="sent")
    assert letter.to == ["b@example.cn"]
    assert letter.extra_headers == {"Message-ID": f"<{notice.key}@localhost>"}
    assert letter.body == (
        "幸福物业已接手 L2026-00001。\n\n正文\n\nhttps://linli.example/cases/L2026-00001/"
    )


def test_draining_three_asks_as_few_questions_as_draining_one(person, django_assert_num_queries):
    wants = []
    for count in (1, 3):
        for number in range(count):
            tell(person(), WORDS, event=f"step:{count}:{number}", at=NOON)
        # The rules' root, the transaction (3 and its two marks), preferences; then one a message.
        with django_assert_num_queries(7 + count) as asked:
            drain(at=NOON)
        wants.append(len(asked) - count)
    assert wants[0] == wants[1]


def test_a_house_whose_channel_is_not_set_up_takes_nothing(person, settings):
    tell(person(), WORDS, event="step:1", at=NOON)
    settings.SMS_CHANNEL = "pigeon"
    with pytest.raises(ImproperlyConfigured):
        drain(at=NOON)
    assert (sms().status, sms().attempts) == ("waiting", 0)


def test_a_house_never_drains_without_leases(person, settings):
    tell(person(), WORDS, event="step:1", at=NOON)
    settings.NOTICES_LEASE = False
    with pytest.raises(ImproperlyConfigured):
        drain(at=NOON)


def test_the_task_may_run_five_times(person, settings):
    for number in range(25):
        tell(person(), WORDS, event=f"step:{number}", at=NOON, is_urgent=True)
    for _turn in range(5):
        drain_notices()
    assert len(written(settings)) == 25


def test_beat_asks_for_tasks_that_exist_and_lets_late_ones_lapse(settings):
    entries = {n: e for n, e in settings.CELERY_BEAT_SCHEDULE.items() if "notices" in n}
    app.loader.import_default_modules()
    assert sorted(entries) == ["drain-notices", "purge-notices"]
    assert {entry["task"] for entry in entries.values()} <= set(app.tasks)
    name = "drain-notices"
    kept = ModelEntry.from_entry(name, app=app, **entries[name]).model
    assert (kept.expire_seconds, kept.interval.every, kept.interval.period) == (5, 5, "seconds")


@pytest.mark.parametrize(
    ("channel", "answers", "code", "words"),
    [
        ("file", (), None, '{"sent": 1, "failed": 0, "retried": 0, "unwanted": 0}'),
        ("file", (Permanent("no"),), 1, '{"sent": 0, "failed": 1, "retried": 0, "unwanted": 0}'),
        ("pigeon", (), 2, ""),
    ],
)
def test_the_command_ends_as_documented(settings, line, capsys, channel, answers, code, words):
    tell_address("+8613900000000", WORDS, event="step:1", at=NOON)
    settings.SMS_CHANNEL = channel
    if answers:
        line(*answers)
    try:
        call_command("drain_notices", "--now", NOON.isoformat(), "--json", skip_checks=True)
        ended = None
    except SystemExit as end:
        ended = end.code
    assert (ended, capsys.readouterr().out.strip()) == (code, words)


def test_old_notices_are_forgotten_but_never_those_that_wait_or_are_young(person):
    old, young = NOON - timedelta(days=401), NOON - timedelta(days=399)
    for number, at in enumerate((old, young)):
        tell(person(), WORDS, event=f"step:{number}", at=at)
    assert purge(before=NOON - timedelta(days=400), at=NOON) == 1
    left = sorted(Notice.objects.values_list("event", "channel"))
    assert left == [("step:0", "sms"), ("step:1", "inbox"), ("step:1", "sms")]
    with pytest.raises(TooYoung):
        purge(before=NOON - timedelta(days=183), at=NOON)
