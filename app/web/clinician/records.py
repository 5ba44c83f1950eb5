"""Opening a client's record: only for who may see it, and never without a line in the audit."""

from uuid import UUID

from flask import abort, request
from sqlalchemy.exc import SQLAlchemyError

from app import actions, care, caseload, clock
from app.care import Client, Clinician
from app.extensions import db_session
from app.web.ui import signed_in_user


def current_clinician() -> Clinician | None:
    """The clinician who is signed in; None for an account that is no clinician's."""
    return caseload.find_clinician(db_session(), signed_in_user(), on=clock.today())


def client_or_404(client_id: UUID) -> tuple[Clinician, Client]:
    """Who asks and whom they ask for. Anybody else's client is the same as none (SEC-34)."""
    session, clinician, today = db_session(), current_clinician(), clock.today()
    client = (
        care.find_client(session, client_id, seen_by=clinician, on=today) if clinician else None
    )
    if clinician is None or client is None:
        by, page = signed_in_user().actor, f"{request.endpoint} {client_id}"
        actions.record_refusal(session, page, by=by, at=clock.now())
        abort(404)
    return clinician, client


def open_record(of: Client | Clinician, what: str) -> None:
    """Write the view in the audit trail. If that cannot be done, nothing is shown (SEC-39)."""
    session = db_session()
    try:
        actions.record_view(session, of, what, by=signed_in_user().actor, at=clock.now())
    except SQLAlchemyError:
        session.rollback()
        abort(503)
