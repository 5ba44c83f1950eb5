"""Somebody deals with a message that did not arrive."""

from datetime import datetime

from sqlalchemy.orm import Session

from app import outbox, security
from app.outbox import FollowUp, Message
from app.security import Actor


class NothingToDealWith(Exception):
    """It arrived in the meantime, or somebody else was faster."""


def deal_with(
    session: Session, message: Message, *, note: str, by: Actor, at: datetime
) -> FollowUp:
    """Take it from the list of what did not arrive, with a note of what was done if there is one.

    A later message that fails is on the list again. Raises NothingToDealWith.
    """
    outbox.find_message(session, message.id, hold=True)
    left = {one.message_id for one in outbox.undelivered(session, [message.recipient_id])}
    if message.id not in left or by.id is None:
        raise NothingToDealWith
    done = FollowUp(message_id=message.id, done_at=at, done_by=by.id, note=note.strip())
    session.add(done)
    session.flush()
    security.audit(session, "message.dealt_with", subject=message, by=by, at=at)
    session.commit()
    return done
