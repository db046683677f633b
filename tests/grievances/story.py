"""Filing as a person does it: page after page, with a test client."""

import json
from datetime import datetime

from django.conf import settings
from django.test import Client

from grievances.actions.publishing import publish
from grievances.models import Draft, Grievance
from portal.loop.standing import actor
from tests.town import MONDAY, SHANGHAI, Town


def now() -> datetime:
    """The town's clock is the real one where a browser is used."""
    return datetime.now(SHANGHAI)


WORDS = "3号楼门口的路灯不亮，晚上看不见台阶。"


def last_code() -> str:
    """The digits last sent to any number."""
    return json.loads((settings.OUTBOX / "sms.jsonl").read_text().splitlines()[-1])["code"]


def begin(client: Client, who: str = "me") -> Draft:
    """Press on the first page; the draft that began."""
    answer = client.post("/file/", {"who": who})
    assert answer.status_code == 302, answer.content[:500]
    return Draft.objects.get(pk=answer["Location"].split("/")[2])


def fill(client: Client, town: Town, draft: Draft, **changes: object) -> None:
    """Answer every question up to the last page."""
    said = {"text": WORDS, "kind": "roads", "urgency": "ordinary", "place": "b3"} | changes
    base = f"/file/{draft.pk}/"
    presses = [
        ("what", {"text": said["text"]}),
        ("where", {"building": town.areas[said["place"]].pk}),
        ("kind", {"choice": said["kind"]}),
        ("urgency", {"choice": said["urgency"]}),
        ("about", {"accused": said.get("accused", [])}),
    ]
    if draft.is_anonymous or draft.is_for_other:
        presses.append(("contact", {"name": said.get("name", ""), "phone": said.get("phone", "")}))
    community = town.areas[said["place"]].community_id
    for page, data in presses:
        query = f"?community={community}" if page == "where" else ""
        answer = client.post(f"{base}{page}/{query}", data)
        assert answer.status_code == 302, (page, answer.content[:2000])
        if answer["Location"].endswith("/contact/code/"):
            answer = client.post(answer["Location"], {"code": last_code()})
            assert answer.status_code == 302, answer.content[:2000]


def send(client: Client, draft: Draft, how: str = "public") -> Grievance:
    """The last press; the complaint it became."""
    answer = client.post(f"/file/{draft.pk}/check/", {"send": how})
    assert (answer.status_code, answer["Location"]) == (302, f"/file/{draft.pk}/done/")
    return Grievance.objects.with_case().get(draft=draft.pk)


def file(client: Client, town: Town, who: str = "me", **said: object) -> Grievance:
    """The whole way."""
    draft = begin(client, who)
    fill(client, town, draft, **said)
    return send(client, draft)


def clear(
    town: Town, grievance: Grievance, title: str = "路灯不亮", text: str = "路灯坏了。"
) -> None:
    """The triager lets everybody read it."""
    by = actor(town.people["secretary"], at=MONDAY)
    at = max(MONDAY, grievance.case.filed_at)
    publish(grievance, title=title, text=text, photos=[], by=by, at=at)
