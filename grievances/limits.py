"""How often a person, or an address without account, may do something in a day.

An address is never stored: what counts is its keyed hash of the day, forgotten with the day.
"""

from datetime import date

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from portal.people.sealed import fingerprint

DAY = 60 * 60 * 24
DRAFTS_A_DAY = 60
RECEIPT_TRIES_AN_HOUR = 10


def address_of(request: HttpRequest) -> str:
    """Where a request came from, past our own proxies."""
    chain = request.headers.get("X-Forwarded-For", "").split(",")
    proxies = settings.TRUSTED_PROXIES
    if proxies and len(chain) >= proxies:
        return chain[-proxies].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


def source_of(request: HttpRequest, *, on: date) -> str:
    """A name for the address, good for this day alone."""
    return fingerprint(f"{address_of(request)} {on}", column="grievances.limits")


def within(what: str, source: str, *, most: int, seconds: int = DAY) -> bool:
    """Count one more; whether it is still within what is allowed."""
    key = f"often:{what}:{source}"
    cache.add(key, 0, timeout=seconds)
    try:
        return cache.incr(key) <= most
    except ValueError:  # the day ended in between
        return True
