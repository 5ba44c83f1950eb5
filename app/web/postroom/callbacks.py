"""What GOV.UK Notify tells us about the messages that it took (INT-14)."""

import hmac
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, current_app, request
from flask.typing import ResponseReturnValue

from app import clock
from app.actions import Arrival, note_arrival
from app.extensions import db_session
from app.web.ui import public

bp = Blueprint("postroom_callbacks", __name__)

# Notify's own names for what became of a message. All others mean that it is still on its way.
ARRIVALS = {
    "delivered": Arrival.DELIVERED,
    "permanent-failure": Arrival.ADDRESS_REFUSED,
    "temporary-failure": Arrival.NOT_DELIVERED,
    "technical-failure": Arrival.NOT_DELIVERED,
}


@bp.post("/postroom/notify")
@public(
    "GOV.UK Notify tells what became of a message, with a token that only it has", takes_json=True
)
def notify() -> ResponseReturnValue:
    """Note it. The answer is the same whether the message is ours or not."""
    if not _is_notify():
        abort(403)
    told: Any = request.get_json(silent=True)
    if not isinstance(told, dict):
        abort(400)
    message_id = _message_id(told.get("reference"))
    if message_id is not None:
        arrival = ARRIVALS.get(str(told.get("status")), Arrival.ON_ITS_WAY)
        note_arrival(db_session(), message_id, arrival, at=clock.now())
    return "", 204


def _is_notify() -> bool:
    """Whether it has our token. Takes as long for a wrong one as for the right one."""
    expected = current_app.config["HEARD"].notify_callback_token
    given = request.headers.get("Authorization", "")
    right = hmac.compare_digest(given.encode(), f"Bearer {expected}".encode())
    return right and bool(expected)


def _message_id(reference: Any) -> UUID | None:
    try:
        return UUID(reference)
    except (ValueError, TypeError, AttributeError):
        return None
