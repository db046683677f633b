"""Sealed columns: personal data encrypted at rest, with a keyed hash to look it up.

AES-SIV (RFC 5297): deterministic for the same text and associated data. The associated data is
the column's name, so a value copied into another column does not open.
"""

import base64
import hashlib
import hmac
from functools import cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.conf import settings
from django.db import models


class BrokenSeal(ValueError):
    """A sealed value that does not open: another key, another column, or damage."""


@cache
def _key(purpose: str, key: str) -> bytes:
    return hashlib.blake2b(key.encode(), person=purpose.encode()[:16], digest_size=64).digest()


def seal(text: str, *, column: str) -> str:
    """Encrypt a text for one column; base64, safe in any encoding."""
    box = AESSIV(_key("seal", settings.SEAL_KEY))
    return base64.b64encode(box.encrypt(text.encode(), [column.encode()])).decode()


def unseal(sealed: str, *, column: str) -> str:
    """Decrypt what `seal` made for the same column; raises BrokenSeal."""
    box = AESSIV(_key("seal", settings.SEAL_KEY))
    try:
        return box.decrypt(base64.b64decode(sealed), [column.encode()]).decode()
    except (InvalidTag, ValueError) as error:
        raise BrokenSeal(column) from error


def fingerprint(text: str, *, column: str) -> str:
    """A keyed hash for equality look-ups (64 hexadecimal characters)."""
    key = _key("fingerprint", settings.SEAL_KEY)
    return hmac.new(key, f"{column}\0{text}".encode(), hashlib.sha256).hexdigest()


class SealedField(models.TextField):  # type: ignore[type-arg]
    """A text that the database holds only encrypted."""

    def _column(self) -> str:
        return f"{self.model._meta.label_lower}.{self.attname}"  # noqa: SLF001

    def from_db_value(self, value: str | None, *_: Any) -> str | None:
        """Open what the database gave."""
        return unseal(value, column=self._column()) if value else value

    def get_prep_value(self, value: Any) -> str | None:
        """Seal what goes to the database."""
        return seal(str(value), column=self._column()) if value else ""
