"""What people say about a sentence of a form: comments, suggestions, notes of who tried it."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, choice
from app.security import Sealed, SealedColumn


class CommentKind(StrEnum):
    """Where a comment comes from, and what it asks for."""

    COMMENT = "comment"
    # Other words for the sentence, which can be accepted with one tap.
    SUGGESTION = "suggestion"
    # Left by somebody who tried the form, perhaps without an account.
    NOTE = "note"


class FormComment(Base):
    """One remark about one sentence, or an answer to another remark."""

    __tablename__ = "form_comment"
    __table_args__ = (
        CheckConstraint("(kind = 'suggestion') = (suggested IS NOT NULL)", "suggests_words"),
        CheckConstraint("kind = 'note' OR made_by IS NOT NULL", "has_an_author"),
    )

    version_id: Mapped[UUID] = mapped_column(ForeignKey("form_version.id"), index=True)
    # The sentence, or "" for the form as a whole.
    address: Mapped[str]
    language: Mapped[str] = mapped_column(default="en")
    kind: Mapped[CommentKind] = mapped_column(choice(CommentKind))
    body = Sealed()
    body_sealed: SealedColumn
    # The words that it was made about: they may have changed since.
    about: Mapped[str] = mapped_column(default="")
    suggested: Mapped[str | None]
    reply_to: Mapped[UUID | None] = mapped_column(ForeignKey("form_comment.id"))
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    resolved_at: Mapped[datetime | None]
    resolved_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    accepted_at: Mapped[datetime | None]


class FormVote(Base):
    """Somebody agrees with a remark. Once each."""

    __tablename__ = "form_vote"
    __table_args__ = (UniqueConstraint("comment_id", "user_id"),)

    comment_id: Mapped[UUID] = mapped_column(ForeignKey("form_comment.id"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    voted_at: Mapped[datetime]


class TryLink(Base):
    """A link with which anybody may try a version. It stores nothing but notes."""

    __tablename__ = "form_try_link"

    version_id: Mapped[UUID] = mapped_column(ForeignKey("form_version.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime]
    made_by: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Jargon(Base):
    """A word that the service's own people would rather not read, and what to say instead."""

    __tablename__ = "jargon"
    __table_args__ = (UniqueConstraint("service_id", "word"),)

    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id"))
    word: Mapped[str]
    instead: Mapped[str] = mapped_column(default="")
    added_at: Mapped[datetime]
    added_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
