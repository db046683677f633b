"""Without account: no table, no session and no log holds who it was, not even who was signed in."""

import logging

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client

from portal.attachments.models import Attachment
from portal.loop.models import Case, Contact, Step
from tests.grievances.story import WORDS, begin, fill, send

ADDRESS, DEVICE = "203.0.113.77", "Nokia-3310-of-the-widow"


def everything() -> str:
    """Every column of every row of every table."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            found += [f"{table}: {row}" for (row,) in cursor.fetchall()]
    return "\n".join(found)


@pytest.mark.parametrize("signed", [False, True])
def test_nothing_in_the_house_leads_back(town, sign_in, picture, caplog, signed):
    browser = sign_in("widow") if signed else Client()
    browser.defaults |= {"REMOTE_ADDR": ADDRESS, "HTTP_USER_AGENT": DEVICE}
    before = {s.pk: s.get_decoded() for s in Session.objects.all()}
    with caplog.at_level(logging.DEBUG):
        draft = begin(browser, "anonymous")
        browser.post(f"/file/{draft.pk}/what/", {"text": WORDS, "photos": [picture(1)]})
        fill(browser, town, draft)
        grievance = send(browser, draft)
        browser.get(f"/file/{draft.pk}/done/")
        browser.get(f"/cases/{grievance.case.number}/")
    widow = town.people["widow"]
    kept = everything()

    assert (grievance.case.filer, Contact.objects.count()) == (None, 0)
    assert list(Step.objects.values_list("by", "body")) == [(None, None)]
    assert list(Attachment.objects.values_list("added_by", flat=True)) == [None]
    assert (ADDRESS in kept, DEVICE in kept) == (False, False)
    logged = "\n".join(record.getMessage() for record in caplog.records)
    assert [word in logged for word in (ADDRESS, DEVICE, WORDS)] == [False, False, False]
    # The session of whoever was signed in knows neither the draft nor the case.
    sessions = {s.pk: s.get_decoded() for s in Session.objects.all()}
    said = str([sessions[pk] for pk in sessions if sessions[pk] != before.get(pk)])
    assert [str(draft.pk) in said, grievance.case.number in said] == [False, False]
    assert Case.objects.filter(filer=widow).count() == 0
    mine = browser.get("/mine/").content.decode() if signed else ""
    assert grievance.case.number not in mine


def test_a_name_typed_without_account_is_not_kept(town, client):
    draft = begin(client, "anonymous")
    fill(client, town, draft, name="温奶奶", phone="13912345678")
    send(client, draft)

    assert (Contact.objects.get().name, "温奶奶" in Contact.objects.get().name) == ("", False)
