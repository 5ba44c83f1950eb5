"""What is asked of someone on one occasion, and the link that lets them answer."""

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app import clock
from app.care import Client, Episode
from app.db import Base, choice
from app.scheduling.plan import Occasion

if TYPE_CHECKING:
    from app.scheduling.tickets import FeedbackTicket


class Mode(StrEnum):
    """Who put the answers in."""

    SELF = "self"
    HELPED = "helped"
    INTERPRETER = "interpreter"
    BY_STAFF = "by_staff"
    PAPER = "paper"


class AssignmentState(StrEnum):
    """How far one questionnaire is."""

    WAITING = "waiting"
    SUBMITTED = "submitted"


class HelpWanted(StrEnum):
    """What someone asked for when a questionnaire was not in their language, or was too much."""

    HELP = "help"
    INTERPRETER = "interpreter"


class CheckIn(Base):
    """The questionnaires due on one occasion."""

    __tablename__ = "check_in"

    # NULL, both, where its answers are nobody's here: no query for a client or course finds it.
    client_id: Mapped[UUID] = mapped_column(ForeignKey("client.id"), index=True, nullable=True)
    episode_id: Mapped[UUID] = mapped_column(ForeignKey("episode.id"), nullable=True)
    created_at: Mapped[datetime]
    occasion: Mapped[Occasion] = mapped_column(choice(Occasion), default=Occasion.CHOSEN)
    # The version of the pathway's plan that asked for it; None when a clinician chose it.
    plan_version: Mapped[int | None]
    # Set when it can no longer be answered: overtaken by a newer one, or taken back.
    closed_at: Mapped[datetime | None]
    help_wanted: Mapped[HelpWanted | None] = mapped_column(choice(HelpWanted))
    completed_at: Mapped[datetime | None]

    client: Mapped[Client] = relationship()
    episode: Mapped[Episode] = relationship()
    assignments: Mapped[list["Assignment"]] = relationship(
        order_by="Assignment.position", back_populates="check_in"
    )
    # The rights to answer the service's own forms that came with it.
    tickets: Mapped[list["FeedbackTicket"]] = relationship(back_populates="check_in")

    @property
    def is_set_aside(self) -> bool:
        """Whether its answers are nobody's here."""
        return self.client_id is None

    @property
    def is_asking(self) -> bool:
        """Whether there is still something in it to answer.

        A form about the service keeps a check-in open only where it is all that there is to it:
        nobody is reminded of it once they have sent the rest.
        """
        if self.completed_at:
            return False
        if not self.assignments:
            return any(ticket.state.value == "waiting" for ticket in self.tickets)
        return any(one.is_asking for one in self.assignments)


class Assignment(Base):
    """One questionnaire in a check-in. Its version stays the one it was given with."""

    __tablename__ = "assignment"
    __table_args__ = (
        UniqueConstraint("check_in_id", "position"),
        UniqueConstraint("check_in_id", "measure"),
    )

    check_in_id: Mapped[UUID] = mapped_column(ForeignKey("check_in.id"))
    position: Mapped[int]
    measure: Mapped[str]
    version: Mapped[int]
    state: Mapped[AssignmentState] = mapped_column(
        choice(AssignmentState), default=AssignmentState.WAITING
    )
    # 1 is for today, 2 for another day, when all of it would be too much at once.
    sitting: Mapped[int] = mapped_column(default=1)
    # Set while its questions are withdrawn: then nobody is asked them, and its answers stay.
    withdrawn_at: Mapped[datetime | None]

    check_in: Mapped[CheckIn] = relationship(back_populates="assignments")

    @property
    def is_asking(self) -> bool:
        """Whether there is still something to answer."""
        return self.state is AssignmentState.WAITING and self.withdrawn_at is None

    @property
    def client_id(self) -> UUID:
        """Whose it is."""
        return self.check_in.client_id

    @property
    def episode_id(self) -> UUID:
        """The course of care that it belongs to."""
        return self.check_in.episode_id


class Invitation(Base):
    """A link to one check-in. It signs nobody in (SEC-14); only its hash is kept (SEC-18)."""

    __tablename__ = "invitation"
    # What stands before the token in its link.
    ADDRESS: ClassVar[str] = "c"

    check_in_id: Mapped[UUID] = mapped_column(ForeignKey("check_in.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    # Of the short code in a letter, where it was posted.
    code_hash: Mapped[str | None] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    replaced_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    check_in: Mapped[CheckIn] = relationship()

    @property
    def client_id(self) -> UUID:
        """Whom it was sent to."""
        return self.check_in.client_id

    @property
    def service_id(self) -> UUID:
        """The service that asks."""
        return self.check_in.episode.pathway.service_id

    @property
    def last_day(self) -> date:
        """The last day on which it works, as it is said to people."""
        return clock.local(self.expires_at).date()

    def keep_open_until(self, moment: datetime) -> None:
        """Let it work at least as long as a letter says."""
        self.expires_at = max(self.expires_at, moment)

    @property
    def completed_at(self) -> datetime | None:
        """When there was nothing more to answer."""
        return self.check_in.completed_at

    @property
    def closed_at(self) -> datetime | None:
        """When a newer check-in took the place of this one."""
        return self.check_in.closed_at
