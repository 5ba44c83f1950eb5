"""The feedback readers' own names for things."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask_babel import format_date
from flask_babel import lazy_gettext as _l

from app.codesign import Privacy
from app.feedback import CommentState, FlagKind

STATES = {
    CommentState.UNREAD: _l("Not read yet"),
    CommentState.RELEASED: _l("Released"),
    CommentState.KEPT_BACK: _l("Kept back"),
}
KINDS = {
    FlagKind.DANGER: _l("Somebody may be in danger"),
    FlagKind.SAFEGUARDING: _l("A child or an adult may need to be protected"),
    FlagKind.COMPLAINT: _l("A complaint about the service or somebody in it"),
}
PRIVACIES = {
    Privacy.ANONYMOUS: _l("anonymous"),
    Privacy.CONFIDENTIAL: _l("in confidence"),
    Privacy.NAMED: _l("with their name"),
}


def day_words(day: date) -> str:
    """4 March 2026."""
    return str(format_date(day, "d MMMM yyyy"))


FILTERS: dict[str, Callable[..., Any]] = {
    "comment_state": lambda state: str(STATES[state]),
    "flag_kind": lambda kind: str(KINDS[kind]),
    "privacy_words": lambda privacy: str(PRIVACIES[privacy]),
    "day_words": day_words,
}
