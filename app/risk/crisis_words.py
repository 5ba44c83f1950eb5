"""What a service says to somebody in danger: its own words, in versions, approved before shown."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.db import Base

FALLBACK = "en"


class CrisisWords(Base):
    """One version of the words in one language. The newest approved one is shown."""

    __tablename__ = "crisis_words"
    __table_args__ = (
        UniqueConstraint("service_id", "language", "version"),
        CheckConstraint("(approved_at IS NULL) = (approved_by IS NULL)", "approved_has_a_name"),
        CheckConstraint("approved_by IS NULL OR approved_by <> made_by", "approved_by_another"),
    )

    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id"))
    language: Mapped[str]
    version: Mapped[int]
    # A short heading, a few warm sentences, and the service's own line with its hours.
    heading: Mapped[str]
    body: Mapped[str]
    line_name: Mapped[str] = mapped_column(default="")
    line_phone: Mapped[str] = mapped_column(default="")
    line_hours: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    approved_at: Mapped[datetime | None]
    approved_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))


@dataclass(frozen=True)
class CrisisText:
    """The words to show, and the language they are in, which may not be the reader's."""

    language: str
    heading: str
    body: str
    line_name: str
    line_phone: str
    line_hours: str


def crisis_text(session: Session, service_id: UUID, language: str) -> CrisisText | None:
    """The approved words in this language, else in English; None when the service has none.

    The national numbers stand beside them in any case, in the reader's language.
    """
    return _approved(session, service_id, language) or _approved(session, service_id, FALLBACK)


def _approved(session: Session, service_id: UUID, language: str) -> CrisisText | None:
    words = session.scalar(
        select(CrisisWords)
        .where(CrisisWords.service_id == service_id, CrisisWords.language == language)
        .where(CrisisWords.approved_at.is_not(None))
        .order_by(CrisisWords.version.desc())
        .limit(1)
    )
    if words is None:
        return None
    return CrisisText(
        words.language, words.heading, words.body, words.line_name, words.line_phone,
        words.line_hours,
    )  # fmt: skip
