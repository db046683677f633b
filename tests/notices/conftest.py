import itertools
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from portal.people.models import User

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=SHANGHAI)
_numbers = itertools.count(13800000001)


@pytest.fixture(autouse=True)
def _local_ways_out(settings, tmp_path):
    """Nothing leaves the machine."""
    settings.OUTBOX = tmp_path / "outbox"
    settings.SMS_CHANNEL = "file"
    settings.BASE_URL = "https://linli.example"


@pytest.fixture
def person(db):
    """Call it for a person: with a verified phone unless told otherwise."""

    def make(name="王阿姨", *, phone=True, **fields):
        if phone:
            fields |= {"phone": f"+86{next(_numbers)}", "phone_verified_at": NOON}
        return User.objects.create_user(name=name, **fields)

    return make
