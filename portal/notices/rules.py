"""The numbers of the notices that an installation changes: they are set at the tree's root."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from portal.places.models import Area
from portal.places.rulebook import Rule, Rulebook

SHANGHAI = ZoneInfo("Asia/Shanghai")

RULES: tuple[Rule, ...] = (
    Rule("notices.quiet_from", 22, "hours", 0, 23, "No SMS from this hour of the evening"),
    Rule("notices.quiet_until", 7, "hours", 0, 23, "SMS again from this hour of the morning"),
    Rule("notices.tries", 8, "times", 1, 20, "Try to send a message at most"),
    # Half a year is the least the network security law lets us keep.
    Rule("notices.keep", 400, "days", 184, 3650, "Keep messages for"),
)
_DEFAULTS = {rule.key: rule.default for rule in RULES}


def numbers() -> dict[str, int]:
    """The numbers in force at the root of the tree (an empty house: the defaults); 2 queries."""
    root = Area.objects.filter(parent=None).order_by("path").first()
    if root is None:
        return dict(_DEFAULTS)
    book = Rulebook(root)
    return {key: book[key] for key in _DEFAULTS}


def is_quiet(at: datetime, rules: dict[str, int]) -> bool:
    """Whether people sleep at this instant (Shanghai's clock); equal hours mean never. Pure."""
    first, last = rules["notices.quiet_from"], rules["notices.quiet_until"]
    hour = at.astimezone(SHANGHAI).hour
    if first <= last:
        return first <= hour < last
    return hour >= first or hour < last


def kept_since(at: datetime, rules: dict[str, int]) -> datetime:
    """What is older than this may go. Pure."""
    return at - timedelta(days=rules["notices.keep"])
