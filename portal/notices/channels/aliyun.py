"""SMS by Alibaba Cloud (Dysmsapi 2017-05-25, SendSms), signed by ACS3-HMAC-SHA256.

Request, signature and error codes after Alibaba's public help pages “V3 request structure and
signature” and “SendSms”; the signature reproduces the worked example given there (a test).
OutId carries the parcel's key into the provider's receipts; Alibaba does not drop repeats by it.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit

from portal.notices.channels.parcel import Parcel, Permanent, Temporary
from portal.notices.channels.wire import host_of, post

# A variable of an approved template may be this long.
LONGEST_VARIABLE = 35
ALGORITHM = "ACS3-HMAC-SHA256"

# What is wrong with the number or the words stays wrong. Everything else (rate, money, keys, a
# template still in review) is ours or theirs to put right, so it is tried again.
HOPELESS = frozenset(
    {
        "isv.MOBILE_NUMBER_ILLEGAL",
        "isv.DOMESTIC_NUMBER_NOT_SUPPORTED",
        "isv.INVALID_JSON_PARAM",
        "isv.PARAM_LENGTH_LIMIT",
        "isv.PARAM_NOT_SUPPORT_URL",
        "isv.BLACK_KEY_CONTROL_LIMIT",
        "isv.TEMPLATE_MISSING_PARAMETERS",
    }
)


def _now() -> datetime:
    # The signature's own time: the provider refuses one that is 15 minutes off.
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Aliyun:
    """Notices use a template with `subject` and `path`, codes one with `code`.

    The provider lets no variable hold a domain, so the template itself ends in this portal's
    address: `${subject} https://linli.example/${path}`.
    """

    endpoint: str
    key_id: str
    key_secret: str
    sign_name: str
    notice_template: str
    code_template: str
    clock: Callable[[], datetime] = _now

    def send(self, parcel: Parcel) -> str:
        """Hand it over; returns Alibaba's BizId."""
        host = host_of(self.endpoint)
        query = canonical(self._query(parcel))
        headers = self._headers(host)
        headers["Authorization"] = authorization(
            query, headers, key_id=self.key_id, key_secret=self.key_secret
        )
        answer = post(f"{self.endpoint.rstrip('/')}/?{query}", headers=headers, body=b"")
        code = str(answer.get("Code", "no code"))
        if code == "OK":
            return str(answer.get("BizId", ""))
        raise (Permanent if code in HOPELESS else Temporary)(code)

    def _query(self, parcel: Parcel) -> dict[str, str]:
        values = {"code": parcel.code} if parcel.code else variables(parcel)
        return {
            "PhoneNumbers": parcel.to.removeprefix("+86"),
            "SignName": self.sign_name,
            "TemplateCode": self.code_template if parcel.code else self.notice_template,
            "TemplateParam": json.dumps(values, ensure_ascii=False),
            "OutId": parcel.key,
        }

    def _headers(self, host: str) -> dict[str, str]:
        return {
            "host": host,
            "x-acs-action": "SendSms",
            "x-acs-version": "2017-05-25",
            "x-acs-date": self.clock().strftime("%Y-%m-%dT%H:%M:%SZ"),
            "x-acs-signature-nonce": secrets.token_hex(16),
            "x-acs-content-sha256": hashlib.sha256(b"").hexdigest(),
        }


def variables(parcel: Parcel) -> dict[str, str]:
    """What a notice's template is filled with; the path has no leading slash."""
    parts = urlsplit(parcel.link)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    subject = parcel.subject
    if len(subject) > LONGEST_VARIABLE:
        subject = subject[: LONGEST_VARIABLE - 1] + "…"
    return {"subject": subject, "path": path.lstrip("/")}


def canonical(query: Mapping[str, str]) -> str:
    """Parameters sorted and encoded as the signature wants them (RFC 3986)."""
    return "&".join(f"{quote(k, safe='~')}={quote(v, safe='~')}" for k, v in sorted(query.items()))


def authorization(query: str, headers: Mapping[str, str], *, key_id: str, key_secret: str) -> str:
    """The Authorization header of a POST to `/` with an empty body."""
    names = ";".join(sorted(headers))
    lines = "".join(f"{name}:{headers[name].strip()}\n" for name in sorted(headers))
    request = "\n".join(["POST", "/", query, lines, names, headers["x-acs-content-sha256"]])
    signed = f"{ALGORITHM}\n{hashlib.sha256(request.encode()).hexdigest()}"
    signature = hmac.new(key_secret.encode(), signed.encode(), hashlib.sha256).hexdigest()
    return f"{ALGORITHM} Credential={key_id},SignedHeaders={names},Signature={signature}"
