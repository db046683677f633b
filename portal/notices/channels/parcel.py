"""What a channel carries, and how it answers."""

from dataclasses import dataclass
from typing import Protocol

SMS_PART = 70


class Undelivered(Exception):
    """A channel did not take a parcel. The words carry a code, never an address or a text."""


class Temporary(Undelivered):
    """Not now: worth another try."""


class Permanent(Undelivered):
    """Never: the address or the text is refused."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message on its way: the same `key` on each try, so that a receiver can tell repeats."""

    key: str
    to: str  # E.164, or an e-mail address
    subject: str
    body: str = ""
    link: str = ""  # absolute, or empty
    code: str = ""  # a sign-in code: providers want a template of its own for these


class Channel(Protocol):
    """A way out of the house."""

    def send(self, parcel: Parcel) -> str:
        """Hand over a parcel; returns the receiver's id for it, raises Temporary or Permanent."""
        ...


def sms_text(parcel: Parcel) -> str:
    """Subject and link; the subject is cut so that both fit one part where the link leaves room."""
    if not parcel.link:
        return parcel.subject
    room = SMS_PART - len(parcel.link) - 1
    subject = parcel.subject
    if room >= SMS_PART // 3 and len(subject) > room:
        subject = subject[: room - 1] + "…"
    return f"{subject} {parcel.link}"


def masked(address: str) -> str:
    """Enough of an address to tell two apart in a log, too little to write to."""
    return f"…{address[-2:]}" if address else "…"
