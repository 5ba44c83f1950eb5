"""Messages to the people of one caseload that did not arrive, and those somebody dealt with."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import care, clock, outbox
from app.care import Client, Clinician
from app.outbox import FollowUp, Message, Undelivered
from app.security import User

SHOWN_FOR = timedelta(days=14)


@dataclass(frozen=True)
class Lost:
    """A message that did not arrive, and to whom it was."""

    client: Client
    message: Undelivered


@dataclass(frozen=True)
class DealtWith:
    """What somebody did about one: who, and their note."""

    client: Client
    message: Message
    follow_up: FollowUp
    by: str


def lost_messages(session: Session, clinician: Clinician, *, at: datetime) -> list[Lost]:
    """What did not arrive, the latest first; nothing of those who have died."""
    clients = _clients(session, clinician, at)
    found = outbox.undelivered(session, list(clients))
    return [Lost(clients[one.recipient_id], one) for one in found]


def dealt_with_lately(session: Session, clinician: Clinician, *, at: datetime) -> list[DealtWith]:
    """What was dealt with in the last two weeks, the latest first, by whoever it was."""
    clients = _clients(session, clinician, at)
    rows = session.execute(
        select(FollowUp, Message, User)
        .join(Message, Message.id == FollowUp.message_id)
        .join(User, User.id == FollowUp.done_by)
        .where(Message.recipient_id.in_(list(clients)), FollowUp.done_at > at - SHOWN_FOR)
        .order_by(FollowUp.done_at.desc())
    )
    return [
        DealtWith(clients[message.recipient_id], message, done, user.name)
        for done, message, user in rows
    ]


def _clients(session: Session, clinician: Clinician, at: datetime) -> dict[UUID, Client]:
    everyone = care.clients_of(session, clinician, on=clock.local(at).date())
    return {client.id: client for client in everyone if client.died_on is None}
