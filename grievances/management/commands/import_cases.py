"""`manage.py import_cases FILE`: messages as the city's hotline hands them over, XLSX or CSV."""

import hashlib
import json
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from grievances.actions.importing import Fate, Finding, Origin, check_may, left_out, take_over
from grievances.models import HotlineFile
from grievances.outside import read_messages
from portal.exports.refusals import BookRefused
from portal.loop.refusals import Refused
from portal.loop.standing import Actor, actor
from portal.people.models import User
from portal.places.models import Area


class Stopped(Exception):
    """Nothing was taken, and the sentence says why."""


class Command(BaseCommand):
    """Exit 0: all taken or there already. 1: some rows were left out. 2: the file was refused."""

    help = "Take over a hotline's table: 留言编号 留言主题 留言时间 留言详情 一级分类."

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, where its messages belong, who hands them in."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--area", default="", help="code of the area (the first community)")
        parser.add_argument("--by", default="", help="user name of who hands them in")
        parser.add_argument("--json", action="store_true", help="print as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Take all over and report."""
        try:
            record, findings = self._take(options["file"], options["area"], options["by"])
        except (Stopped, BookRefused, Refused, OSError) as error:
            self.stderr.write(str(error))
            raise SystemExit(2) from error
        (self._print_json if options["json"] else self._print)(record, findings)
        if record.left_out:
            raise SystemExit(1)

    def _take(self, path: Path, code: str, username: str) -> tuple[HotlineFile, list[Finding]]:
        now = timezone.now()
        area, by = _area(code), None
        if username:
            by = _person(username, now)
        check_may(by, area)
        with path.open("rb") as file:
            origin = Origin(path.name, hashlib.file_digest(file, "sha256").hexdigest())
            lines = read_messages(file)
            return take_over(lines, origin=origin, area=area, by=by, at=now)

    def _print_json(self, record: HotlineFile, findings: list[Finding]) -> None:
        report = {
            "file": record.name,
            "sha256": record.sha256,
            "area": record.area.code,
            "read": len(findings),
            **{str(fate): getattr(record, fate) for fate in Fate},
            "late": record.late,
            "kinds": _kinds(findings),
            "left_out": record.left_out,
            "remarks": [left_out(row) for row in _remarked(findings)],
        }
        self.stdout.write(json.dumps(report, ensure_ascii=False, indent=2))

    def _print(self, record: HotlineFile, findings: list[Finding]) -> None:
        for row in [*_remarked(findings), *(f for f in findings if _is_left_out(f))]:
            self.stdout.write(f"line {row.line}, number {row.number}: {row.fate}. {row.reason}")
        self.stdout.write(
            f"{record.area.name} ({record.area.code}): {len(findings)} rows read; {record.new} new"
            f" ({record.late} past their deadline), {record.known} there already,"
            f" {record.changed} changed since, {record.refused} refused"
        )
        kinds = ", ".join(f"{kind} {number}" for kind, number in _kinds(findings).items())
        self.stdout.write(f"kinds: {kinds or 'none'}")


def _area(code: str) -> Area:
    areas = Area.objects.filter(code=code) if code else Area.objects.communities()
    area = areas.order_by("path").first()
    if area is None:
        raise Stopped(f"There is no area {code}." if code else "There is no community yet.")
    if area.community is None:
        raise Stopped(f"{area.name} lies above the communities: name one of them.")
    return area


def _person(username: str, now: Any) -> Actor:
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise Stopped(f"There is nobody called {username}.")
    return actor(user, at=now)


def _is_left_out(finding: Finding) -> bool:
    return finding.fate in {Fate.CHANGED, Fate.REFUSED}


def _remarked(findings: list[Finding]) -> list[Finding]:
    return [row for row in findings if row.reason and row.fate is Fate.NEW]


def _kinds(findings: list[Finding]) -> dict[str, int]:
    return dict(Counter(row.kind for row in findings if row.fate is Fate.NEW).most_common())
