"""Every message to the person who is signed in, and what comes next. No answers, no scores."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app import actions, clock, space
from app.extensions import db_session
from app.web.service_user.space.message_words import FILTERS, coming
from app.web.service_user.space.session import get_client
from app.web.ui import space_only

bp = Blueprint("space_messages", __name__, url_prefix="/space/messages")


@bp.get("")
@space_only
def every() -> ResponseReturnValue:
    """When, by which way, why, what became of it, and what comes next."""
    client = get_client()
    actions.record_view(db_session(), client, "messages", by=client.actor, at=clock.now())
    return render_template(
        "service_user/space/messages.html",
        messages=space.messages_for(db_session(), client),
        most=space.MOST_MESSAGES,
        coming=coming(space.asks_for(db_session(), client, on=clock.today())),
        words=FILTERS,
    )
