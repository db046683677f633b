"""A hotline's messages for the administration's import, with its preview.

The rows are read, judged and taken over by the same code as on the command line; here they only
become rows of a preview. Nothing but our own guarded reader ever opens the file.
"""

import hashlib
import io
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from import_export import fields, resources
from import_export.formats.base_formats import Format
from import_export.instance_loaders import BaseInstanceLoader
from import_export.results import Result, RowResult
from tablib import Dataset

from grievances.actions.importing import Fate, Finding, Origin, conclude, judge, take_in
from grievances.kinds import kind_words
from grievances.models import HotlineFile
from grievances.outside import Line, read_messages
from portal.people.models import User
from portal.places.models import Area

LINE = "line"


class HotlineTable(Format):
    """XLSX or CSV, told apart by content and looked over before anything parses it."""

    def __init__(self, encoding: str | None = None) -> None:
        """Take the encoding as every format does, and find out by itself."""
        self.encoding = encoding

    def get_title(self) -> str:
        """What the form calls it."""
        return "XLSX / CSV"

    def can_import(self) -> bool:
        """Always."""
        return True

    def create_dataset(self, in_stream: bytes) -> Dataset:
        """One row a line, title: the file's digest. Raises BookRefused."""
        dataset = Dataset(headers=[LINE], title=hashlib.sha256(in_stream).hexdigest())
        for line in read_messages(io.BytesIO(in_stream)):
            dataset.append([line])
        return dataset


_TYPES = {Fate.NEW: RowResult.IMPORT_TYPE_NEW}


class HotlineResource(resources.Resource):
    """What the preview shows, and what confirming does."""

    number = fields.Field(column_name="留言编号")
    title = fields.Field(column_name="留言主题")
    time = fields.Field(column_name="留言时间")
    text = fields.Field(column_name="留言详情")
    kind = fields.Field(column_name="一级分类")

    class Meta:
        instance_loader_class = BaseInstanceLoader  # rows are found in the action
        report_skipped = True
        skip_diff = True

    def __init__(self, *, area: Area | None = None, at: datetime, **kwargs: Any) -> None:
        """Know where the messages belong and what time it is."""
        super().__init__(**kwargs)
        self.area, self.at = area, at
        self.findings: list[Finding] = []
        self.record: HotlineFile | None = None

    @classmethod
    def get_display_name(cls) -> str:
        """What the form calls it."""
        return _("Messages of a hotline")

    def get_import_id_fields(self) -> list[str]:
        """Rows are known by number and kind, in the action."""
        return []

    def get_diff_headers(self) -> list[str]:
        """The columns of the preview."""
        return [_("Line"), _("Number"), _("What happens"), _("Kind"), _("Title"), _("When")]

    def import_row(self, row: Any, _loader: Any, *, dry_run: bool, **_kwargs: Any) -> RowResult:
        """Judge one row, or take it over."""
        line: Line = row[LINE]
        assert self.area is not None  # noqa: S101 - the form has asked
        found = judge(line, at=self.at) if dry_run else take_in(line, area=self.area, at=self.at)
        self.findings.append(found)
        result = RowResult()
        result.import_type = _TYPES.get(found.fate, RowResult.IMPORT_TYPE_SKIP)
        result.diff = _shown(line, found)
        return result

    def after_import(
        self, dataset: Dataset, _result: Result, *, dry_run: bool, user: User, **kwargs: Any
    ) -> None:
        """Put the file on record and tell the desk, once it is confirmed."""
        if dry_run or self.area is None:
            return
        origin = Origin(kwargs.get("file_name") or "", dataset.title)
        self.record = conclude(self.findings, origin=origin, area=self.area, by=user, at=self.at)


def fate_words(fate: Fate) -> str:
    """What happens to a row, in plain words."""
    return {
        Fate.NEW: _("Goes in"),
        Fate.KNOWN: _("There already"),
        Fate.CHANGED: _("Changed since"),
        Fate.REFUSED: _("Refused"),
    }[fate]


def _shown(line: Line, found: Finding) -> list[str]:
    message = line.message
    return [
        str(found.line),
        found.number,
        f"{fate_words(found.fate)} {found.reason}".strip(),
        kind_words(found.kind) if found.kind else "",
        message.title if message else "",
        message.at.strftime("%Y-%m-%d %H:%M") if message else "",
    ]
