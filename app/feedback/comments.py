"""Comments on their way to others: who reads them first, what is decided, what needs somebody."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Select, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app import care
from app.care import WorkingTime
from app.codesign import Form, FormVersion
from app.db import Base, choice
from app.feedback.given import CommentState, FeedbackComment
from app.security import Sealed, SealedColumn

# Unread for more working days than that, a comment stands on the lead's list (SAF-20).
LONGEST_UNREAD = 2


class CommentDecision(Base):
    """What a reader decided about a comment, and why. A later one holds; none is forgotten."""

    __tablename__ = "feedback_decision"
    __table_args__ = (UniqueConstraint("comment_id", "number"),)

    comment_id: Mapped[UUID] = mapped_column(ForeignKey("feedback_comment.id"))
    number: Mapped[int]
    state: Mapped[CommentState] = mapped_column(choice(CommentState))
    reason = Sealed()
    reason_sealed: SealedColumn
    decided_on: Mapped[date]
    decided_by: Mapped[UUID] = mapped_column(ForeignKey("user.id"))


class FlagKind(StrEnum):
    """Why somebody has to look at what a person wrote."""

    DANGER = "danger"
    SAFEGUARDING = "safeguarding"
    COMPLAINT = "complaint"


class FeedbackFlag(Base):
    """A reader thinks that the service has to act. The lead reads the note, not the comment."""

    __tablename__ = "feedback_flag"
    __table_args__ = (
        CheckConstraint("(comment_id IS NULL) <> (response_id IS NULL)", "about_one_thing"),
        CheckConstraint("(dealt_on IS NULL) = (dealt_by IS NULL)", "dealt_with_by_somebody"),
    )

    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id"), index=True)
    comment_id: Mapped[UUID | None] = mapped_column(ForeignKey("feedback_comment.id"), index=True)
    response_id: Mapped[UUID | None] = mapped_column(ForeignKey("feedback_response.id"), index=True)
    kind: Mapped[FlagKind] = mapped_column(choice(FlagKind))
    note = Sealed()
    note_sealed: SealedColumn
    flagged_on: Mapped[date]
    flagged_by: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    outcome = Sealed()
    outcome_sealed: SealedColumn
    dealt_on: Mapped[date | None]
    dealt_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))


@dataclass(frozen=True)
class Unread:
    """What lies unread in a service for too long: how many, and for how many working days."""

    number: int
    days: int


def unread_comments(session: Session, service_ids: Collection[UUID]) -> Sequence[FeedbackComment]:
    """What nobody has read yet, the longest waiting first."""
    found = _comments_of(service_ids).where(FeedbackComment.state == CommentState.UNREAD)
    order = (FeedbackComment.arrived_on, FeedbackComment.id)
    return session.scalars(found.order_by(*order)).all()


def read_comments(
    session: Session, service_ids: Collection[UUID], *, most: int = 100
) -> Sequence[FeedbackComment]:
    """What was read already, the newest first."""
    found = _comments_of(service_ids).where(FeedbackComment.state != CommentState.UNREAD)
    order = (FeedbackComment.read_on.desc(), FeedbackComment.id)
    return session.scalars(found.order_by(*order).limit(most)).all()


def find_comment(
    session: Session, comment_id: UUID, service_ids: Collection[UUID]
) -> FeedbackComment | None:
    """The comment with this id, if it is of one of these services."""
    return session.scalar(_comments_of(service_ids).where(FeedbackComment.id == comment_id))


def hold_comment(session: Session, comment_id: UUID) -> FeedbackComment:
    """The comment, which nobody else decides about before this transaction ends."""
    return session.get_one(
        FeedbackComment, comment_id, with_for_update=True, populate_existing=True
    )


def decisions_about(session: Session, comment_id: UUID) -> Sequence[CommentDecision]:
    """Everything that was decided about it, the newest first."""
    found = select(CommentDecision).where(CommentDecision.comment_id == comment_id)
    return session.scalars(found.order_by(CommentDecision.number.desc())).all()


def flags_about(session: Session, thing_id: UUID) -> Sequence[FeedbackFlag]:
    """The flags of a comment or a response, the newest first."""
    found = select(FeedbackFlag).where(
        (FeedbackFlag.comment_id == thing_id) | (FeedbackFlag.response_id == thing_id)
    )
    return session.scalars(found.order_by(FeedbackFlag.flagged_on.desc(), FeedbackFlag.id)).all()


def flags_of(session: Session, service_id: UUID) -> Sequence[FeedbackFlag]:
    """Every flag of a service: those that wait first, then the newest."""
    found = select(FeedbackFlag).where(FeedbackFlag.service_id == service_id)
    order = (FeedbackFlag.dealt_on.is_not(None), FeedbackFlag.flagged_on.desc(), FeedbackFlag.id)
    return session.scalars(found.order_by(*order)).all()


def unread_too_long(session: Session, service_id: UUID, *, today: date) -> Unread | None:
    """What has been unread for more than two working days; None where nothing has (SAF-20)."""
    hours = care.working_time_of(session, service_id)
    arrived = (
        select(FeedbackComment.arrived_on, func.count())
        .join(FormVersion, FormVersion.id == FeedbackComment.version_id)
        .join(Form, Form.id == FormVersion.form_id)
        .where(Form.service_id == service_id, FeedbackComment.state == CommentState.UNREAD)
        .group_by(FeedbackComment.arrived_on)
    )
    waiting = [(days_waited(hours, day, today), some) for day, some in session.execute(arrived)]
    late = [(days, some) for days, some in waiting if days > LONGEST_UNREAD]
    if not late:
        return None
    return Unread(sum(some for _, some in late), max(days for days, _ in late))


def days_waited(hours: WorkingTime, since: date, today: date) -> int:
    """How many working days have begun after that day."""
    after = (since + timedelta(days=number) for number in range(1, (today - since).days + 1))
    return sum(hours.is_working_day(day) for day in after)


def _comments_of(service_ids: Collection[UUID]) -> Select[FeedbackComment]:
    return (
        select(FeedbackComment)
        .join(FormVersion, FormVersion.id == FeedbackComment.version_id)
        .join(Form, Form.id == FormVersion.form_id)
        .where(Form.service_id.in_(service_ids))
    )
