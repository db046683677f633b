"""Instants as spreadsheets hold them. Pure."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final

# Day 0 of Excel's 1900 calendar, counting its invented 29 February 1900 (ECMA-376, 18.17.4.1).
_DAY_ZERO: Final = datetime(1899, 12, 30)  # noqa: DTZ001 - a wall clock; the zone is the caller's
_FIRST_SERIAL, _END_SERIAL = 20_000, 80_000  # 1954 to 2119: other numbers are no dates
_WRITTEN: Final = re.compile(
    r"(?P<year>\d{4})[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?"
    r"(?:[ T]*(?P<hour>\d{1,2})[:时](?P<minute>\d{1,2})"
    r"(?:[:分](?P<second>\d{1,2}))?[分秒]?)?(?:\.0+)?"
)


def moment_of(value: object, *, zone: tzinfo) -> datetime | None:
    """The instant a cell means, read as a wall clock in `zone`; None where it means none.

    Takes dates, instants, Excel's serial numbers (to the second), and text such as 2020/1/6 12:09,
    2020-01-06 12:09:38 or 2020年1月6日, with any blanks and full-width digits.
    """
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=zone)
    if isinstance(value, date):
        return datetime.combine(value, time(), zone)
    if isinstance(value, str):
        return _written(value, zone)
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if is_number and _FIRST_SERIAL <= value < _END_SERIAL:  # type: ignore[operator]
        seconds = round(value * 86_400)  # type: ignore[operator]
        return (_DAY_ZERO + timedelta(seconds=seconds)).replace(tzinfo=zone)
    return None


def _written(text: str, zone: tzinfo) -> datetime | None:
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    if not (match := _WRITTEN.fullmatch(plain)):
        return None
    numbers = {name: int(number) for name, number in match.groupdict().items() if number}
    try:
        return datetime(**numbers, tzinfo=zone)
    except ValueError:
        return None
