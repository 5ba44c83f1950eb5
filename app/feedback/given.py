"""What people have said: anonymous answers once released, and answers that lead to a person."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.codesign import FormVersion, Privacy
from app.db import Base, Json, choice
from app.scheduling import FeedbackTicket
from app.security import Sealed, SealedColumn


class Feedback(Base):
    """What one person chose in an anonymous form. Nothing in it leads to who that was (EQ-05).

    What people wrote is not in it: each comment stands alone. The language is not kept, as in a
    small group it could say who.
    """

    __tablename__ = "feedback"

    version_id: Mapped[UUID] = mapped_column(ForeignKey("form_version.id"), index=True)
    # The first day of the month in which the group was released: the same for all of the group.
    month: Mapped[date]
    answers: Mapped[dict[str, list[str]]] = mapped_column(Json)


class FeedbackResponse(Base):
    """The answers of a person who was told that it can be known that they gave them."""

    __tablename__ = "feedback_response"

    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("feedback_ticket.id"), unique=True)
    version_id: Mapped[UUID] = mapped_column(ForeignKey("form_version.id"), index=True)
    # What they were told, on the page before the first question.
    privacy: Mapped[Privacy] = mapped_column(choice(Privacy))
    language: Mapped[str]
    # JSON: question key to what was chosen or written.
    answers = Sealed()
    answers_sealed: SealedColumn
    submitted_at: Mapped[datetime]

    ticket: Mapped[FeedbackTicket] = relationship()
    version: Mapped[FormVersion] = relationship()


class CommentState(StrEnum):
    """Whether others than the feedback readers may read a comment (EQ-08)."""

    UNREAD = "unread"
    RELEASED = "released"
    # Kept from everybody else: it would say who wrote it, or about whom.
    KEPT_BACK = "kept_back"


class FeedbackComment(Base):
    """What somebody wrote to one question. Alone: with no other answer of theirs."""

    __tablename__ = "feedback_comment"
    __table_args__ = (
        CheckConstraint("(state = 'unread') = (read_by IS NULL)", "read_by_somebody"),
    )

    version_id: Mapped[UUID] = mapped_column(ForeignKey("form_version.id"), index=True)
    question: Mapped[str]
    month: Mapped[date]
    # As it was written: for feedback readers alone.
    text = Sealed()
    text_sealed: SealedColumn
    # As others may read it, with what could tell who blacked out.
    released_text = Sealed()
    released_text_sealed: SealedColumn
    state: Mapped[CommentState] = mapped_column(choice(CommentState), default=CommentState.UNREAD)
    # The day it could first be read; a list shows what lies unread for too long (SAF-20).
    arrived_on: Mapped[date] = mapped_column(index=True)
    # A reader thinks that somebody has to look at it: danger, a complaint, safeguarding.
    flagged: Mapped[bool] = mapped_column(default=False)
    read_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    read_on: Mapped[date | None]


class ReplyWish(Base):
    """Somebody wants to hear back. Stored apart from what they answered, with no key in common."""

    __tablename__ = "reply_wish"

    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id"), index=True)
    # How to reach them, and whom they are, in their own words.
    contact = Sealed()
    contact_sealed: SealedColumn
    message = Sealed()
    message_sealed: SealedColumn
    asked_on: Mapped[date]
    answered_on: Mapped[date | None]
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
