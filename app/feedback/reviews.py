"""Meetings about what people said: what was found, what is done, by whom and until when."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app import clock
from app.codesign import Form, FormVersion, Purpose
from app.db import Base
from app.security import Sealed, SealedColumn


class ExperienceReview(Base):
    """One review of what people said. Every change of it is kept in its edits."""

    __tablename__ = "experience_review"
    __table_args__ = (CheckConstraint("covers_from <= covers_until", "ends_after_start"),)

    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id"), index=True)
    covers_from: Mapped[date]
    covers_until: Mapped[date]
    # None while the meeting is being prepared.
    held_on: Mapped[date | None]
    findings = Sealed()
    findings_sealed: SealedColumn
    # Goes up with every change: who changes an older one is told.
    version: Mapped[int] = mapped_column(default=1)
    begun_at: Mapped[datetime]
    begun_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))


class ReviewEdit(Base):
    """One change of a review, a decision or a point: what stood there before, and after."""

    __tablename__ = "experience_edit"

    review_id: Mapped[UUID] = mapped_column(ForeignKey("experience_review.id"), index=True)
    what: Mapped[str]
    before = Sealed()
    before_sealed: SealedColumn
    after = Sealed()
    after_sealed: SealedColumn
    edited_at: Mapped[datetime]
    edited_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))


class ReviewDecision(Base):
    """Something that a meeting decided to do. Late once its day has passed and it is not done."""

    __tablename__ = "experience_decision"
    __table_args__ = (CheckConstraint("(done_on IS NULL) = (done_by IS NULL)", "done_by_somebody"),)

    review_id: Mapped[UUID] = mapped_column(ForeignKey("experience_review.id"), index=True)
    what = Sealed()
    what_sealed: SealedColumn
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    due_on: Mapped[date]
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    outcome = Sealed()
    outcome_sealed: SealedColumn
    done_on: Mapped[date | None]
    done_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))


@dataclass(frozen=True)
class ReviewsDue:
    """When the service has to meet again, and which decisions are late."""

    # None until there is a form that people can answer.
    next_by: date | None
    late: Sequence[ReviewDecision]
    is_overdue: bool


def reviews_of(session: Session, service_id: UUID) -> Sequence[ExperienceReview]:
    """Every review of a service: those not held yet first, then the newest."""
    found = select(ExperienceReview).where(ExperienceReview.service_id == service_id)
    order = (
        ExperienceReview.held_on.is_not(None),
        ExperienceReview.held_on.desc(),
        ExperienceReview.begun_at.desc(),
    )
    return session.scalars(found.order_by(*order)).all()


def find_review(
    session: Session, review_id: UUID, service_ids: Collection[UUID]
) -> ExperienceReview | None:
    """The review with this id, if it is of one of these services."""
    found = select(ExperienceReview).where(
        ExperienceReview.id == review_id, ExperienceReview.service_id.in_(service_ids)
    )
    return session.scalar(found)


def hold_review(session: Session, review_id: UUID) -> ExperienceReview:
    """The review, which nobody else changes before this transaction ends."""
    return session.get_one(
        ExperienceReview, review_id, with_for_update=True, populate_existing=True
    )


def decisions_of(session: Session, review_id: UUID) -> Sequence[ReviewDecision]:
    """What a meeting decided, in order."""
    found = select(ReviewDecision).where(ReviewDecision.review_id == review_id)
    return session.scalars(found.order_by(ReviewDecision.made_at, ReviewDecision.id)).all()


def edits_of(session: Session, review_id: UUID) -> Sequence[ReviewEdit]:
    """Every change of a review and of what belongs to it, the newest first."""
    found = select(ReviewEdit).where(ReviewEdit.review_id == review_id)
    return session.scalars(found.order_by(ReviewEdit.edited_at.desc(), ReviewEdit.id)).all()


def reviews_due(
    session: Session, service_id: UUID, *, every_months: int, today: date
) -> ReviewsDue:
    """Whether the service is behind with its reviews, or with what they decided."""
    held = select(func.max(ExperienceReview.held_on)).where(
        ExperienceReview.service_id == service_id
    )
    since = session.scalar(held) or _asking_since(session, service_id)
    next_by = _months_later(since, every_months) if since else None
    late = (
        select(ReviewDecision)
        .join(ExperienceReview, ExperienceReview.id == ReviewDecision.review_id)
        .where(ExperienceReview.service_id == service_id)
        .where(ReviewDecision.done_on.is_(None), ReviewDecision.due_on < today)
        .order_by(ReviewDecision.due_on, ReviewDecision.id)
    )
    is_overdue = next_by is not None and next_by < today
    return ReviewsDue(next_by, session.scalars(late).all(), is_overdue)


def _asking_since(session: Session, service_id: UUID) -> date | None:
    """The day on which people could first answer the experience form."""
    first = (
        select(func.min(FormVersion.released_at))
        .join(Form, Form.id == FormVersion.form_id)
        .where(Form.service_id == service_id, Form.purpose == Purpose.PREM)
    )
    moment = session.scalar(first)
    return clock.local(moment).date() if moment else None


def _months_later(day: date, months: int) -> date:
    """The same day of a later month, or the last one that it has."""
    year, month = divmod(12 * day.year + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")
