"""Where the servers are: the environment's addresses, else the embedded ones of a state folder.

Settings read this before Django exists, so it imports nothing but the standard library.
"""

import hashlib
import os
import tempfile
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
    """A short, stable folder for sockets: a socket's path has at most about 100 bytes."""
    name = hashlib.sha256(str(state).encode()).hexdigest()[:10]
    return Path(tempfile.gettempdir()) / f"linli-{name}"


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
            "options": "-c statement_timeout=30s -c lock_timeout=10s"
            " -c idle_in_transaction_session_timeout=60s",
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
    return env.get("REDIS_URL") or f"redis+socket://{socket_folder(state)}/valkey.sock"


def cache_url(state: Path, env: Mapping[str, str]) -> str:
    """Django's cache: database 1 of the same server, so that clearing it never touches the broker."""
    if url := env.get("REDIS_URL"):
        return urlsplit(url)._replace(path="/1").geturl()
    return f"unix://{socket_folder(state)}/valkey.sock?db=1"


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
