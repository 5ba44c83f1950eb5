"""People in therapy sign in to their own space, with a code, and leave it."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from app import outbox, responses, scheduling, security
from app.actions.codes import MAKE_CODE
from app.actions.responding import LinkIsClosed
from app.care import Client
from app.scheduling import LinkState
from app.security import SYSTEM, SignInCode


class WrongCode(Exception):
    """It is not the code, or not any more. Nobody is told which (SEC-20)."""


def ask_for_code(
    session: Session, *, lookup: str | None = None, client_id: UUID | None = None, at: datetime
) -> UUID:
    """Ask for a code for whoever is reached there, or who is on a check-in, known or not.

    Returns the id by which the browser that asked can use it.
    """
    asked = security.ask_for_code(session, contact_lookup=lookup, client_id=client_id, at=at)
    payload = {"code_id": str(asked.id)}
    outbox.add_job(session, MAKE_CODE, payload, key=f"{MAKE_CODE}:{asked.id}", due_at=at)
    security.audit(session, "sign_in_code.asked_for", subject=asked, by=SYSTEM, at=at)
    session.commit()
    return asked.id


def ask_for_another_code(session: Session, code_id: UUID, *, at: datetime) -> UUID:
    """The same again, when no code came or it grew too old."""
    first = session.get(SignInCode, code_id)
    lookup = first.contact_lookup if first else None
    # Who typed a number is looked up by it again: it may be somebody else's by now.
    client_id = first.client_id if first and lookup is None else None
    return ask_for_code(session, lookup=lookup, client_id=client_id, at=at)


def open_space(session: Session, code_id: UUID, typed: str, *, at: datetime) -> UUID:
    """Whose space the code opens; it opens it once. Raises WrongCode."""
    client_id = security.use_code(session, code_id, typed, at=at)
    if client_id is None:
        asked = security.Subject(SignInCode.__tablename__, code_id)
        security.audit(session, "sign_in_code.refused", subject=asked, by=SYSTEM, at=at)
        session.commit()
        raise WrongCode
    client = session.get_one(Client, client_id)
    security.audit(session, "space.opened", subject=client, by=client.actor, at=at)
    session.commit()
    return client_id


def leave_space(session: Session, client: Client, *, at: datetime) -> None:
    """Write down that somebody signed out. Their browser forgets the rest."""
    security.audit(session, "space.left", subject=client, by=client.actor, at=at)
    session.commit()


def start_own_visit(
    session: Session, client: Client, check_in_id: UUID, *, at: datetime, draft_days: int
) -> UUID | None:
    """Begin one's own check-in without its link; returns the visit's id.

    None when there is no such check-in of theirs. Raises LinkIsClosed when it is over.
    """
    check_in = scheduling.find_check_in(session, check_in_id)
    if check_in is None or check_in.client_id != client.id:
        return None
    if check_in.completed_at or check_in.closed_at:
        raise LinkIsClosed(LinkState.FINISHED if check_in.completed_at else LinkState.CLOSED)
    dropped = responses.forget_stale(session, check_in.id, at=at, days=draft_days)
    detail = f"{dropped} answers too old to keep" if dropped else ""
    by = client.actor
    security.audit(session, "visit.started", subject=check_in, by=by, at=at, detail=detail)
    session.commit()
    return uuid4()
