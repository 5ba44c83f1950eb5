"""How long questionnaires take, as people and staff are told: by what others really took."""

from datetime import UTC, datetime, timedelta

from flask import current_app

from app import clock, responses
from app.codesign import FormContent
from app.extensions import db_session

SECONDS_TO_WRITE = 40
KEPT_FOR = timedelta(hours=1)


def seconds_for(measure: str, questions: int) -> float:
    """About how many seconds so many questions of the measure take."""
    default: int = current_app.config["HEARD"].seconds_per_question
    return questions * _paces().get(measure, default)


def seconds_for_form(content: FormContent) -> float:
    """About how many seconds a form of the service takes, with what people write in it."""
    default: int = current_app.config["HEARD"].seconds_per_question
    return sum(SECONDS_TO_WRITE if one.kind.is_text else default for one in content.asked)


def _paces() -> dict[str, float]:
    """Worked out once an hour: it changes slowly, and somebody waits for the page."""
    until, found = current_app.extensions.get("paces", (datetime.min.replace(tzinfo=UTC), {}))
    if clock.now() >= until:
        found = responses.paces(db_session())
        current_app.extensions["paces"] = (clock.now() + KEPT_FOR, found)
    return found
