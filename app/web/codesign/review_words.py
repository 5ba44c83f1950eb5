"""What people are, who may know who answered, and who is shown a question, in words."""

from collections.abc import Callable
from typing import Any

from babel import Locale
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app.codesign import FormContent, Freshness, Privacy, ShowIf
from app.security import Role
from app.web.codesign.difference_words import condition_words
from app.web.codesign.words import PRIVACY

ROLES = {
    Role.CO_DESIGNER: _l("co-designer"),
    Role.CLINICIAN: _l("clinician"),
    Role.SERVICE_LEAD: _l("lead"),
    Role.DUTY: _l("duty team"),
    Role.ADMINISTRATOR: _l("administrator"),
    Role.FEEDBACK_READER: _l("feedback reader"),
    Role.INTERVIEWER: _l("interviewer"),
}
FRESHNESS = {
    Freshness.MISSING: (_l("Missing"), "red"),
    Freshness.STALE: (_l("English has changed"), "orange"),
    Freshness.TO_APPROVE: (_l("To be approved"), "yellow"),
    Freshness.APPROVED: (_l("Approved"), "green"),
}


def privacy_words(privacy: Privacy) -> str:
    """Who can know who answered."""
    return str(PRIVACY[privacy][0])


def shown_words(condition: ShowIf, content: FormContent) -> str:
    """Who is shown a question, as a sentence of its own."""
    return gettext(
        "Only people who answered “%(answers)s” to “%(question)s” see this.",
        **condition_words(condition, content),
    )


REVIEW_FILTERS: dict[str, Callable[..., Any]] = {
    "role_words": lambda role: str(ROLES[role]),
    "privacy_words": privacy_words,
    "shown_words": shown_words,
    "freshness_words": lambda freshness: str(FRESHNESS[freshness][0]),
    "freshness_colour": lambda freshness: FRESHNESS[freshness][1],
    "direction": lambda language: Locale.parse(language, sep="-").text_direction,
}
