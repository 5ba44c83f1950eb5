"""How, when and whether somebody wants to hear from us (EQ-14)."""

from datetime import date, datetime, time
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.care.clients import Client
from app.db import Base, choice


class PauseReason(StrEnum):
    """Why nothing is asked for a while."""

    WISH = "wish"
    INPATIENT = "inpatient"


class ContactPreference(Base):
    """What somebody chose about our messages. Who has no row has chosen nothing."""

    __tablename__ = "contact_preference"

    client_id: Mapped[UUID] = mapped_column(ForeignKey("client.id"), unique=True)
    # Ways in which we must not reach them, whatever else is stored: "sms", "email", "letter".
    refused: Mapped[list[str]] = mapped_column(default=list)
    # Messages go out between these, in London; None: whenever it is not night.
    not_before: Mapped[time | None]
    not_after: Mapped[time | None]
    # Whether messages come from "your NHS team" or from nobody in particular.
    is_plain: Mapped[bool] = mapped_column(default=False)
    # Somebody else may read what we send: nothing is sent at all until staff take this off.
    is_unsafe: Mapped[bool] = mapped_column(default=False)
    opted_out_on: Mapped[date | None]
    changed_at: Mapped[datetime]

    client: Mapped[Client] = relationship()


class ContactPause(Base):
    """Days on which somebody is asked nothing: their wish, or a stay in hospital."""

    __tablename__ = "contact_pause"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", "ends_after_start"),
    )

    client_id: Mapped[UUID] = mapped_column(ForeignKey("client.id"), index=True)
    reason: Mapped[PauseReason] = mapped_column(choice(PauseReason))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]

    client: Mapped[Client] = relationship()
