"""The ways out: this machine, e-mail, and two providers whose signatures are checked anew."""

import hashlib
import hmac
import json
import smtplib
import stat
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qsl, quote, unquote, urlsplit

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal.notices import channels
from portal.notices.channels import aliyun, mail, tencent, wire
from portal.notices.channels.aliyun import Aliyun
from portal.notices.channels.local import Console, File
from portal.notices.channels.mail import Mail
from portal.notices.channels.parcel import Parcel, Permanent, Temporary, sms_text
from portal.notices.channels.tencent import Tencent
from portal.notices.checks import channels_are_set_up

PARCEL = Parcel(
    "k" * 32,
    "+8613812345678",
    "幸福物业已接手 L2026-00001。",
    link="https://linli.example/cases/L2026-00001/?a=b c",
)
CODE = Parcel("c" * 32, "+8613812345678", "您的验证码是 246810", code="246810")
AT = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


class Provider(HTTPServer):
    """Remembers what it was asked and answers what it is told to."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked, self.answer, self.status = [], {}, 200

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.asked.append((self.path, dict(self.headers.items()), body))
        text = self.server.answer
        text = text if isinstance(text, bytes) else json.dumps(text).encode()
        self.send_response(self.server.status)
        if self.server.status == 302:
            self.send_header("Location", f"{self.server.address}/elsewhere")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_args):
        pass


@pytest.fixture
def provider():
    server = Provider()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def an_aliyun(endpoint):
    return Aliyun(endpoint, "id", "secret", "邻里", "SMS_1", "SMS_2", lambda: AT)


def a_tencent(endpoint):
    return Tencent(endpoint, "ap-guangzhou", "id", "secret", "1400", "邻里", "11", "22", lambda: AT)


def lower(headers):
    return {name.lower(): value for name, value in headers.items()}


def check_acs3(path, headers, body):
    """Alibaba's side of the signature, from the raw request alone."""
    scheme, rest = headers["authorization"].split(" ", 1)
    parts = dict(part.split("=", 1) for part in rest.split(","))
    pairs = sorted(parse_qsl(urlsplit(path).query, keep_blank_values=True))
    query = "&".join(f"{quote(k, safe='-_.~')}={quote(v, safe='-_.~')}" for k, v in pairs)
    names = parts["SignedHeaders"].split(";")
    assert names == sorted(names)
    assert {"host", "x-acs-action", "x-acs-date", "x-acs-content-sha256"} < set(names)
    assert headers["x-acs-content-sha256"] == hashlib.sha256(body).hexdigest()
    request = f"POST\n/\n{query}\n"
    request += "".join(f"{name}:{headers[name]}\n" for name in names)
    request += f"\n{parts['SignedHeaders']}\n{headers['x-acs-content-sha256']}"
    text = f"{scheme}\n{hashlib.sha256(request.encode()).hexdigest()}"
    assert scheme == "ACS3-HMAC-SHA256"
    assert parts["Credential"] == "id"
    return hmac.new(b"secret", text.encode(), "sha256").hexdigest() == parts["Signature"]


def check_tc3(headers, body):
    """Tencent's side of the signature, from the raw request alone."""
    scheme, rest = headers["authorization"].split(" ", 1)
    parts = dict(part.split("=", 1) for part in rest.split(", "))
    ident, day, service, end = parts["Credential"].split("/")
    assert (scheme, ident, service, end) == ("TC3-HMAC-SHA256", "id", "sms", "tc3_request")
    stamp = int(headers["x-tc-timestamp"])
    assert day == datetime.fromtimestamp(stamp, UTC).date().isoformat()
    names = parts["SignedHeaders"].split(";")
    request = "POST\n/\n\n" + "".join(f"{name}:{headers[name]}\n" for name in names)
    request += f"\n{parts['SignedHeaders']}\n{hashlib.sha256(body).hexdigest()}"
    hashed = hashlib.sha256(request.encode()).hexdigest()
    text = f"{scheme}\n{stamp}\n{day}/sms/tc3_request\n{hashed}"
    first = hmac.digest(b"TC3secret", day.encode(), "sha256")
    second = hmac.digest(first, b"sms", "sha256")
    third = hmac.digest(second, b"tc3_request", "sha256")
    return hmac.new(third, text.encode(), "sha256").hexdigest() == parts["Signature"]


def test_the_signature_of_alibabas_own_worked_example_comes_out():
    headers = {
        "host": "ecs.cn-shanghai.aliyuncs.com",
        "x-acs-action": "RunInstances",
        "x-acs-version": "2014-05-26",
        "x-acs-date": "2023-10-26T10:22:32Z",
        "x-acs-signature-nonce": "3156853299f313e23d1673dc12e1703d",
        "x-acs-content-sha256": hashlib.sha256(b"").hexdigest(),
    }
    query = aliyun.canonical(
        {
            "RegionId": "cn-shanghai",
            "ImageId": "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd",
        }
    )
    made = aliyun.authorization(
        query, headers, key_id="YourAccessKeyId", key_secret="YourAccessKeySecret"
    )
    assert made.endswith(
        "Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
    )


def test_the_signature_of_tencents_own_worked_example_comes_out():
    body = (
        b'{"Limit": 1, "Filters": [{"Values": ["\\u672a\\u547d\\u540d"], "Name": "instance-name"}]}'
    )
    made = tencent.authorization(
        body,
        {"content-type": "application/json; charset=utf-8", "host": "cvm.tencentcloudapi.com"},
        service="cvm",
        at=datetime.fromtimestamp(1551113065, UTC),
        key=("AKIDEXAMPLE", "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE"),
    )
    assert made == (
        "TC3-HMAC-SHA256 Credential=AKIDEXAMPLE/2019-02-25/cvm/tc3_request, "
        "SignedHeaders=content-type;host, "
        "Signature=72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168"
    )


@pytest.mark.parametrize(
    ("parcel", "template", "values"),
    [
        (PARCEL, "SMS_1", {"subject": PARCEL.subject, "path": "cases/L2026-00001/?a=b c"}),
        (CODE, "SMS_2", {"code": "246810"}),
    ],
)
def test_alibaba_is_asked_as_documented_and_accepts_the_signature(
    provider, parcel, template, values
):
    provider.answer = {"Code": "OK", "Message": "OK", "BizId": "9006^0", "RequestId": "r"}
    assert an_aliyun(provider.address).send(parcel) == "9006^0"
    ((path, headers, body),) = provider.asked
    headers, query = lower(headers), dict(parse_qsl(urlsplit(path).query))
    assert check_acs3(path, headers, body)
    assert not check_acs3(path.replace("13812345678", "13812345679"), headers, body)
    assert json.loads(query.pop("TemplateParam")) == values
    assert query == {
        "PhoneNumbers": "13812345678",
        "SignName": "邻里",
        "TemplateCode": template,
        "OutId": parcel.key,
    }
    assert (headers["x-acs-action"], headers["x-acs-version"]) == ("SendSms", "2017-05-25")
    assert headers["x-acs-date"] == "2026-11-23T04:00:00Z"
    assert "secret" not in unquote(path) + str(headers)


@pytest.mark.parametrize(
    ("parcel", "template", "values"),
    [
        (PARCEL, "11", [PARCEL.subject, "cases/L2026-00001/?a=b c"]),
        (CODE, "22", ["246810"]),
    ],
)
def test_tencent_is_asked_as_documented_and_accepts_the_signature(
    provider, parcel, template, values
):
    provider.answer = {"Response": {"SendStatusSet": [{"Code": "Ok", "SerialNo": "2028:f"}]}}
    assert a_tencent(provider.address).send(parcel) == "2028:f"
    ((_path, headers, body),) = provider.asked
    headers = lower(headers)
    assert check_tc3(headers, body)
    assert not check_tc3(headers, body.replace(b"13812345678", b"13812345679"))
    assert json.loads(body) == {
        "PhoneNumberSet": ["+8613812345678"],
        "SmsSdkAppId": "1400",
        "SignName": "邻里",
        "TemplateId": template,
        "TemplateParamSet": values,
        "SessionContext": parcel.key,
    }
    asked = [headers[f"x-tc-{name}"] for name in ("action", "version", "region")]
    assert asked == ["SendSms", "2021-01-11", "ap-guangzhou"]


@pytest.mark.parametrize(
    ("make", "status", "answer", "kind", "words"),
    [
        (an_aliyun, 200, {"Code": "isv.BUSINESS_LIMIT_CONTROL"}, Temporary, "BUSINESS_LIMIT"),
        (an_aliyun, 200, {"Code": "isv.MOBILE_NUMBER_ILLEGAL"}, Permanent, "NUMBER_ILLEGAL"),
        (an_aliyun, 400, {"Code": "InvalidAccessKeyId.NotFound"}, Temporary, "InvalidAccessKeyId"),
        (an_aliyun, 503, {}, Temporary, "HTTP 503"),
        (an_aliyun, 429, {}, Temporary, "HTTP 429"),
        (an_aliyun, 302, {}, Temporary, "no JSON|no code"),
        (an_aliyun, 200, b"<html>", Temporary, "no JSON"),
        (an_aliyun, 200, [], Temporary, "no object"),
        (
            a_tencent,
            200,
            {"Response": {"SendStatusSet": [{"Code": "FailedOperation.PhoneNumberInBlacklist"}]}},
            Permanent,
            "Blacklist",
        ),
        (
            a_tencent,
            200,
            {"Response": {"Error": {"Code": "AuthFailure.SignatureFailure"}}},
            Temporary,
            "AuthFailure",
        ),
        (a_tencent, 200, {}, Temporary, "no code"),
    ],
)
def test_a_refusal_is_told_apart_by_whether_another_try_helps(
    provider, make, status, answer, kind, words
):
    provider.status, provider.answer = status, answer
    with pytest.raises(kind, match=words):
        make(provider.address).send(PARCEL)
    assert len(provider.asked) == 1


def test_a_provider_that_is_not_there_or_does_not_answer_is_temporary(provider, monkeypatch):
    with pytest.raises(Temporary, match="URLError"):
        an_aliyun("http://127.0.0.1:9").send(PARCEL)
    monkeypatch.setattr(wire, "SECONDS", 0.2)
    slow = threading.Event()

    def keep_waiting(request, _address):
        slow.wait(2)
        provider.shutdown_request(request)

    provider.process_request = keep_waiting
    with pytest.raises(Temporary, match="Timeout"):
        an_aliyun(provider.address).send(PARCEL)
    slow.set()


def test_a_provider_without_encryption_is_refused():
    with pytest.raises(ImproperlyConfigured):
        an_aliyun("http://dysmsapi.aliyuncs.com").send(PARCEL)


def test_the_file_channel_keeps_one_line_a_message(tmp_path):
    way = File(tmp_path / "out" / "sms.jsonl")
    assert [way.send(PARCEL), way.send(CODE)] == [PARCEL.key, CODE.key]
    lines = [json.loads(line) for line in way.path.read_text().splitlines()]
    assert [(line["key"], line["to"]) for line in lines] == [
        (PARCEL.key, PARCEL.to),
        (CODE.key, CODE.to),
    ]


def test_the_console_shows_a_developer_the_code_and_a_production_log_nothing(tmp_path, capsys):
    Console(tmp_path, show=True).send(CODE)
    assert capsys.readouterr().out == f"SMS to {CODE.to}: {CODE.subject}\n"
    Console(tmp_path, show=False).send(CODE)
    assert capsys.readouterr().out == f"SMS to …78 ({CODE.key})\n"
    path = tmp_path / "sms.log"
    assert path.read_text().count("246810") == 2
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_text_of_several_lines_stays_one_line_of_the_log(tmp_path):
    Console(tmp_path, show=False).send(Parcel("k", "+86138", "一\r\nSMS to +86139: 假"))
    assert len((tmp_path / "sms.log").read_text().splitlines()) == 1


def test_an_sms_fits_one_part_where_its_link_leaves_room():
    link = "https://linli.example/cases/L2026-00001/"
    assert sms_text(Parcel("k", "p", "短", link=link)) == f"短 {link}"
    long = sms_text(Parcel("k", "p", "长" * 60, link=link))
    assert len(long) == 70
    assert long == f"{'长' * 28}… {link}"
    assert sms_text(Parcel("k", "p", "长" * 60, link=link * 2)).startswith("长" * 60)
    assert sms_text(Parcel("k", "p", "短")) == "短"


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (smtplib.SMTPRecipientsRefused({"a@b": (550, b"gone")}), Permanent),
        (smtplib.SMTPRecipientsRefused({"a@b": (450, b"later")}), Temporary),
        (smtplib.SMTPDataError(554, b"spam"), Permanent),
        (smtplib.SMTPAuthenticationError(535, b"who"), Temporary),
        (smtplib.SMTPServerDisconnected(), Temporary),
        (ConnectionRefusedError(), Temporary),
    ],
)
def test_what_a_mail_server_says_decides_about_another_try(monkeypatch, error, kind):
    def refuse(_self):
        raise error

    monkeypatch.setattr(mail.EmailMessage, "send", refuse)
    with pytest.raises(kind):
        Mail("linli@example.cn", "example.cn").send(PARCEL)


@pytest.mark.parametrize("name", ["pigeon", "aliyun", "tencent"])
def test_a_channel_that_is_not_set_up_is_named_at_start(settings, name):
    settings.SMS_CHANNEL = name
    (error,) = channels_are_set_up()
    assert error.id == "notices.E001"
    assert "PORTAL_" in error.msg


def test_a_provider_is_made_of_the_settings(settings):
    settings.SMS_CHANNEL = "aliyun"
    names = ("endpoint", "key_id", "key_secret", "sign_name", "notice_template", "code_template")
    settings.SMS_PROVIDERS = {"aliyun": dict.fromkeys(names, "x")}
    assert channels.sms() == Aliyun("x", "x", "x", "x", "x", "x")
    assert channels_are_set_up() == []


def test_an_unknown_way_of_e_mail_is_named_at_start(settings):
    settings.EMAIL_BACKEND = ""
    (error,) = channels_are_set_up()
    assert error.msg == "PORTAL_EMAIL is one of console, file, smtp."
