"""The words of messages that a service wrote itself: kept as versions, the newest one is live."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.db import Base, choice
from app.outbox.kinds import Channel, MessageKind


class MessageText(Base):
    """One version of the words of a kind of message, in one language, for one service."""

    __tablename__ = "message_text"
    __table_args__ = (UniqueConstraint("service_id", "kind", "channel", "language", "version"),)

    service_id: Mapped[UUID]
    kind: Mapped[MessageKind] = mapped_column(choice(MessageKind))
    channel: Mapped[Channel] = mapped_column(choice(Channel))
    language: Mapped[str]
    version: Mapped[int]
    subject: Mapped[str] = mapped_column(default="")
    body: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None]


def newest_text(
    session: Session, service_id: UUID | None, kind: MessageKind, channel: Channel, language: str
) -> MessageText | None:
    """The version that is live; None where the service keeps the words that we ship."""
    versions = select(MessageText).where(
        MessageText.service_id == service_id,
        MessageText.kind == kind,
        MessageText.channel == channel,
        MessageText.language == language,
    )
    return session.scalar(versions.order_by(MessageText.version.desc()).limit(1))
