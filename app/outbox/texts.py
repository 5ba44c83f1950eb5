"""The words of messages: written by people, kept as versions, one live version of each."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, choice
from app.outbox.messages import MessageKind


class Channel(StrEnum):
    """The way in which a message travels."""

    SMS = "sms"
    EMAIL = "email"
    LETTER = "letter"


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
