"""The heartbeat: one job an hour that goes the way of every alert, so that silence shows (SAF-11).

Whoever has stopped cannot say so. So a monitor outside asks when the last one arrived.
"""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.outbox.jobs import Job, add_job

HEARTBEAT = "heartbeat"
# One an hour, and a quarter of one to be late.
LATEST = timedelta(minutes=75)


def queue_heartbeat(session: Session, *, at: datetime) -> None:
    """The job of this hour, once, whoever asks and however often."""
    add_job(session, HEARTBEAT, {}, key=_key(at), due_at=at)


def last_heartbeat(session: Session, *, at: datetime) -> datetime | None:
    """When the newest one arrived; None when none did in the last hours."""
    keys = [_key(at - timedelta(hours=ago)) for ago in range(3)]
    found = select(Job.done_at).where(Job.key.in_(keys), Job.done_at.is_not(None))
    return session.scalar(found.order_by(Job.done_at.desc()).limit(1))


def is_silent(session: Session, *, at: datetime) -> bool:
    """Whether messages and alerts may not be going out: the last heartbeat is too long ago."""
    last = last_heartbeat(session, at=at)
    return last is None or at - last > LATEST


def _key(at: datetime) -> str:
    return f"{HEARTBEAT}:{at:%Y-%m-%dT%H}"
