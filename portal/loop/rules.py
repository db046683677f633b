"""The numbers of the loop that a community changes (DOMAIN §4)."""

from portal.loop.clock import Span, Unit
from portal.loop.fold import Urgency
from portal.places.rulebook import Rule, Rulebook

_STANDARDS: tuple[tuple[Urgency, Unit, int, int], ...] = (
    (Urgency.EMERGENCY, "hours", 2, 24),
    (Urgency.URGENT, "working days", 1, 3),
    (Urgency.ORDINARY, "working days", 1, 5),
    (Urgency.LONG_TERM, "working days", 3, 15),
)

RULES: tuple[Rule, ...] = (
    *(
        rule
        for urgency, unit, respond, resolve in _STANDARDS
        for rule in (
            Rule(f"loop.{urgency}.respond", respond, unit, 1, 90, "Answer within"),
            Rule(f"loop.{urgency}.resolve", resolve, unit, 1, 365, "Finish within"),
        )
    ),
    Rule("loop.check", 30, "days", 1, 365, "Check the effect after"),
    Rule("loop.check_within", 5, "working days", 1, 30, "Do the check within"),
    Rule("loop.silence", 7, "days", 1, 60, "Wait for the person’s answer to a result"),
    Rule(
        "loop.ask_limit", 5, "working days", 1, 30, "The clock stands still for an answer at most"
    ),
    Rule("loop.asks", 2, "times", 0, 9, "How often the clock may stand still"),
    Rule("loop.objection", 1, "working days", 1, 5, "A lead may object within"),
    Rule("loop.report_in", 1, "working days", 1, 10, "Whistled bodies report in within"),
    Rule("loop.warn_at", 75, "percent", 10, 99, "Remind when this much time is used"),
    Rule("loop.reopens", 2, "times", 1, 9, "How often “not done” sends a case back"),
    Rule("loop.extension", 15, "working days", 1, 90, "More time at most"),
    Rule("loop.credit_mostly", 60, "percent", 0, 100, "What “mostly” counts in the rates"),
    Rule("loop.weight_response", 20, "percent", 0, 100, "Weight of the response rate"),
    Rule("loop.weight_resolution", 40, "percent", 0, 100, "Weight of the resolution rate"),
    Rule("loop.weight_satisfaction", 40, "percent", 0, 100, "Weight of the satisfaction rate"),
)

_UNITS: dict[str, Unit] = {u.value: unit for u, unit, _respond, _resolve in _STANDARDS}


def span(rulebook: Rulebook, key: str) -> Span:
    """A rule that is a length of time."""
    units: dict[str, Unit] = {rule.key: rule.unit for rule in RULES if rule.unit != "percent"}  # type: ignore[misc]
    return Span(rulebook[key], units[key])


def standard(rulebook: Rulebook, urgency: Urgency, kind: str) -> tuple[Span, Span]:
    """(respond, resolve) for an urgency and a kind: the kind's own numbers where they are set."""
    unit = _UNITS[urgency]
    return (
        Span(rulebook.of_kind(f"loop.{urgency}.respond", kind), unit),
        Span(rulebook.of_kind(f"loop.{urgency}.resolve", kind), unit),
    )
