"""How a person wants to see pages: kept in two plain cookies, for people with no account too."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from portal.face.halls import Hall, halls

MODES = ("plain", "elder")
THEMES = ("auto", "light", "dark")
CHOICES = {"mode": MODES, "theme": THEMES}
KEPT_SECONDS = 60 * 60 * 24 * 365


@dataclass(frozen=True)
class Preferences:
    """The chosen mode and theme, always one of the listed values."""

    mode: str
    theme: str

    @property
    def elder(self) -> bool:
        """Whether large type, strong contrast and one thing a page were asked for."""
        return self.mode == "elder"


def read(request: HttpRequest) -> Preferences:
    """The preferences in the cookies of a request; anything unknown counts as not chosen."""
    mode = request.COOKIES.get("mode", "")
    theme = request.COOKIES.get("theme", "")
    return Preferences(
        mode=mode if mode in MODES else MODES[0], theme=theme if theme in THEMES else THEMES[0]
    )


def face(request: HttpRequest) -> dict[str, object]:
    """Give templates `face` (preferences), `halls` and `community_phone`."""

    def open_halls() -> list[Hall]:
        return halls(request.path)

    return {
        "face": read(request),
        "halls": SimpleLazyObject(open_halls),
        "community_phone": getattr(settings, "COMMUNITY_PHONE", ""),
    }
