"""What must be well for this process to serve people."""

import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from redis.exceptions import RedisError

from portal.standalone.tasks import HEARTBEAT

LEAST_FREE_BYTES = 512 * 1024 * 1024
LONGEST_SILENCE = timedelta(minutes=3)


def findings(at: datetime) -> dict[str, bool]:
    """Each thing that was looked at, and whether it is well."""
    checks: dict[str, Callable[[], bool]] = {
        "database": _database_answers,
        "valkey": _valkey_answers,
        "disk": _disk_has_room,
        "migrations": _migrations_applied,
        "beat": lambda: _beat_heard(at),
    }
    return {name: _survives(check) for name, check in checks.items()}


def _survives(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except (DatabaseError, RedisError, OSError):
        return False


def _database_answers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))


def _valkey_answers() -> bool:
    cache.set("standalone:asked", 1, timeout=10)
    return bool(cache.get("standalone:asked") == 1)


def _disk_has_room() -> bool:
    media = Path(settings.MEDIA_ROOT)
    place = next(folder for folder in (media, *media.parents) if folder.exists())
    return shutil.disk_usage(place).free > LEAST_FREE_BYTES


def _migrations_applied() -> bool:
    """Looked at anew each minute: building the graph of migrations takes a while."""
    if cache.get("standalone:migrated"):
        return True
    executor = MigrationExecutor(connection)
    applied = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    if applied:
        cache.set("standalone:migrated", value=True, timeout=60)
    return applied


def _beat_heard(at: datetime) -> bool:
    """Heard within three minutes; where it was never heard, they count from the first asking."""
    heard = cache.get_or_set(HEARTBEAT, at, timeout=None)
    return isinstance(heard, datetime) and at - heard < LONGEST_SILENCE
