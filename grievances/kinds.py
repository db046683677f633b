"""The dozen plain words with their icons, and the urgencies a resident picks among."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from portal.loop.fold import Urgency

ICONS: Mapping[str, str] = {
    "roads": "route",
    "pipes": "droplets",
    "housing": "house",
    "parking": "car",
    "noise": "volume-2",
    "environment": "trees",
    "leisure": "armchair",
    "culture": "music",
    "care": "heart-handshake",
    "jobs": "briefcase",
    "demolition": "construction",
    "other": "ellipsis",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One big button: what it sends, what it says, and a word more."""

    value: str
    text: str
    icon: str = ""
    note: str = ""


def kind_words(kind: str) -> str:
    """A kind in plain words."""
    return kind_labels().get(kind, kind)


def kind_labels() -> dict[str, str]:
    """Every kind in plain words, in order."""
    return {
        "roads": _("Roads and ways"),
        "pipes": _("Water, power, gas and pipes"),
        "housing": _("Housing repair"),
        "parking": _("Parking and charges"),
        "noise": _("Noise and shops"),
        "environment": _("Cleanliness and green"),
        "leisure": _("Places to sit and play"),
        "culture": _("Culture and sport"),
        "care": _("Care for old and young"),
        "jobs": _("Jobs and livelihood"),
        "demolition": _("Demolition boundary"),
        "other": _("Something else"),
    }


def kind_choices() -> list[Choice]:
    """The kinds as big buttons."""
    return [Choice(kind, text, ICONS[kind]) for kind, text in kind_labels().items()]


def urgency_labels() -> dict[Urgency, tuple[str, str]]:
    """Urgencies a resident picks among, each with its icon."""
    return {
        Urgency.EMERGENCY: (_("Danger: somebody may get hurt"), "flame"),
        Urgency.URGENT: (_("It has to be done these days"), "clock"),
        Urgency.ORDINARY: (_("It can wait its turn"), "calendar-clock"),
    }
