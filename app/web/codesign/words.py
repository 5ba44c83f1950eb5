"""The workshop's own names for things, in plain words."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask_babel import format_datetime
from flask_babel import lazy_gettext as _l

from app import clock
from app.codesign import Purpose, VersionState

PURPOSES = {
    Purpose.PREM: _l("Experience form"),
    Purpose.LEAVING: _l("Leaving form"),
    Purpose.CHECK_IN_WORDS: _l("Words around a check-in"),
    Purpose.OTHER: _l("Another form"),
}
STATES = {
    VersionState.DRAFT: _l("Draft"),
    VersionState.IN_REVIEW: _l("In review"),
    VersionState.APPROVED: _l("Approved"),
    VersionState.LIVE: _l("Live"),
    VersionState.RETIRED: _l("Retired"),
}


def purpose_words(purpose: Purpose) -> str:
    """What a form is for."""
    return str(PURPOSES[purpose])


def state_words(state: VersionState) -> str:
    """How far a version is."""
    return str(STATES[state])


def when_words(moment: datetime) -> str:
    """4 March 2026, 10:00."""
    return str(format_datetime(clock.local(moment), "d MMMM yyyy, HH:mm", rebase=False))


FILTERS: dict[str, Callable[..., Any]] = {
    "purpose_words": purpose_words,
    "state_words": state_words,
    "when_words": when_words,
}
