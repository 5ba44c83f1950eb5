"""Calls by somebody with lived experience to people who left and agreed to be called.

Whom to call and what was said are kept apart. What was said leads to a person only when they said
that it may; otherwise it is held, without anything that leads to a call, until there are enough of
them to be let go together, in random order (EQ-05).
"""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.care import Client, Episode, Service
from app.codesign import FormVersion
from app.db import Base, choice
from app.security import Sealed, SealedColumn

MOST_TRIES = 3


class InterviewEnd(StrEnum):
    """Why nobody calls any more. A closed list, so that pages can say each."""

    HELD = "held"
    # Nobody answered, so many times.
    NO_ANSWER = "no_answer"
    # When they were called, they did not want it after all.
    DECLINED = "declined"
    # They took their yes back, before or after.
    WITHDRAWN = "withdrawn"
    # Something speaks against calling, whatever they said before.
    DIED = "died"
    UNSAFE = "unsafe"
    OPTED_OUT = "opted_out"
    # Nobody called in time.
    TOO_LATE = "too_late"


class TryOutcome(StrEnum):
    """What came of a call at which nobody talked."""

    NO_ANSWER = "no_answer"
    WRONG_NUMBER = "wrong_number"
    CALL_BACK = "call_back"


_OPEN = text("ended_at IS NULL")


class InterviewRequest(Base):
    """Somebody agreed to be called. Holds nothing of what they answer, written or on the phone."""

    __tablename__ = "interview_request"
    __table_args__ = (
        Index("ix_interview_request_open", "episode_id", unique=True, sqlite_where=_OPEN,
              postgresql_where=_OPEN),
        CheckConstraint("(ended_at IS NULL) = (ended_how IS NULL)", "ends_somehow"),
        CheckConstraint("(consented_at IS NULL) = (may_link IS NULL)", "asked_both"),
    )  # fmt: skip

    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id"), index=True)
    client_id: Mapped[UUID] = mapped_column(ForeignKey("client.id"), index=True)
    episode_id: Mapped[UUID] = mapped_column(ForeignKey("episode.id"))
    asked_at: Mapped[datetime]
    # To whom they said so by word of mouth; None when they said so in the form.
    agreed_with: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    # In their own words; gone once the call is over.
    when_suits = Sealed()
    when_suits_sealed: SealedColumn
    # Who calls them, so that two do not.
    taken_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    taken_at: Mapped[datetime | None]
    # They asked to be called then.
    call_after: Mapped[datetime | None]
    # At the beginning of the call: they want to talk, and whether it may lead to them.
    consented_at: Mapped[datetime | None]
    may_link: Mapped[bool | None]
    # What the interviewer has written so far, during the call. Gone once it is over.
    notes_so_far = Sealed()
    notes_so_far_sealed: SealedColumn
    ended_at: Mapped[datetime | None]
    ended_how: Mapped[InterviewEnd | None] = mapped_column(choice(InterviewEnd))
    # Counts changes: who acts on an older state than there is must look again.
    changes: Mapped[int] = mapped_column(default=0)

    service: Mapped[Service] = relationship()
    client: Mapped[Client] = relationship()
    episode: Mapped[Episode] = relationship()


class InterviewTry(Base):
    """A call at which nobody talked."""

    __tablename__ = "interview_try"

    request_id: Mapped[UUID] = mapped_column(ForeignKey("interview_request.id"), index=True)
    tried_at: Mapped[datetime]
    tried_by: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    outcome: Mapped[TryOutcome] = mapped_column(choice(TryOutcome))


class HeldInterview(Base):
    """What was said in a call that must lead to nobody, sealed, and as long as any other."""

    __tablename__ = "held_interview"

    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id"), index=True)
    sealed: Mapped[str]


class Interview(Base):
    """What was said in a call. Leads to a person only where they agreed to that."""

    __tablename__ = "interview"

    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id"), index=True)
    # The form whose codes these are, as it was then.
    version_id: Mapped[UUID] = mapped_column(ForeignKey("form_version.id"))
    # The first day of the month: of the call, or of the day on which a group was let go.
    month: Mapped[date]
    reasons: Mapped[list[str]]
    barriers: Mapped[list[str]]
    # Only where it leads to a person; the notes of others are comments, each alone.
    notes = Sealed()
    notes_sealed: SealedColumn
    request_id: Mapped[UUID | None] = mapped_column(ForeignKey("interview_request.id"), unique=True)

    version: Mapped[FormVersion] = relationship()
    request: Mapped[InterviewRequest | None] = relationship()
