"""Alerts: answers that somebody must look at, who has to, and what they did (SAF-02, SAF-08).

An alert repeats what was answered and holds no level, no label and no score (SAF-06). It belongs to
a check-in: what is answered in one sitting is one thing to act on, however many questions it was
(SAF-12). Nothing of it is ever taken back.
"""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, event, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.care import Client, Clinician, Service
from app.db import Base, choice
from app.scheduling import CheckIn
from app.security import Sealed, SealedColumn, User


class AlertState(StrEnum):
    """How far an alert is. Seeing it is not acting on it (SAF-08)."""

    OPEN = "open"
    SEEN = "seen"
    ACTING = "acting"
    CLOSED = "closed"


class Rung(StrEnum):
    """Who has to act on an alert now, from the first to the last of them (SAF-09)."""

    OWNER = "owner"
    COVER = "cover"
    DUTY = "duty"
    LEAD = "lead"


class ContactWish(StrEnum):
    """Whether somebody wants us to contact them, and when."""

    ANY_TIME = "any_time"
    MORNING = "morning"
    AFTERNOON = "afternoon"
    NO = "no"


class StepKind(StrEnum):
    """What happened to an alert."""

    RAISED = "raised"
    ANSWERED = "answered"
    WISHED = "wished"
    PASSED_ON = "passed_on"
    SEEN = "seen"
    ACTING = "acting"
    CLOSED = "closed"
    MOVED = "moved"


class Deed(StrEnum):
    """What somebody does, or did, about an alert. A closed list, with words of their own beside."""

    CALLING = "calling"
    NO_ANSWER = "no_answer"
    SPOKE = "spoke"
    SAFETY_PLAN = "safety_plan"
    SESSION_SOONER = "session_sooner"
    TALK_IN_SESSION = "talk_in_session"
    CRISIS_TEAM = "crisis_team"
    EMERGENCY = "emergency"
    GP = "gp"
    FAMILY = "family"
    OTHER = "other"


# What is only begun does not end an alert.
ENDS_NOTHING = frozenset({Deed.CALLING, Deed.NO_ANSWER})

_IS_WAITING = text("acting_at IS NULL AND closed_at IS NULL")


class Alert(Base):
    """What somebody answered in one check-in, until somebody has recorded what they did."""

    __tablename__ = "alert"
    __table_args__ = (
        # What else is answered joins the alert that nobody has taken up yet, also in a race.
        Index(
            "uq_alert_waiting", "check_in_id", unique=True,
            sqlite_where=_IS_WAITING, postgresql_where=_IS_WAITING,
        ),
        Index("ix_alert_of_service", "service_id", "closed_at", "raised_at"),
        CheckConstraint("(acting_at IS NULL) = (acting_by IS NULL)", "acting_has_a_name"),
        CheckConstraint("(closed_at IS NULL) = (closed_by IS NULL)", "closed_has_a_name"),
        CheckConstraint("closed_at IS NULL OR acting_at IS NOT NULL", "closed_after_acting"),
    )  # fmt: skip

    check_in_id: Mapped[UUID] = mapped_column(ForeignKey("check_in.id"))
    client_id: Mapped[UUID] = mapped_column(ForeignKey("client.id"), index=True)
    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id"))
    raised_at: Mapped[datetime]
    # By then somebody must have taken it up, and by then it goes to the lead: in working time,
    # worked out when it was raised, so that a change of the calendar changes no promise.
    acknowledge_by: Mapped[datetime]
    escalate_by: Mapped[datetime]
    # The client's own clinician, and who has to act now, who may be somebody else.
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("clinician.id"))
    rung: Mapped[Rung] = mapped_column(choice(Rung))
    wish: Mapped[ContactWish | None] = mapped_column(choice(ContactWish))
    wished_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]
    seen_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    acting_at: Mapped[datetime | None]
    acting_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))

    check_in: Mapped[CheckIn] = relationship()
    client: Mapped[Client] = relationship()
    service: Mapped[Service] = relationship()
    owner: Mapped[Clinician | None] = relationship()
    answers: Mapped[list["AlertAnswer"]] = relationship(
        order_by="AlertAnswer.given_at, AlertAnswer.number", back_populates="alert"
    )
    steps: Mapped[list["AlertStep"]] = relationship(
        order_by="AlertStep.at, AlertStep.number", back_populates="alert"
    )

    @property
    def state(self) -> AlertState:
        """How far it is."""
        if self.closed_at:
            return AlertState.CLOSED
        if self.acting_at:
            return AlertState.ACTING
        return AlertState.SEEN if self.seen_at else AlertState.OPEN

    @property
    def is_waiting(self) -> bool:
        """Whether nobody has taken it up yet."""
        return self.acting_at is None and self.closed_at is None


class AlertAnswer(Base):
    """One answer to a risk item, as it was given. A later one stands beside it (SAF-07)."""

    __tablename__ = "alert_answer"
    __table_args__ = (
        UniqueConstraint("alert_id", "number"),
        Index("ix_alert_answer_item", "assignment_id", "item"),
    )

    alert_id: Mapped[UUID] = mapped_column(ForeignKey("alert.id"))
    # Counts the answers of an alert, in the order in which they came.
    number: Mapped[int]
    assignment_id: Mapped[UUID] = mapped_column(ForeignKey("assignment.id"))
    measure: Mapped[str]
    version: Mapped[int]
    item: Mapped[str]
    # None: they would rather not answer after all.
    value: Mapped[int | None]
    language: Mapped[str]
    given_at: Mapped[datetime]

    alert: Mapped[Alert] = relationship(back_populates="answers")


class AlertStep(Base):
    """One thing that happened to an alert: who, when, what."""

    __tablename__ = "alert_step"
    __table_args__ = (UniqueConstraint("alert_id", "number"),)

    alert_id: Mapped[UUID] = mapped_column(ForeignKey("alert.id"))
    number: Mapped[int]
    kind: Mapped[StepKind] = mapped_column(choice(StepKind))
    at: Mapped[datetime]
    # None: the client, or the portal itself.
    by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    rung: Mapped[Rung | None] = mapped_column(choice(Rung))
    wish: Mapped[ContactWish | None] = mapped_column(choice(ContactWish))
    deeds: Mapped[list[str]] = mapped_column(default=list)
    note = Sealed()
    note_sealed: SealedColumn

    alert: Mapped[Alert] = relationship(back_populates="steps")
    user: Mapped[User | None] = relationship()


class AlertIsRecorded(Exception):
    """What was answered and done cannot be changed or deleted."""


@event.listens_for(AlertAnswer, "before_update")
@event.listens_for(AlertAnswer, "before_delete")
@event.listens_for(AlertStep, "before_update")
@event.listens_for(AlertStep, "before_delete")
@event.listens_for(Alert, "before_delete")
def _refuse(_mapper: object, _connection: object, row: Base) -> None:
    raise AlertIsRecorded(f"{type(row).__name__} {row.id} cannot be changed or deleted")


def add_step(alert: Alert, kind: StepKind, *, at: datetime, **values: object) -> AlertStep:
    """Write down what happened to the alert."""
    step = AlertStep(kind=kind, at=at, number=len(alert.steps) + 1, **values)
    alert.steps.append(step)
    return step
