"""The job that makes a code for whoever asked for one, if it is clear who that is.

The page that took the request knows nothing of it, so it cannot tell anybody who is known here: it
does the same for every number and address (SEC-20).
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app import care, outbox, security
from app.actions.working import Done, Outcome
from app.care import Client
from app.outbox import Job, MessageKind
from app.security import SYSTEM, SignInCode

MAKE_CODE = "make_sign_in_code"


def make_sign_in_code(session: Session, job: Job, at: datetime) -> Outcome:
    """Make the code that was asked for, and put it in the queue."""
    asked = session.get(SignInCode, UUID(job.payload["code_id"]), populate_existing=True)
    if asked is None or asked.made_at or at >= asked.asked_at + security.CODE_LIFE:
        return Done("nothing")
    client = _whose(session, asked)
    if client is None or not security.may_have_code(session, client.id, at=at):
        security.audit(session, "sign_in_code.not_made", subject=asked, by=SYSTEM, at=at)
        return Done("nothing")
    code = security.make_code(session, asked, client.id, at=at)
    key = f"{MessageKind.SIGN_IN_CODE}:{asked.id}"
    outbox.enqueue(
        session, MessageKind.SIGN_IN_CODE, key=key, recipient_id=client.id, token=code, at=at
    )
    security.audit(session, "sign_in_code.made", subject=client, by=SYSTEM, at=at)
    return Done("made")


def _whose(session: Session, asked: SignInCode) -> Client | None:
    """The one person whom it can be for. Where two share a number, a code would open the space of
    one of them to the other: then it is for nobody."""
    if asked.client_id:
        return session.get(Client, asked.client_id)
    found = care.clients_reached_at(session, asked.contact_lookup) if asked.contact_lookup else []
    return found[0] if len(found) == 1 else None
