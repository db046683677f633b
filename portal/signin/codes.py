"""The code someone was sent: six digits, five minutes, a few tries, this browser, once.

What is kept in the session is a keyed hash of the code and the sealed number. Nobody is looked up
before the code is right, so a known and an unknown number take the same work.
"""

import secrets
import time
from typing import Any

from allauth.account.internal.flows.code_verification import AbstractCodeVerificationProcess
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from portal.people.models import PHONE_COLUMN
from portal.people.sealed import fingerprint, seal, unseal
from portal.signin.limits import Limit, TooOften, first_time, limits, take

SESSION_KEY = "signin.code"
COLUMN = "signin.pending"
DIGITS = "0123456789"


def fresh_code() -> str:
    """A new code."""
    return "".join(secrets.choice(DIGITS) for _digit in range(settings.CODE_DIGITS))


def count_request(*, phone: str, address: str) -> None:
    """Count one wish for a code by number, by address and in all; raises TooOften."""
    number = fingerprint(phone, column=PHONE_COLUMN)
    sources = {"number": number, "address": address, "everybody": ""}
    pairs = [(limit, source) for of, source in sources.items() for limit in limits(of)]
    take(pairs, now=time.time())


class PhoneCode(AbstractCodeVerificationProcess):
    """One code on its way, bound to this session, one number and one purpose."""

    def __init__(self, request: HttpRequest, state: dict[str, Any]) -> None:
        """Take up a state as `begin` made it."""
        self.request = request
        super().__init__(
            state=state, timeout=settings.CODE_SECONDS, max_attempts=settings.CODE_TRIES
        )

    @classmethod
    def begin(
        cls, request: HttpRequest, *, phone: str, purpose: str, next_url: str = ""
    ) -> tuple["PhoneCode", str]:
        """Keep a new code for this session in place of any older; gives it and the digits."""
        digits = fresh_code()
        state = cls.initial_state(user=None, phone=seal(phone, column=COLUMN))
        state |= {"id": secrets.token_hex(16), "purpose": purpose, "next": next_url}
        process = cls(request, state)
        state["hash"] = process.hash_of(digits)
        process.persist()
        return process, digits

    @classmethod
    def resume(cls, request: HttpRequest, *, purpose: str) -> "PhoneCode | None":
        """The code this session waits for, if it is for this purpose and still in time."""
        state = request.session.get(SESSION_KEY)
        if not state or state["purpose"] != purpose:
            return None
        process: PhoneCode | None = cls(request, state).abort_if_invalid()
        return process

    @property
    def phone(self) -> str:
        """The number (E.164)."""
        return unseal(self.state["phone"], column=COLUMN)

    def hash_of(self, digits: str) -> str:
        """The keyed hash of these digits for this code's session, number and purpose."""
        said = f"{self.state['id']}:{self.state['phone']}:{self.state['purpose']}:{digits}"
        return salted_hmac(SESSION_KEY, said, algorithm="sha256").hexdigest()

    def check(self, digits: str) -> None:
        """Accept the right digits once; raises ValidationError with what to do."""
        again = ValidationError(_("This code no longer works. Ask for a new one."), code="ended")
        tries = Limit("tries", self.max_attempts, 2 * settings.CODE_SECONDS)
        try:
            take([(tries, self.state["id"])], now=self.state["at"])
        except TooOften as error:
            self.abort()
            raise again from error
        if not constant_time_compare(self.hash_of(digits), self.state["hash"]):
            raise ValidationError(
                _("That is not the code. Look at the newest message."), code="wrong"
            )
        self.abort()
        if not first_time(self.state["id"], seconds=2 * settings.CODE_SECONDS):
            raise again

    def persist(self) -> None:
        """Keep the state in the session."""
        self.request.session[SESSION_KEY] = self.state

    def abort(self) -> None:
        """Forget the code."""
        self.request.session.pop(SESSION_KEY, None)

    def send(self) -> None:
        """Nothing: `portal.signin.sms` sends, it alone holds the digits."""
