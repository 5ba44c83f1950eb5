"""Messages that did not arrive: why, what to do next, and that it is done."""

from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app import actions, caseload, clock, outbox
from app.actions import NothingToDealWith
from app.extensions import db_session
from app.outbox import Reason
from app.security import Permission
from app.web.clinician.records import client_or_404, current_clinician, open_record
from app.web.ui import requires, signed_in_user

bp = Blueprint("undelivered", __name__, url_prefix="/messages")

LONGEST_NOTE = 500
CALL_AND_CHECK = _l("Call the client, and check the number or address.")
ANOTHER_WAY = _l("Choose another way together with the client.")
ASK_IN_PERSON = _l("Speak about it at the next session. A check-in can be given there.")
NEXT = {
    Reason.OPTED_OUT: ASK_IN_PERSON,
    Reason.UNSAFE: _l("Ask in person how the client can be reached safely."),
    Reason.NO_MESSAGES: ASK_IN_PERSON,
    Reason.REFUSED_CHANNEL: ANOTHER_WAY,
    Reason.NO_CONTACT: _l("Ask for a number or address, and have it recorded."),
    Reason.BY_LETTER: _l("Enter a postal address, or give the check-in at the next session."),
    Reason.NO_SENDER: ANOTHER_WAY,
    Reason.ADDRESS_REFUSED: CALL_AND_CHECK,
    Reason.NOT_DELIVERED: CALL_AND_CHECK,
    Reason.GAVE_UP: _l("Tell your administrator, who can try again."),
    Reason.TOO_LATE: _l("Give the check-in again if it is still needed."),
}
FILTERS = {"next_step": lambda reason: NEXT.get(reason, CALL_AND_CHECK)}


@bp.get("")
@requires(Permission.GIVE_CHECK_IN)
def everything() -> ResponseReturnValue:
    """All of one's caseload, the latest first, and what was dealt with lately."""
    clinician, session, at = current_clinician() or abort(404), db_session(), clock.now()
    lost = caseload.lost_messages(session, clinician, at=at)
    done = caseload.dealt_with_lately(session, clinician, at=at)
    open_record(clinician, "undelivered")
    return render_template("clinician/undelivered.html", lost=lost, done=done, longest=LONGEST_NOTE)


@bp.post("/<uuid:message_id>/done")
@requires(Permission.GIVE_CHECK_IN)
def deal_with(message_id: UUID) -> ResponseReturnValue:
    """Somebody dealt with it."""
    message = outbox.find_message(db_session(), message_id)
    # One that there is not is refused like somebody else's.
    client_or_404(message.recipient_id if message else message_id)
    note, by = request.form.get("note", "")[:LONGEST_NOTE], signed_in_user().actor
    try:
        actions.deal_with(db_session(), message or abort(404), note=note, by=by, at=clock.now())
    except NothingToDealWith:
        flash(gettext("It arrived later, or was dealt with already."))
    else:
        flash(gettext("Dealt with. If a later message fails, it appears here again."))
    return redirect(url_for(".everything"), 303)
