"""SMS by Tencent Cloud (API 2021-01-11, SendSms), signed by TC3-HMAC-SHA256.

Request, signature and error codes after Tencent's public pages “Signature v3” and “SendSms”; the
signature reproduces the worked example given there (a test). SessionContext carries the parcel's
key and comes back in the answer; Tencent does not drop repeats by it.
"""

import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from portal.notices.channels.aliyun import variables
from portal.notices.channels.parcel import Parcel, Permanent, Temporary
from portal.notices.channels.wire import host_of, post

ALGORITHM = "TC3-HMAC-SHA256"
CONTENT_TYPE = "application/json; charset=utf-8"

HOPELESS = frozenset(
    {
        "InvalidParameterValue.IncorrectPhoneNumber",
        "FailedOperation.PhoneNumberInBlacklist",
        "FailedOperation.ContainSensitiveWord",
        "InvalidParameterValue.ContentLengthLimit",
        "InvalidParameterValue.ProhibitedUseUrlInTemplateParameter",
        "InvalidParameterValue.TemplateParameterFormatError",
        "InvalidParameterValue.TemplateParameterLengthLimit",
    }
)


def _now() -> datetime:
    # The signature's own time: the provider refuses one that is five minutes off.
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Tencent:
    """Notices use a template with {1} subject and {2} path, codes one with {1} the code."""

    endpoint: str
    region: str
    secret_id: str
    secret_key: str
    app_id: str
    sign_name: str
    notice_template: str
    code_template: str
    clock: Callable[[], datetime] = _now

    def send(self, parcel: Parcel) -> str:
        """Hand it over; returns Tencent's SerialNo."""
        host, at = host_of(self.endpoint), self.clock()
        body = json.dumps(self._body(parcel), ensure_ascii=False).encode()
        signed = {"content-type": CONTENT_TYPE, "host": host}
        headers = signed | {
            "X-TC-Action": "SendSms",
            "X-TC-Version": "2021-01-11",
            "X-TC-Region": self.region,
            "X-TC-Timestamp": str(int(at.timestamp())),
            "Authorization": authorization(
                body, signed, service="sms", at=at, key=(self.secret_id, self.secret_key)
            ),
        }
        return _serial(post(f"{self.endpoint.rstrip('/')}/", headers=headers, body=body))

    def _body(self, parcel: Parcel) -> dict[str, Any]:
        return {
            "PhoneNumberSet": [parcel.to],
            "SmsSdkAppId": self.app_id,
            "SignName": self.sign_name,
            "TemplateId": self.code_template if parcel.code else self.notice_template,
            "TemplateParamSet": [parcel.code] if parcel.code else list(variables(parcel).values()),
            "SessionContext": parcel.key,
        }


def _serial(answer: dict[str, Any]) -> str:
    response = answer.get("Response") or {}
    rows = response.get("SendStatusSet") or [response.get("Error") or {}]
    code = str(rows[0].get("Code", "no code"))
    if code == "Ok":
        return str(rows[0].get("SerialNo", ""))
    raise (Permanent if code in HOPELESS else Temporary)(code)


def authorization(
    body: bytes, headers: dict[str, str], *, service: str, at: datetime, key: tuple[str, str]
) -> str:
    """The Authorization header of a POST to `/`; `key` is (SecretId, SecretKey)."""
    names = ";".join(sorted(headers))
    lines = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
    digest = hashlib.sha256(body).hexdigest()
    request = "\n".join(["POST", "/", "", lines, names, digest])
    day = at.astimezone(UTC).strftime("%Y-%m-%d")
    scope = f"{day}/{service}/tc3_request"
    hashed = hashlib.sha256(request.encode()).hexdigest()
    signed = f"{ALGORITHM}\n{int(at.timestamp())}\n{scope}\n{hashed}"
    secret = f"TC3{key[1]}".encode()
    for part in (day, service, "tc3_request", signed):
        secret = hmac.new(secret, part.encode(), hashlib.sha256).digest()
    return (
        f"{ALGORITHM} Credential={key[0]}/{scope}, SignedHeaders={names}, Signature={secret.hex()}"
    )
