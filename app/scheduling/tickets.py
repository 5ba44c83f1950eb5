"""The right to answer one of the service's own forms once. Holds no answer and leads to none."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.care import Client, Episode
from app.codesign import Form
from app.db import Base, choice
from app.scheduling.check_ins import CheckIn


class TicketState(StrEnum):
    """What became of a ticket."""

    WAITING = "waiting"
    SPENT = "spent"
    # "No, thank you": as good as an answer, and never asked about.
    DECLINED = "declined"
    # Taken back: somebody died, or opted out.
    WITHDRAWN = "withdrawn"


class FeedbackTicket(Base):
    """One person may answer one form once: whether they did is known, and not what they said.

    When it was spent is not stored here (EQ-05).
    """

    __tablename__ = "feedback_ticket"
    __table_args__ = (UniqueConstraint("check_in_id", "form_id"),)

    form_id: Mapped[UUID] = mapped_column(ForeignKey("form.id"), index=True)
    client_id: Mapped[UUID] = mapped_column(ForeignKey("client.id"), index=True)
    episode_id: Mapped[UUID] = mapped_column(ForeignKey("episode.id"), index=True)
    # The check-in it came with; None when it was sent by itself, as to who stopped coming.
    check_in_id: Mapped[UUID | None] = mapped_column(ForeignKey("check_in.id"), index=True)
    # Of the newest link to it; None while nobody asked for one.
    token_hash: Mapped[str | None] = mapped_column(unique=True)
    given_at: Mapped[datetime]
    last_day: Mapped[date]
    state: Mapped[TicketState] = mapped_column(choice(TicketState), default=TicketState.WAITING)

    form: Mapped[Form] = relationship()
    client: Mapped[Client] = relationship()
    episode: Mapped[Episode] = relationship()
    check_in: Mapped[CheckIn | None] = relationship()
