"""How somebody would like to be followed up when an alert comes again: said once, agreed with."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.db import Base, choice
from app.risk.alerts import Alert
from app.security import User


class FollowUp(StrEnum):
    """What helps somebody most when they answer in this way again."""

    CALL = "call"
    MESSAGE = "message"
    NEXT_SESSION = "next_session"


class FollowUpPreference(Base):
    """What somebody said helps them, and whether their clinician has agreed to it.

    The newest counts. It is shown beside each alert, and changes neither its owner nor its clock.
    """

    __tablename__ = "follow_up_preference"
    __table_args__ = (
        CheckConstraint("(reviewed_at IS NULL) = (reviewed_by IS NULL)", "reviewed_has_a_name"),
    )

    client_id: Mapped[UUID] = mapped_column(ForeignKey("client.id"), index=True)
    follow_up: Mapped[FollowUp] = mapped_column(choice(FollowUp))
    said_at: Mapped[datetime]
    reviewed_at: Mapped[datetime | None]
    reviewed_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    is_agreed: Mapped[bool] = mapped_column(default=False)


class PreferenceMovedOn(Exception):
    """They have said something else since, so that is what has to be agreed with."""


def newest_preference(session: Session, client_id: UUID) -> FollowUpPreference | None:
    """What they said last; None when they said nothing."""
    return next(iter(preferences_of(session, client_id)), None)


def preferences_of(session: Session, client_id: UUID) -> list[FollowUpPreference]:
    """All that they ever said of it, the newest first."""
    found = select(FollowUpPreference).where(FollowUpPreference.client_id == client_id)
    newest = found.order_by(FollowUpPreference.said_at.desc(), FollowUpPreference.id)
    return list(session.scalars(newest))


def review(
    session: Session, preference: FollowUpPreference, *, is_agreed: bool, user: User, at: datetime
) -> None:
    """Their clinician agrees with it, or does not. Raises PreferenceMovedOn for an older one."""
    if newest_preference(session, preference.client_id) != preference:
        raise PreferenceMovedOn
    preference.reviewed_at, preference.reviewed_by = at, user.id
    preference.is_agreed = is_agreed


def may_say_follow_up(session: Session, client_id: UUID) -> bool:
    """Whether to ask what helps most: they had an alert before this one, and were never asked."""
    has_said = select(FollowUpPreference.id).where(FollowUpPreference.client_id == client_id)
    counted = select(func.count(Alert.id)).where(Alert.client_id == client_id, ~has_said.exists())
    return (session.scalar(counted) or 0) > 1
