"""Messages waiting to be sent. They are written in the transaction that causes them."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.db import Base, choice, insert_unless_there
from app.outbox.kinds import MessageKind
from app.security import Sealed, SealedColumn

LONGEST_PAUSE = timedelta(hours=12)


class Message(Base):
    """One message to one person. The token of its link is encrypted, and gone once it is sent."""

    __tablename__ = "message"

    key: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[MessageKind] = mapped_column(choice(MessageKind))
    recipient_id: Mapped[UUID] = mapped_column(index=True)
    # What it is about, so that its history can be told; None for what has no check-in.
    check_in_id: Mapped[UUID | None] = mapped_column(index=True)
    token = Sealed()
    token_sealed: SealedColumn
    created_at: Mapped[datetime]
    send_after: Mapped[datetime] = mapped_column(index=True)
    sent_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str] = mapped_column(default="")


def enqueue(
    session: Session,
    kind: MessageKind,
    *,
    key: str,
    recipient_id: UUID,
    token: str,
    at: datetime,
    check_in_id: UUID | None = None,
    send_after: datetime | None = None,
) -> None:
    """Put a message in the queue. A second one with the same key changes nothing."""
    message = Message(token=token)  # seals the token to the id it will be stored under
    values = {
        "id": message.id,
        "key": key,
        "kind": kind,
        "recipient_id": recipient_id,
        "token_sealed": message.token_sealed,
        "created_at": at,
        "check_in_id": check_in_id,
        "send_after": send_after or at,
        "attempts": 0,
        "problem": "",
    }
    insert_unless_there(session, Message, values)


def waiting_messages(session: Session) -> list[Message]:
    """Everything that has not been sent, oldest first."""
    waiting = select(Message).where(Message.sent_at.is_(None)).order_by(Message.created_at)
    return list(session.scalars(waiting))


def pause_after(attempts: int) -> timedelta:
    """How long to wait before the next attempt: twice as long each time, half a day at most."""
    return min(timedelta(minutes=2 ** min(attempts, 20)), LONGEST_PAUSE)


def due_messages(session: Session, *, at: datetime, limit: int) -> list[Message]:
    """Messages whose time has come, oldest first, held for this transaction."""
    due = select(Message).where(Message.sent_at.is_(None), Message.send_after <= at)
    held = due.order_by(Message.send_after).limit(limit).with_for_update(skip_locked=True)
    return list(session.scalars(held))
