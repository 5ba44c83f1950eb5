"""The words of messages that a service wrote itself, in versions: the newest approved is live."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    Select,
    UniqueConstraint,
    literal,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute, Mapped, Session, mapped_column

from app.db import Base, choice
from app.outbox.kinds import Channel, MessageKind


class MessageText(Base):
    """One version of the words of a kind of message, in one language, for one service."""

    __tablename__ = "message_text"
    __table_args__ = (
        UniqueConstraint("service_id", "kind", "channel", "language", "version"),
        CheckConstraint(
            "approved_by IS NULL OR (approved_at IS NOT NULL AND approved_by <> made_by)",
            "approved_by_another",
        ),
    )

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
    # Before that it is not sent (SAF-13). By nobody: it was in use before there were approvals.
    approved_at: Mapped[datetime | None]
    approved_by: Mapped[UUID | None]


class TextWithdrawal(Base):
    """One version of the words of a message that is not sent any more, and why (SAF-23).

    Version 0 are the words that we ship. No end: they are still withdrawn.
    """

    __tablename__ = "text_withdrawal"

    service_id: Mapped[UUID] = mapped_column(index=True)
    kind: Mapped[str]
    channel: Mapped[str]
    language: Mapped[str]
    version: Mapped[int]
    reason: Mapped[str]
    withdrawn_at: Mapped[datetime]
    withdrawn_by: Mapped[UUID | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None]
    ended_reason: Mapped[str] = mapped_column(default="")


def newest_text(
    session: Session, service_id: UUID | None, kind: MessageKind, channel: Channel, language: str
) -> MessageText | None:
    """The service's own words that are live: the newest approved ones that are not withdrawn."""
    versions = select(MessageText).where(
        MessageText.service_id == service_id,
        MessageText.kind == kind,
        MessageText.channel == channel,
        MessageText.language == language,
        MessageText.approved_at.is_not(None),
        ~_withdrawn(service_id, kind, channel, language, MessageText.version).exists(),
    )
    return session.scalar(versions.order_by(MessageText.version.desc()).limit(1))


def text_versions(
    session: Session, service_id: UUID, kind: MessageKind, channel: Channel, language: str
) -> Sequence[MessageText]:
    """Every version of the words of one message, the newest first."""
    found = select(MessageText).where(
        MessageText.service_id == service_id,
        MessageText.kind == kind,
        MessageText.channel == channel,
        MessageText.language == language,
    )
    return session.scalars(found.order_by(MessageText.version.desc())).all()


def waiting_texts(session: Session, service_ids: Collection[UUID]) -> list[MessageText]:
    """The newest words of these services' messages that nobody has approved yet, oldest first."""
    found = select(MessageText).where(MessageText.service_id.in_(service_ids))
    newest = {
        (text.service_id, text.kind, text.channel, text.language): text
        for text in session.scalars(found.order_by(MessageText.version))
    }
    waiting = [text for text in newest.values() if not text.approved_at]
    return sorted(waiting, key=lambda text: text.made_at)


def hold_text(session: Session, text_id: UUID) -> MessageText:
    """One version, which nobody else approves before this transaction ends."""
    return session.get_one(MessageText, text_id, with_for_update=True, populate_existing=True)


def are_shipped_withdrawn(
    session: Session, service_id: UUID | None, kind: MessageKind, channel: Channel, language: str
) -> bool:
    """Whether the service has withdrawn the words that we ship."""
    shipped = _withdrawn(service_id, kind, channel, language, literal(0))
    return session.scalar(shipped.limit(1)) is not None


def withdrawn_texts(session: Session, service_id: UUID) -> list[TextWithdrawal]:
    """The words that the service has withdrawn now, the newest first."""
    found = select(TextWithdrawal).where(
        TextWithdrawal.service_id == service_id, TextWithdrawal.ended_at.is_(None)
    )
    return list(session.scalars(found.order_by(TextWithdrawal.withdrawn_at.desc())))


def _withdrawn(
    service_id: UUID | None, kind: MessageKind, channel: Channel, language: str,
    version: ColumnElement[int] | InstrumentedAttribute[int],
) -> Select[UUID]:  # fmt: skip
    return select(TextWithdrawal.id).where(
        TextWithdrawal.service_id == service_id,
        TextWithdrawal.kind == kind.value,
        TextWithdrawal.channel == channel.value,
        TextWithdrawal.language == language,
        TextWithdrawal.version == version,
        TextWithdrawal.ended_at.is_(None),
    )
