"""E-mail by Django's backends; the Message-ID is made of the key, so that repeats are known."""

import smtplib
from dataclasses import dataclass

from django.core.mail import EmailMessage

from portal.notices.channels.parcel import Parcel, Permanent, Temporary

REFUSED = 500


@dataclass(frozen=True, slots=True)
class Mail:
    """Plain text from one sender; many receiving servers drop a second Message-ID."""

    sender: str
    host: str

    def send(self, parcel: Parcel) -> str:
        """Hand it to the backend; returns the Message-ID."""
        name = f"<{parcel.key}@{self.host}>"
        text = "\n\n".join(part for part in (parcel.subject, parcel.body, parcel.link) if part)
        subject = " ".join(parcel.subject.split())
        message = EmailMessage(
            subject, text, self.sender, [parcel.to], headers={"Message-ID": name}
        )
        try:
            message.send()
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _words in error.recipients.values()]
            raise _kind(min(codes, default=0))(f"SMTP {codes}") from None
        except smtplib.SMTPDataError as error:
            raise _kind(error.smtp_code)(f"SMTP {error.smtp_code}") from None
        except (smtplib.SMTPException, OSError) as error:
            raise Temporary(type(error).__name__) from error
        return name


def _kind(code: int) -> type[Temporary | Permanent]:
    return Permanent if code >= REFUSED else Temporary
