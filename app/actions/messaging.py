"""Sending what waits in the outbox."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app import outbox, scheduling, security
from app.care import Client, ContactBy
from app.outbox import Message, NotSent, Sender, Text
from app.scheduling import Invitation, LinkState
from app.security import SYSTEM

# Words for a message: chosen when it is sent, in the reader's language.
Writer = Callable[[Message, Client, Invitation], Text]

# Somebody has to change something first; until then there is no point in asking often.
LOOK_AGAIN_AFTER = timedelta(days=1)


@dataclass
class Delivery:
    """What became of the messages that were due."""

    sent: int = 0
    waiting: int = 0
    dropped: int = 0


def send_due_messages(
    session: Session, sender: Sender, write: Writer, *, at: datetime, limit: int
) -> Delivery:
    """Send what is due, each message at least once, and say what became of it.

    A message is put off before it is sent and marked when it has left: whoever else is sending
    passes over it, a crash in between sends it again later, and no transaction waits for a mail
    server.
    """
    delivery = Delivery()
    for _ in range(limit):
        due = outbox.due_messages(session, at=at, limit=1)
        if not due:
            break
        _deliver(session, due[0], sender, write, delivery, at=at)
    session.rollback()
    return delivery


def _deliver(
    session: Session, message: Message, sender: Sender, write: Writer, delivery: Delivery,
    *, at: datetime,
) -> None:  # fmt: skip
    message.attempts += 1
    message.send_after = at + outbox.pause_after(message.attempts)
    client = session.get_one(Client, message.recipient_id)
    invitation = scheduling.find_invitation(session, message.token)
    if invitation is None or _is_pointless(client, invitation, at):
        _drop(session, message, at=at)
        delivery.dropped += 1
        return
    if problem := _unreachable(client):
        _put_off(session, message, problem, until=at + LOOK_AGAIN_AFTER, at=at)
        delivery.waiting += 1
        return
    text = write(message, client, invitation)
    session.commit()
    try:
        sender.send(text)
    except NotSent as error:
        _put_off(session, message, str(error), until=message.send_after, at=at)
        delivery.waiting += 1
        return
    _mark_sent(session, message, at=at)
    delivery.sent += 1


def _is_pointless(client: Client, invitation: Invitation, at: datetime) -> bool:
    """Whether the link has ended, or the person has died, since the message was written (EQ-15)."""
    return bool(client.died_on) or scheduling.link_state(invitation, at=at) is not LinkState.OPEN


def _unreachable(client: Client) -> str:
    """Why we may not or cannot write to this person; empty when we can."""
    if client.contact_by is ContactBy.NOT_AT_ALL:
        return "does not want to be contacted"
    if client.contact_by is ContactBy.LETTER:
        return "wants letters only"
    return "" if client.email else "no e-mail address"


def _drop(session: Session, message: Message, *, at: datetime) -> None:
    session.delete(message)
    security.audit(session, "message.dropped", subject=message, by=SYSTEM, at=at)
    session.commit()


def _put_off(
    session: Session, message: Message, problem: str, *, until: datetime, at: datetime
) -> None:
    message.problem, message.send_after = problem, until
    security.audit(session, "message.put_off", subject=message, by=SYSTEM, at=at, detail=problem)
    session.commit()


def _mark_sent(session: Session, message: Message, *, at: datetime) -> None:
    message.sent_at, message.problem, message.token = at, "", None
    security.audit(session, "message.sent", subject=message, by=SYSTEM, at=at)
    session.commit()
