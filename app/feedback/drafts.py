"""Answers while they are given: readable only with a secret that only the person's browser has."""

from datetime import date
from typing import Any, cast
from uuid import UUID

from sqlalchemy import CursorResult, ForeignKey, delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.db import Base


class FeedbackDraft(Base):
    """Unfinished answers, sealed with a key that is in no database. Leads to no person."""

    __tablename__ = "feedback_draft"

    # A keyed hash of the browser's secret.
    secret_hash: Mapped[str] = mapped_column(unique=True)
    version_id: Mapped[UUID] = mapped_column(ForeignKey("form_version.id"))
    sealed: Mapped[str]
    # Thrown away after that day.
    last_day: Mapped[date]


def forget_drafts(session: Session, *, today: date) -> int:
    """Throw away what nobody has gone on with in time; how many there were."""
    statement = delete(FeedbackDraft).where(FeedbackDraft.last_day < today)
    return cast(CursorResult[Any], session.execute(statement)).rowcount
