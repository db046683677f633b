"""The one table of grants: permission by role, each cell saying how far it reaches.

Source: the 1+4+N model of the article (party committee; government, builder, property
manager, resident representatives; social forces) and DOMAIN §3. Labels are English source
strings; the pages translate them.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Seat(StrEnum):
    """Where a body sits at the table of its area."""

    PARTY = "party_committee"
    GOVERNMENT = "government"
    BUILDER = "builder"
    PROPERTY = "property"
    REPS = "resident_reps"
    SOCIAL = "social"

    @property
    def group(self) -> str:
        """1, 4 or N."""
        return {Seat.PARTY: "1", Seat.SOCIAL: "N"}.get(self, "4")


class Duty(StrEnum):
    """Duties given by name, beside seats."""

    GRID_WORKER = "grid_worker"
    FUND_CHAIR = "fund_chair"
    TREASURER = "treasurer"
    CASHIER = "cashier"
    SUPERVISOR = "supervisor"
    FUND_MEMBER = "fund_member"
    CRAFTSPERSON = "craftsperson"
    EXPORTER = "exporter"
    ADMINISTRATOR = "administrator"


class Role(StrEnum):
    """A column of the table: what a person is, in an area, at a moment."""

    RESIDENT = "resident"
    VERIFIED = "verified"
    REPS = "reps"
    PARTY = "party"
    STREET = "street"
    DEPARTMENT = "department"
    PROPERTY = "property"
    BUILDER = "builder"
    SOCIAL = "social"
    GRID_WORKER = "grid_worker"
    FUND = "fund"
    CRAFTSPERSON = "craftsperson"
    EXPORTER = "exporter"
    ADMINISTRATOR = "administrator"


class Scope(StrEnum):
    """How far a grant reaches."""

    OWN = "own"  # one's own matters
    AREA = "area"  # everything in the area and below
    NAMED = "named"  # cases in which one's body leads or co-handles
    TRIAGING = "triaging"  # cases one's desk decides
    SUPERVISING = "supervising"  # cases beneath one's supervision
    HOUSEHOLD = "household"  # one voice for the household
    SEAT = "seat"  # one voice for the seat
    UNLESS_RECUSED = "unless_recused"


class Permission(StrEnum):
    """A row of the table."""

    FILE = "file"
    FILE_FOR_OTHERS = "file_for_others"
    TRIAGE = "triage"
    ASSIGN = "assign"
    WORK = "work"
    SEE_IDENTITY = "see_identity"
    EFFECT_CHECK = "effect_check"
    WHISTLE = "whistle"
    SUPERVISE = "supervise"
    VERIFY_RESIDENTS = "verify_residents"
    APPOINT = "appoint"
    SET_RULES = "set_rules"
    PROPOSE_SPENDING = "propose_spending"
    VOTE_SPENDING = "vote_spending"
    KEEP_FUND = "keep_fund"
    QUESTION_FUND = "question_fund"
    PROPOSE_TOPIC = "propose_topic"
    CONVENE = "convene"
    PUBLISH_MINUTES = "publish_minutes"
    VOTE_MEETING = "vote_meeting"
    BOOK = "book"
    RUN_STAND = "run_stand"
    EXPORT = "export"


P, R, S = Permission, Role, Scope
_BODIES = (R.REPS, R.PARTY, R.STREET, R.DEPARTMENT, R.PROPERTY, R.BUILDER, R.SOCIAL)
_EVERYBODY = (R.RESIDENT, R.VERIFIED, *_BODIES, R.GRID_WORKER, R.FUND, R.CRAFTSPERSON)
Cell = frozenset[Scope]


def _row(roles: tuple[Role, ...], *scopes: Scope) -> dict[Role, Cell]:
    return dict.fromkeys(roles, frozenset(scopes))


# fmt: off
_TABLE: dict[Permission, dict[Role, Cell]] = {
    P.FILE: _row(_EVERYBODY, S.OWN),
    P.FILE_FOR_OTHERS: _row(
        (R.REPS, R.PARTY, R.STREET, R.DEPARTMENT, R.PROPERTY, R.GRID_WORKER), S.AREA),
    P.TRIAGE: _row((R.PARTY, R.STREET), S.AREA),
    P.ASSIGN: _row((R.PARTY, R.STREET), S.AREA),
    P.WORK: _row(_BODIES, S.NAMED),
    P.SEE_IDENTITY: _row((R.RESIDENT, R.VERIFIED), S.OWN)
        | _row((R.PARTY,), S.NAMED, S.TRIAGING)
        | _row((R.STREET,), S.NAMED, S.TRIAGING, S.SUPERVISING)
        | _row((R.DEPARTMENT, R.PROPERTY, R.BUILDER), S.NAMED),
    P.EFFECT_CHECK: _row((R.REPS, R.PARTY, R.STREET, R.DEPARTMENT, R.SOCIAL), S.AREA),
    P.WHISTLE: _row((R.PARTY, R.STREET), S.AREA),
    P.SUPERVISE: _row((R.STREET,), S.AREA),
    P.VERIFY_RESIDENTS: _row((R.GRID_WORKER, R.PARTY, R.STREET), S.AREA),
    P.APPOINT: _row((R.PARTY, R.STREET, R.ADMINISTRATOR), S.AREA),
    P.SET_RULES: _row((R.PARTY, R.STREET, R.ADMINISTRATOR), S.AREA),
    P.PROPOSE_SPENDING: _row((R.VERIFIED, *_BODIES, R.FUND), S.AREA),
    P.VOTE_SPENDING: _row((R.FUND,), S.UNLESS_RECUSED),
    P.KEEP_FUND: _row((R.FUND,), S.AREA),
    P.QUESTION_FUND: _row((R.VERIFIED, *_BODIES, R.FUND), S.AREA),
    P.PROPOSE_TOPIC: _row((R.VERIFIED, *_BODIES), S.AREA),
    P.CONVENE: _row((R.REPS, R.PARTY, R.STREET, R.DEPARTMENT), S.AREA),
    P.PUBLISH_MINUTES: _row((R.PARTY, R.STREET, R.DEPARTMENT), S.AREA),
    P.VOTE_MEETING: _row((R.VERIFIED,), S.HOUSEHOLD)
        | _row((R.PARTY, R.STREET, R.DEPARTMENT, R.PROPERTY, R.BUILDER, R.SOCIAL), S.SEAT),
    P.BOOK: _row((R.RESIDENT, R.VERIFIED, *_BODIES), S.OWN),
    P.RUN_STAND: _row((R.CRAFTSPERSON,), S.OWN),
    P.EXPORT: _row((R.PARTY, R.STREET, R.DEPARTMENT, R.EXPORTER), S.AREA)
        | _row((R.PROPERTY,), S.NAMED) | _row((R.FUND,), S.OWN),
}
# fmt: on

GRANTS: Mapping[Permission, Mapping[Role, Cell]] = MappingProxyType(
    {row: MappingProxyType(cells) for row, cells in _TABLE.items()}
)

# Pairs of duties that one person never holds at the same time in areas that overlap.
# 会计法 art. 35 (会计, 出纳 kept apart); a supervisor holds no other duty of the fund.
EXCLUSIONS: frozenset[frozenset[Duty]] = frozenset(
    frozenset(pair)
    for pair in (
        (Duty.TREASURER, Duty.CASHIER),
        (Duty.SUPERVISOR, Duty.FUND_CHAIR),
        (Duty.SUPERVISOR, Duty.TREASURER),
        (Duty.SUPERVISOR, Duty.CASHIER),
        (Duty.SUPERVISOR, Duty.FUND_MEMBER),
    )
)

ROLE_OF_SEAT: Mapping[Seat, Role] = MappingProxyType(
    {
        Seat.PARTY: Role.PARTY,
        Seat.GOVERNMENT: Role.DEPARTMENT,
        Seat.BUILDER: Role.BUILDER,
        Seat.PROPERTY: Role.PROPERTY,
        Seat.REPS: Role.REPS,
        Seat.SOCIAL: Role.SOCIAL,
    }
)

ROLE_OF_DUTY: Mapping[Duty, Role] = MappingProxyType(
    {
        Duty.GRID_WORKER: Role.GRID_WORKER,
        Duty.FUND_CHAIR: Role.FUND,
        Duty.TREASURER: Role.FUND,
        Duty.CASHIER: Role.FUND,
        Duty.SUPERVISOR: Role.FUND,
        Duty.FUND_MEMBER: Role.FUND,
        Duty.CRAFTSPERSON: Role.CRAFTSPERSON,
        Duty.EXPORTER: Role.EXPORTER,
        Duty.ADMINISTRATOR: Role.ADMINISTRATOR,
    }
)

# Roles whose holders see personal data or touch money: they need a second factor.
GUARDED_ROLES: frozenset[Role] = frozenset(
    role
    for row in (P.SEE_IDENTITY, P.FILE_FOR_OTHERS, P.KEEP_FUND, P.EXPORT, P.APPOINT)
    for role in GRANTS[row]
) - {R.RESIDENT, R.VERIFIED, R.REPS}


def granted(permission: Permission, role: Role) -> Cell:
    """The cell of the table; empty where the role may not."""
    return GRANTS[permission].get(role, frozenset())


def excluded_with(duty: Duty) -> frozenset[Duty]:
    """The duties that a holder of this one must not hold."""
    return frozenset(other for pair in EXCLUSIONS if duty in pair for other in pair - {duty})
