"""Matters in every stage in the town, as of now: what the pages are asked for."""

import io
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.tokens import default_token_generator
from django.core import signing
from django.core.files.base import ContentFile
from django.test import Client
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from PIL import Image

from grievances.actions import work
from grievances.actions.filing import file
from grievances.actions.publishing import publish
from grievances.models import AnswerTemplate, Draft, Grievance
from portal.attachments.actions import accept
from portal.attachments.models import Attachment
from portal.loop.fold import Outcome, Urgency
from portal.loop.models import Case, Joining
from portal.loop.spec import Need
from portal.loop.standing import RECEIPT_HOLDER, SWEEP, actor
from portal.notices.models import Notice
from portal.people.homes import claim_home
from portal.people.models import Duty, Household, Membership, Residency, User
from portal.roles.grants import Duty as DutyName
from tests.signed import signed_in
from tests.town import SHANGHAI, TERM, Town, build

WORDS = "3号楼门口的路灯不亮，晚上看不见台阶。"


@dataclass
class World:
    """The town, its matters, and what addresses are made of."""

    town: Town
    now: datetime
    names: dict[str, Any] = field(default_factory=dict)  # a word of the matrix to its argument

    def client(self, who: str, **options: Any) -> Client:
        """A browser of one of the persons of the matrix."""
        if who == "anonymous":
            client = Client(**options)
            held = signing.get_cookie_signer(salt="draftsdrafts").sign(str(self.names["unnamed"]))
            client.cookies["drafts"] = held
            return client
        weak = who == "weak"
        client = signed_in(self.town.people["secretary" if weak else who], strong=not weak)
        client.handler.enforce_csrf_checks = options.get("enforce_csrf_checks", False)
        return client

    def ago(self, **time: float) -> datetime:
        return self.now - timedelta(**time)

    def case(self, name: str) -> Case:
        return Case.objects.get(number=self.names[name])


def begin() -> World:
    """Everything."""
    town = build()
    world = World(town, datetime.now(SHANGHAI))
    town.people["admin"] = User.objects.create_user(
        name="管理员", username="admin", is_staff=True, is_superuser=True
    )
    _fresh(world)
    _in_hand(world)
    _late(world)
    _rows(world)
    return world


def picture() -> ContentFile:
    """A small photo."""
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(out, "JPEG")
    return ContentFile(out.getvalue(), "photo.jpg")


def complain(
    world: World, name: str, who: str | None = "widow", *, when: datetime, **changes: Any
) -> Grievance:
    """File it and keep its number under a name."""
    user = world.town.people[who] if who else None
    accused = changes.pop("accused", [])
    draft = Draft.objects.create(
        owner=user,
        is_anonymous=user is None,
        **{
            "area": world.town.areas["b3"],
            "text": WORDS,
            "kind": "roads",
            "urgency": Urgency.ORDINARY,
        }
        | changes,
    )
    draft.accused.set(accused)
    if photos := name in {"public", "private"}:
        accept(picture(), holder=f"draft:{draft.pk}", by=user, at=when)
    by = actor(user, at=when) if user else RECEIPT_HOLDER
    made = file(draft, by=by, at=when)
    world.names[name] = made.case.number
    world.names[f"sent_{name}"] = draft.pk
    if photos:
        photo = Attachment.objects.get(holder=f"grievance:{made.pk}")
        world.names[f"photo_{name}"] = photo.pk
    return made


def move(world: World, name: str, who: str, step: str, when: datetime, **given: Any) -> None:
    """One move on a matter by somebody of the town."""
    by = SWEEP if who == "sweep" else actor(world.town.people[who], at=when)
    given = {Need(need): value for need, value in given.items()}
    work.move(world.case(name), step, by=by, at=when, given=given)


def show(world: World, name: str, when: datetime) -> None:
    """Clear a matter for everybody, with the photo it may have."""
    made = Grievance.objects.with_case().get(case__number=world.names[name])
    photos = Attachment.objects.filter(holder=f"grievance:{made.pk}")
    by = actor(world.town.people["secretary"], at=when)
    publish(made, title="路灯不亮", text="路灯坏了。", photos=photos, by=by, at=when)


def handling(
    world: World, name: str, start: datetime, *, who: str = "widow", **changes: Any
) -> None:
    """Filed, accepted for the property manager, signed for by the repairman."""
    complain(world, name, when=start)
    lead = world.town.bodies["property"]
    move(world, name, "secretary", "accept", start + timedelta(minutes=5), lead=lead)
    move(world, name, "repairman", "sign", start + timedelta(minutes=10))


def answered(world: World, name: str, start: datetime) -> None:
    """Handled, reported, cleared: the person is to answer three questions."""
    handling(world, name, start)
    done = {"outcome": Outcome.DONE, "words": "换好了。"}
    move(world, name, "repairman", "report", start + timedelta(minutes=20), **done)
    move(world, name, "manager", "clear", start + timedelta(minutes=30))


def tracked(world: World, name: str, start: datetime) -> None:
    """Nobody answered; the time to check whether it holds has come."""
    answered(world, name, start)
    move(world, name, "sweep", "lapse", start + timedelta(days=20))


def _fresh(world: World) -> None:
    bodies, ago = world.town.bodies, world.ago
    complain(world, "private", when=ago(hours=3))
    complain(world, "public", when=ago(hours=3))
    show(world, "public", ago(hours=2))
    complain(world, "receipt", None, when=ago(hours=3))
    complain(world, "leading", when=ago(hours=3))
    move(world, "leading", "secretary", "accept", ago(hours=2), lead=bodies["property"])
    complain(world, "objected", when=ago(hours=3))
    move(world, "objected", "secretary", "accept", ago(hours=2), lead=bodies["property"])
    move(world, "objected", "manager", "object", ago(hours=1), note="不归我们管。")
    complain(world, "helped", "tenant", when=ago(hours=3))
    both = {"lead": bodies["property"], "helpers": [bodies["cityworks"]]}
    move(world, "helped", "secretary", "accept", ago(hours=2), **both)


def _in_hand(world: World) -> None:
    ago = world.ago
    handling(world, "handling", ago(hours=3))
    handling(world, "wanting", ago(hours=3))
    until = (world.now + timedelta(days=15)).date()
    move(world, "wanting", "manager", "want_time", ago(hours=1), until=until, note="等材料。")
    handling(world, "waiting", ago(hours=3))
    move(world, "waiting", "repairman", "ask", ago(hours=1), words="哪一盏？")
    handling(world, "reported", ago(hours=3))
    done = {"outcome": Outcome.DONE, "words": "换好了。"}
    move(world, "reported", "repairman", "report", ago(hours=1), **done)


def _late(world: World) -> None:
    town, bodies, ago = world.town, world.town.bodies, world.ago
    answered(world, "feedback", ago(hours=3))
    tracked(world, "tracking", ago(days=80))
    tracked(world, "closed", ago(days=80))
    show(world, "closed", ago(days=50))
    move(world, "closed", "volunteer", "holds", ago(days=1), words="亮着。")
    complain(world, "declined", when=ago(hours=3))
    move(
        world, "declined", "secretary", "decline", ago(hours=2), words="不归社区。", way_on="12345"
    )
    complain(world, "merged", "tenant", when=ago(hours=3))
    move(world, "merged", "secretary", "merge", ago(hours=2), into=world.case("handling"))
    complain(world, "accused", "tenant", when=ago(hours=3), accused=[bodies["builder"]])
    move(world, "accused", "secretary", "accept", ago(hours=2), lead=bodies["property"])
    complain(world, "withdrawn", when=ago(hours=3))
    move(world, "withdrawn", "widow", "withdraw", ago(hours=2))
    Joining.objects.create(case=world.case("public"), user=town.people["tenant"], at=ago(hours=1))


def _rows(world: World) -> None:
    """A row of everything else that has an address."""
    people, bodies, areas = world.town.people, world.town.bodies, world.town.areas
    words = {"text": WORDS, "area": areas["b3"], "kind": "roads"}
    draft = Draft.objects.create(owner=people["widow"], **words)
    unnamed = Draft.objects.create(is_anonymous=True, **words)
    photo = accept(picture(), holder=f"draft:{draft.pk}", by=people["widow"], at=world.now)
    door = Household.objects.create(building=areas["b5"], door="101")
    claim = claim_home(people["tenant"], household=door, tie="tenant", at=world.now)
    template = AnswerTemplate.objects.create(
        area=areas["maple"], move="decline", name="不归我们管", words="请打12345。",
        changed_by=people["secretary"], changed_at=world.now,
    )  # fmt: skip
    duty = Duty.objects.create(
        user=people["stranger"], area=areas["maple"], name=DutyName.CRAFTSPERSON, term=TERM
    )
    uid = urlsafe_base64_encode(force_bytes(str(people["clerk"].pk)))
    world.names |= {
        "draft": draft.pk,
        "unnamed": unnamed.pk,
        "draft_photo": photo.pk,
        "home": Residency.objects.get(user=people["widow"]).pk,
        "claim": claim.pk,
        "template": template.pk,
        "duty": duty.pk,
        "maple": areas["maple"].pk,
        "body": bodies["property"].pk,
        "river_body": bodies["river_committee"].pk,
        "seat": Membership.objects.get(user=people["repairman"]).pk,
        "clerk": people["clerk"].pk,
        "notice": Notice.objects.inbox_of(people["widow"]).latest("pk").pk,
        "uid": uid,
        "token": default_token_generator.make_token(people["clerk"]),
    }
