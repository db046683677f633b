"""What is done to notices: tell people, send what waits, read, choose, forget."""

from portal.notices.actions.choosing import choose
from portal.notices.actions.delivering import Report, drain
from portal.notices.actions.forgetting import TooYoung, purge
from portal.notices.actions.reading import mark_all_read, open_notice
from portal.notices.actions.telling import ForeignLink, Message, tell, tell_address

__all__ = [
    "ForeignLink",
    "Message",
    "Report",
    "TooYoung",
    "choose",
    "drain",
    "mark_all_read",
    "open_notice",
    "purge",
    "tell",
    "tell_address",
]
