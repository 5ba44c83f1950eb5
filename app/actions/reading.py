"""Opening a record. A view that cannot be written in the audit trail does not happen (SEC-39)."""

from datetime import datetime

from sqlalchemy.orm import Session

from app import security
from app.care import Client, Clinician
from app.security import Actor, User


def record_view(
    session: Session, of: Client | Clinician | User, what: str, *, by: Actor, at: datetime
) -> None:
    """Write down who opened which part of whose record. Call it before anything is shown."""
    security.audit(session, f"{what}.viewed", subject=of, by=by, at=at)
    session.commit()
