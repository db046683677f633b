"""English source labels of the table's rows, columns and cells; the pages translate them."""

from enum import StrEnum

from portal.roles.grants import Duty, Permission, Role, Scope, Seat

_LABELS: dict[type[StrEnum], dict[str, str]] = {
    Seat: {
        Seat.PARTY: "Community party committee",
        Seat.GOVERNMENT: "Government",
        Seat.BUILDER: "Renewal company",
        Seat.PROPERTY: "Property manager",
        Seat.REPS: "Resident representatives",
        Seat.SOCIAL: "Social forces",
    },
    Duty: {
        Duty.GRID_WORKER: "Grid worker",
        Duty.FUND_CHAIR: "Fund chair",
        Duty.TREASURER: "Treasurer",
        Duty.CASHIER: "Cashier",
        Duty.SUPERVISOR: "Supervisor",
        Duty.FUND_MEMBER: "Fund committee member",
        Duty.CRAFTSPERSON: "Craftsperson",
        Duty.EXPORTER: "Exporter",
        Duty.ADMINISTRATOR: "Administrator",
    },
    Role: {
        Role.RESIDENT: "Resident",
        Role.VERIFIED: "Verified resident",
        Role.REPS: "Resident representatives",
        Role.PARTY: "Community party committee",
        Role.STREET: "Street office",
        Role.DEPARTMENT: "Department",
        Role.PROPERTY: "Property manager",
        Role.BUILDER: "Renewal company",
        Role.SOCIAL: "Social forces",
        Role.GRID_WORKER: "Grid worker",
        Role.FUND: "Fund committee",
        Role.CRAFTSPERSON: "Craftsperson",
        Role.EXPORTER: "Exporter",
        Role.ADMINISTRATOR: "Administrator",
    },
    Scope: {
        Scope.OWN: "own",
        Scope.AREA: "yes",
        Scope.NAMED: "if named",
        Scope.TRIAGING: "when deciding",
        Scope.SUPERVISING: "when supervising",
        Scope.HOUSEHOLD: "one per household",
        Scope.SEAT: "one per seat",
        Scope.UNLESS_RECUSED: "unless recused",
    },
    Permission: {
        Permission.FILE: "File a complaint, follow it, rate the answer",
        Permission.FILE_FOR_OTHERS: "File for someone who phones or walks in",
        Permission.TRIAGE: "Accept, decline, merge, pass on",
        Permission.ASSIGN: "Name who leads and who helps; allow more time",
        Permission.WORK: "Work on a case: notes, questions, result",
        Permission.SEE_IDENTITY: "See who complained and their phone",
        Permission.EFFECT_CHECK: "Check later whether it still holds",
        Permission.WHISTLE: "Whistle departments in",
        Permission.SUPERVISE: "Supervise a case",
        Permission.VERIFY_RESIDENTS: "Confirm who lives where",
        Permission.APPOINT: "Appoint members and duties",
        Permission.SET_RULES: "Set this area's days and thresholds",
        Permission.PROPOSE_SPENDING: "Propose spending",
        Permission.VOTE_SPENDING: "Vote on spending",
        Permission.KEEP_FUND: "Record, pay and sign for the fund",
        Permission.QUESTION_FUND: "Question and rate the fund",
        Permission.PROPOSE_TOPIC: "Propose a topic, support one",
        Permission.CONVENE: "Convene a meeting",
        Permission.PUBLISH_MINUTES: "Publish minutes",
        Permission.VOTE_MEETING: "Vote in a meeting",
        Permission.BOOK: "Book a service",
        Permission.RUN_STAND: "Run a service stand",
        Permission.EXPORT: "Export reports (each one is logged)",
    },
}


def label(member: StrEnum) -> str:
    """The English source label of a member of the tables."""
    return _LABELS[type(member)][member]


def choices(kind: type[StrEnum]) -> list[tuple[str, str]]:
    """A kind's members as Django choices, untranslated."""
    return [(member.value, label(member)) for member in kind]
