"""Messages: written in the transaction that causes them, and what became of each."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import exists, func, or_, select, update
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from app.db import Base, choice, insert_unless_there
from app.outbox.follow_ups import FollowUp
from app.outbox.jobs import add_job
from app.outbox.kinds import FOR_STAFF, Channel, MessageKind, Reason
from app.security import Sealed, SealedColumn

SEND_MESSAGE = "send_message"
# What becomes no to-do when it does not arrive.
FOR_NOBODY = (MessageKind.SIGN_IN_CODE, MessageKind.LEAVING)


class Message(Base):
    """One message to one person. The token of its link is encrypted, and gone once it is sent."""

    __tablename__ = "message"

    key: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[MessageKind] = mapped_column(choice(MessageKind))
    recipient_id: Mapped[UUID] = mapped_column(index=True)
    # What it is about, so that its history can be told; None for what has no check-in.
    check_in_id: Mapped[UUID | None] = mapped_column(index=True)
    # The same for the right to answer a form by itself.
    ticket_id: Mapped[UUID | None] = mapped_column(index=True)
    token = Sealed()
    token_sealed: SealedColumn
    created_at: Mapped[datetime]
    # When it is tried next, for whoever looks; its job decides.
    send_after: Mapped[datetime] = mapped_column(index=True)
    # Decided when it is sent, not before (EQ-14).
    channel: Mapped[Channel | None] = mapped_column(choice(Channel))
    # Where it went, masked: contacts change, and what was sent stays as it was.
    sent_to = Sealed()
    sent_to_sealed: SealedColumn
    # A letter: since when it waits for somebody to print and post it.
    to_post_since: Mapped[datetime | None] = mapped_column(index=True)
    sent_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    # It was sent and did not arrive.
    failed_at: Mapped[datetime | None]
    # It was never sent, and never will be.
    dropped_at: Mapped[datetime | None]
    reason: Mapped[Reason | None] = mapped_column(choice(Reason))
    # How often it was handed over, or may have been when a worker was killed.
    attempts: Mapped[int] = mapped_column(default=0)
    # Why it still waits, for the people who run the portal.
    problem: Mapped[str] = mapped_column(default="")

    @property
    def is_waiting(self) -> bool:
        """Whether it is still to be sent."""
        return not (self.sent_at or self.dropped_at)

    @property
    def is_to_post(self) -> bool:
        """Whether it is a letter that somebody has to print and post."""
        return self.is_waiting and self.to_post_since is not None


@dataclass(frozen=True)
class Undelivered:
    """A message that somebody on the staff has to know about, because it did not arrive."""

    message_id: UUID
    recipient_id: UUID
    check_in_id: UUID | None
    kind: MessageKind
    channel: Channel | None
    reason: Reason
    at: datetime


def enqueue(
    session: Session,
    kind: MessageKind,
    *,
    key: str,
    recipient_id: UUID,
    token: str,
    at: datetime,
    check_in_id: UUID | None = None,
    ticket_id: UUID | None = None,
    send_after: datetime | None = None,
) -> None:
    """Put a message in the queue, and the job that sends it; a second with that key does nothing.

    Whether, when and how it goes is decided when its time has come, not here.
    """
    message = Message(token=token)  # seals the token to the id it will be stored under
    due_at = send_after or at
    values = {
        "id": message.id,
        "key": key,
        "kind": kind,
        "recipient_id": recipient_id,
        "check_in_id": check_in_id,
        "ticket_id": ticket_id,
        "token_sealed": message.token_sealed,
        "created_at": at,
        "send_after": due_at,
        "attempts": 0,
        "problem": "",
    }
    insert_unless_there(session, Message, values)
    payload = {"message_id": str(message.id)}
    add_job(session, SEND_MESSAGE, payload, key=f"{SEND_MESSAGE}:{key}", due_at=due_at)


def find_message(session: Session, message_id: UUID, *, hold: bool = False) -> Message | None:
    """The message; with `hold`, nobody else changes it before this transaction ends."""
    found = select(Message).where(Message.id == message_id)
    if hold:
        found = found.with_for_update().execution_options(populate_existing=True)
    return session.scalar(found)


def drop_messages_about(session: Session, check_in_id: UUID, *, at: datetime) -> None:
    """What waits to be sent about this check-in never goes, as its link leads nowhere any more."""
    session.execute(
        update(Message)
        .where(Message.check_in_id == check_in_id)
        .where(Message.sent_at.is_(None), Message.dropped_at.is_(None))
        .values(dropped_at=at, reason=Reason.LINK_CLOSED, token_sealed=None, to_post_since=None)
        .execution_options(synchronize_session="fetch")
    )


def waiting_messages(session: Session) -> list[Message]:
    """Everything that is still to be sent, oldest first."""
    waiting = select(Message).where(Message.sent_at.is_(None), Message.dropped_at.is_(None))
    return list(session.scalars(waiting.order_by(Message.created_at)))


def undelivered(
    session: Session, recipient_ids: Collection[UUID] | None = None
) -> list[Undelivered]:
    """What did not reach these people (or anybody) and is a to-do for staff, newest first.

    What became later of another message about the same thing, such as a reminder, counts more.
    What somebody dealt with since is no to-do any more.
    Codes are not among them: anybody can ask for one, and nobody waits for it the next day. Nor is
    what was sent to who stopped coming: they are asked once, and nobody goes after them.
    """
    since = func.coalesce(Message.failed_at, Message.dropped_at, Message.created_at).label("since")
    other = aliased(Message)
    is_overtaken = exists().where(
        other.id != Message.id,
        other.recipient_id == Message.recipient_id,
        other.check_in_id.is_not_distinct_from(Message.check_in_id),
        other.ticket_id.is_not_distinct_from(Message.ticket_id),
        or_(
            other.created_at > Message.created_at,
            other.sent_at > since,
            other.dropped_at > since,
        ),
    )
    is_dealt_with = exists().where(FollowUp.message_id == Message.id, FollowUp.done_at >= since)
    columns = (Message.id, Message.recipient_id, Message.check_in_id, Message.kind)
    found = (
        select(*columns, Message.channel, Message.reason, since)
        .where(Message.reason.in_(FOR_STAFF), Message.delivered_at.is_(None))
        .where(~is_overtaken, ~is_dealt_with)
        .where(Message.kind.not_in(FOR_NOBODY))
        .order_by(since.desc())
    )
    if recipient_ids is not None:
        found = found.where(Message.recipient_id.in_(recipient_ids))
    rows: Any = session.execute(found)
    return [Undelivered(*row) for row in rows]
