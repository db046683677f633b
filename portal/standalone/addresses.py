"""Where the servers are: the environment's addresses, else the embedded ones of a state folder.

Settings read this before Django exists, so it imports nothing but the standard library.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

OWNER, RUNTIME = "linli_owner", "linli_app"
DATABASE = "linli"


def state_folder(base: Path) -> Path:
    """Where the embedded servers, secrets and photos live: PORTAL_STATE, else .state here."""
    return Path(os.environ.get("PORTAL_STATE") or base / ".state").resolve()


def socket_folder(state: Path) -> Path:
    """Where the sockets are: in the state folder, or where its link leads.

    A socket's path has at most about 100 bytes, so a deep state folder links to a short one
    (portal/standalone/servers.py makes it); following the link keeps us out of a stranger's.
    """
    return (state / "run").resolve()


def database(state: Path, env: Mapping[str, str]) -> dict[str, Any]:
    """Django's DATABASES entry: DATABASE_URL, else the embedded server's socket.

    PORTAL_DB_ROLE=owner speaks as the owner (migrations): DATABASE_OWNER_URL where given.
    """
    owner = env.get("PORTAL_DB_ROLE") == "owner"
    url = (owner and env.get("DATABASE_OWNER_URL")) or env.get("DATABASE_URL")
    entry: dict[str, Any] = {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_HEALTH_CHECKS": True,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "server_side_binding": True,
            # A statement asked this often by one connection is read once for it; it is planned
            # each time, for a plan for any value uses no partial index. PgBouncer older than 1.21
            # mixes prepared statements up: PORTAL_DB_PREPARE=0 turns them off.
            "prepare_threshold": int(env.get("PORTAL_DB_PREPARE", "5") or 0) or None,
            "options": "-c statement_timeout=30s -c lock_timeout=10s"
            " -c idle_in_transaction_session_timeout=60s -c plan_cache_mode=force_custom_plan",
        },
    }
    if owner:
        entry["OPTIONS"]["options"] = "-c lock_timeout=5s"
    if url:
        return entry | _parsed(url)
    return entry | {
        "NAME": DATABASE,
        "USER": OWNER if owner else RUNTIME,
        "HOST": str(socket_folder(state)),
        "PORT": "5432",
    }


def broker_url(state: Path, env: Mapping[str, str]) -> str:
    """Celery's broker: REDIS_URL, else the embedded server's socket (database 0)."""
    return env.get("REDIS_URL") or broker_at(socket_folder(state), 0)


def cache_url(state: Path, env: Mapping[str, str]) -> str:
    """Django's cache: CACHE_URL, else database 1 beside the broker's database.

    Never the broker's own: clearing the cache must not lose a task.
    """
    if url := env.get("CACHE_URL"):
        return url
    if url := env.get("REDIS_URL"):
        return urlsplit(url)._replace(path="/1").geturl()
    return cache_at(socket_folder(state), 1)


def broker_at(sockets: Path, number: int) -> str:
    """Celery's spelling of one database of the embedded Valkey."""
    return f"redis+socket://{sockets}/valkey.sock?virtual_host={number}"


def cache_at(sockets: Path, number: int) -> str:
    """The Redis client's spelling of the same."""
    return f"unix://{sockets}/valkey.sock?db={number}"


def _parsed(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    return {
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host") or parts.hostname or "",
        "PORT": str(parts.port or query.get("port") or ""),
    }
