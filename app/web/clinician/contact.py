"""How a client is reached, what was sent to them, and what stops messages."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from app import actions, caseload, clock
from app.care import Client, ContactBy, PauseReason
from app.extensions import db_session
from app.outbox import MessageKind
from app.security import Actor, Permission
from app.web.clinician.records import client_or_404, open_record
from app.web.ui import requires, signed_in_user

bp = Blueprint("contact", __name__, url_prefix="/clients/<uuid:client_id>/contact")

CHANNELS = {
    ContactBy.SMS: _l("Text message"),
    ContactBy.EMAIL: _l("Email"),
    ContactBy.LETTER: _l("Letter"),
    ContactBy.NOT_AT_ALL: _l("Wants no messages"),
}
KINDS = {
    MessageKind.INVITATION: _l("Link to a check-in"),
    MessageKind.NEW_LINK: _l("New link, asked for"),
    MessageKind.REMINDER: _l("Reminder"),
    MessageKind.SIGN_IN_CODE: _l("Sign-in code, asked for"),
    MessageKind.LEAVING: _l("Why they stopped coming, asked once"),
}
PAUSES = {
    PauseReason.WISH: _l("The client takes a break"),
    PauseReason.INPATIENT: _l("In hospital"),
}
FILTERS = {"message_kind": KINDS.__getitem__, "channel": CHANNELS.__getitem__}


@bp.get("")
@requires(Permission.GIVE_CHECK_IN)
def show(client_id: UUID) -> ResponseReturnValue:
    """What they chose, what holds today, and every message of late."""
    _clinician, client = client_or_404(client_id)
    contact = caseload.contact_of(db_session(), client, at=clock.now())
    open_record(client, "contact")
    return render_template(
        "clinician/contact.html", client=client, now=clock.now(), contact=contact, pauses=PAUSES
    )


@bp.post("")
@requires(Permission.GIVE_CHECK_IN)
def change(client_id: UUID) -> ResponseReturnValue:
    """Do what the button says, and say that it is done."""
    _clinician, client = client_or_404(client_id)
    change = CHANGES.get(request.form.get("change", "")) or abort(400)
    change(db_session(), client, by=signed_in_user().actor, at=clock.now())
    flash(gettext("Changed. It holds from now on."))
    return redirect(url_for(".show", client_id=client.id), 303)


def _unsafe(session: Session, client: Client, *, by: Actor, at: datetime) -> None:
    actions.mark_contact(session, client, is_unsafe=True, by=by, at=at)


def _safe(session: Session, client: Client, *, by: Actor, at: datetime) -> None:
    actions.mark_contact(session, client, is_unsafe=False, by=by, at=at)


CHANGES: dict[str, Callable[..., None]] = {
    "unsafe": _unsafe,
    "safe": _safe,
    "admit": actions.admit,
    "home": actions.come_home,
    "again": actions.ask_again,
}
