"""What people say about the service in its own forms."""

from datetime import datetime

from sqlalchemy.orm import Session

from app import clock, feedback


def forget_feedback_drafts(session: Session, *, at: datetime) -> int:
    """Throw away unfinished answers that nobody has gone on with in time; how many."""
    dropped = feedback.forget_drafts(session, today=clock.local(at).date())
    session.commit()
    return dropped
