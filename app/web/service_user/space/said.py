"""What the person who is signed in has said in the service's forms under their name."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app import actions, clock, feedback
from app.extensions import db_session
from app.web.service_user.space.session import get_client
from app.web.ui import form_tongue, said_rows, space_only

bp = Blueprint("space_said", __name__, url_prefix="/space/said")


@bp.get("")
@space_only
def every() -> ResponseReturnValue:
    """Each form in the words that they saw. Anonymous ones cannot be here: nobody knows whose."""
    client = get_client()
    actions.record_view(db_session(), client, "forms", by=client.actor, at=clock.now())
    responses = feedback.named_responses_of(db_session(), client.id)
    shown = [
        (one, said_rows(one.content, one.answers), form_tongue(one.language)) for one in responses
    ]
    return render_template("service_user/space/said.html", shown=shown)
