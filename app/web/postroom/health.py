"""Whether Heard is at work, for a monitor outside that wakes somebody when it is not (SAF-11)."""

from flask import Blueprint, Response, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from app import clock, outbox
from app.extensions import db_session
from app.web.ui import public

bp = Blueprint("postroom_health", __name__)


@bp.get("/health")
@public("A monitor asks it; it says nothing about anybody", without_database=True)
def health() -> ResponseReturnValue:
    """200 while the database answers and the hourly heartbeat arrives, 503 when either does not."""
    try:
        last = outbox.last_heartbeat(db_session(), at=clock.now())
        is_silent = outbox.is_silent(db_session(), at=clock.now())
    except SQLAlchemyError:
        return _said(503, database=False, heartbeat=None)
    return _said(503 if is_silent else 200, database=True, heartbeat=last and last.isoformat())


def _said(status: int, **facts: object) -> Response:
    answer = jsonify(facts)
    answer.status_code = status
    return answer
