"""What else is written in the workshop: messages, words for people in danger, why we ask."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app import codesign, outbox, risk
from app.codesign import Purpose
from app.extensions import db_session
from app.security import Permission
from app.web.codesign.records import own_services
from app.web.ui import requires

bp = Blueprint("texts", __name__, url_prefix="/texts")


@bp.get("")
@requires(Permission.READ_WORKSHOP)
def every() -> ResponseReturnValue:
    """Each kind of words, where it is written, and how much waits to be approved."""
    ids = [service.id for service in own_services()]
    words = {(one.service_id, one.language): one
             for one in reversed(risk.crisis_versions(db_session(), ids))}  # fmt: skip
    forms = codesign.forms_of(db_session(), ids)
    return render_template(
        "codesign/texts.html",
        messages=len(outbox.waiting_texts(db_session(), ids)),
        crisis_words=sum(not one.approved_at for one in words.values()),
        forms=[form for form in forms if form.purpose is Purpose.CHECK_IN_WORDS],
    )
