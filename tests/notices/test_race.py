"""Five drainers, three killed in the middle: nothing is lost, and repeats bear the same key.

The control drains without leases and must send many twice.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.conf import settings as django_settings
from django.db import connection

from portal.notices.actions import Message, tell_address
from portal.notices.actions.delivering import LEASE
from portal.notices.models import Notice
from tests.notices.conftest import NOON

MESSAGES = 300


def _database():
    entry = connection.settings_dict
    if not entry["HOST"].startswith("/"):
        pytest.skip("needs the embedded server's socket")
    host = quote(entry["HOST"], safe="")
    return f"postgresql://{entry['USER']}@/{entry['NAME']}?host={host}&port={entry['PORT']}"


class Town:
    """Three hundred waiting messages and the drainers that send them into one file."""

    def __init__(self, state, *, lease):
        self.file = state / "outbox" / "sms.jsonl"
        self.env = os.environ | {
            "PORTAL_STATE": str(state),
            "DATABASE_URL": _database(),
            "PORTAL_SMS": "file",
            "PORTAL_NOTICES_LEASE": "1" if lease else "0",
            "PORTAL_DEBUG": "1",
        }
        for number in range(MESSAGES):
            tell_address(
                f"+8613{number:09d}",
                Message(f"第 {number} 条"),
                event="fire",
                at=NOON,
                is_urgent=True,
            )

    def drainer(self, now):
        command = [sys.executable, "manage.py", "drain_notices", "--now", now.isoformat()]
        return subprocess.Popen(
            command, cwd=django_settings.BASE_DIR, env=self.env, stdout=subprocess.PIPE
        )

    def sent(self):
        if not self.file.exists():
            return []
        return [json.loads(line) for line in self.file.read_text().splitlines()]

    def run(self):
        """Five at once, three of them killed on the way; their leases run out; one more."""
        drainers = [self.drainer(NOON) for _each in range(5)]
        for victim, mark in enumerate((50, 100, 150)):
            end = time.monotonic() + 60
            while len(self.sent()) < mark and time.monotonic() < end:
                time.sleep(0.002)
            os.kill(drainers[victim].pid, signal.SIGKILL)
        codes = [(drainer.communicate(timeout=60), drainer.returncode)[1] for drainer in drainers]
        self.held = Notice.objects.filter(status="waiting", attempts__gt=0).count()
        last = self.drainer(NOON + LEASE + timedelta(seconds=1))
        last.communicate(timeout=60)
        return sorted({*codes, last.returncode})


def _repeats(lines):
    by_key = Counter(line["key"] for line in lines)
    return sum(by_key.values()) - len(by_key)


@pytest.mark.drill
@pytest.mark.django_db(transaction=True)
def test_killed_drainers_lose_nothing_and_repeat_at_most_one_each(tmp_path):
    town = Town(tmp_path, lease=True)
    assert town.run() == [-signal.SIGKILL, 0]
    lines = town.sent()
    lost = {notice.key for notice in Notice.objects.all()} - {line["key"] for line in lines}
    print(
        f"{MESSAGES} messages, 3 drainers killed holding {town.held}: "
        f"{len(lost)} lost, {_repeats(lines)} sent twice"
    )
    assert town.held > 0, "nobody was killed in the middle"
    assert lost == set()
    assert _repeats(lines) <= 3
    # Each repeat is known by its key: one key, one recipient, one text.
    assert len({(line["key"], line["to"], line["text"]) for line in lines}) == MESSAGES
    assert Notice.objects.filter(status="sent").count() == MESSAGES


@pytest.mark.drill
@pytest.mark.django_db(transaction=True)
def test_control_without_leases_many_are_sent_twice(tmp_path):
    town = Town(tmp_path, lease=False)
    town.run()
    repeats = _repeats(town.sent())
    print(f"without leases: {repeats} of {MESSAGES} sent twice")
    assert repeats > 3
