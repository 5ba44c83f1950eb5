"""What a service says to somebody in danger: its own words, in versions, approved before shown."""

from collections.abc import Collection, Sequence
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

    @property
    def text(self) -> "CrisisText":
        """The words alone."""
        return CrisisText(
            self.language, self.heading, self.body, self.line_name, self.line_phone,
            self.line_hours,
        )  # fmt: skip


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
    words = session.scalar(
        select(CrisisWords)
        .where(CrisisWords.service_id == service_id)
        .where(CrisisWords.language.in_((language, FALLBACK)))
        .where(CrisisWords.approved_at.is_not(None))
        .order_by((CrisisWords.language == language).desc(), CrisisWords.version.desc())
        .limit(1)
    )
    return words.text if words else None


def crisis_versions(
    session: Session, service_ids: Collection[UUID], language: str | None = None
) -> Sequence[CrisisWords]:
    """Every version of these services' words, the newest first; in one language, if it is named."""
    found = select(CrisisWords).where(CrisisWords.service_id.in_(service_ids))
    if language is not None:
        found = found.where(CrisisWords.language == language)
    return session.scalars(found.order_by(CrisisWords.version.desc(), CrisisWords.id)).all()


def hold_crisis_words(session: Session, words_id: UUID) -> CrisisWords:
    """One version, which nobody else approves before this transaction ends."""
    return session.get_one(CrisisWords, words_id, with_for_update=True, populate_existing=True)
