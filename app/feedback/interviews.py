"""Whom somebody with lived experience may call, because they left and agreed to be called.

Nothing of what anybody answers or says is here: see `interviews_held`.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, or_, select, text
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from app import scheduling
from app.care import Client, ContactBy, Episode, Service
from app.db import Base, choice, insert_unless_there
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


@dataclass(frozen=True)
class Callee:
    """Somebody to call, as an interviewer may know them, and nothing else of the record."""

    request: InterviewRequest
    # The name that they go by.
    name: str
    phone: str
    language: str
    tries: int

    @property
    def id(self) -> UUID:
        """Of the request."""
        return self.request.id

    @property
    def tries_left(self) -> int:
        """How often nobody may answer before nobody calls any more."""
        return MOST_TRIES - self.tries


def ask_for_interview(
    session: Session,
    episode: Episode,
    *,
    when_suits: str,
    at: datetime,
    agreed_with: UUID | None = None,
) -> UUID:
    """They agreed to be called about this course; where they are on the list already, nothing more
    happens. The id that it would have."""
    request = InterviewRequest(when_suits=when_suits)  # seals it to the id it is stored under
    values = {
        "id": request.id,
        "service_id": episode.pathway.service_id,
        "client_id": episode.client_id,
        "episode_id": episode.id,
        "asked_at": at,
        "agreed_with": agreed_with,
        "when_suits_sealed": request.when_suits_sealed,
        "changes": 0,
    }
    insert_unless_there(session, InterviewRequest, values)
    return request.id


def why_not_call(session: Session, client: Client) -> InterviewEnd | None:
    """What speaks against ever calling this person, as it is at this moment; None for nothing."""
    preference = scheduling.preference_of(session, client)
    wants_nothing = client.contact_by is ContactBy.NOT_AT_ALL or preference.opted_out_on is not None
    reasons = {
        InterviewEnd.DIED: client.died_on is not None,
        InterviewEnd.UNSAFE: preference.is_unsafe,
        InterviewEnd.OPTED_OUT: wants_nothing,
    }
    return next((reason for reason, true in reasons.items() if true), None)


def people_to_call(
    session: Session, service_ids: Collection[UUID], interviewer: UUID, *, at: datetime
) -> list[Callee]:
    """Whom this interviewer may call: those they have taken on, then those whom nobody has.

    Nobody against whom anything speaks today, be it only a stay in hospital.
    """
    found = (
        select(InterviewRequest)
        .where(InterviewRequest.service_id.in_(service_ids))
        .where(InterviewRequest.ended_at.is_(None))
        .where(or_(InterviewRequest.taken_by.is_(None), InterviewRequest.taken_by == interviewer))
        .order_by(InterviewRequest.taken_by.is_(None), InterviewRequest.asked_at)
        .options(joinedload(InterviewRequest.client))
    )
    requests = session.scalars(found).all()
    return [callee_of(session, one) for one in requests if may_call(session, one, at=at)]


def may_call(session: Session, request: InterviewRequest, *, at: datetime) -> bool:
    """Whether they may be called now."""
    client = request.client
    is_open = request.ended_at is None and why_not_call(session, client) is None
    return is_open and scheduling.may_be_asked(session, client, at=at)


def callee_of(session: Session, request: InterviewRequest) -> Callee:
    """The person, as an interviewer may know them."""
    client = request.client
    return Callee(
        request, client.given_name, client.phone, client.language, len(tries_of(session, request))
    )


def find_request(
    session: Session, request_id: UUID, service_ids: Collection[UUID], interviewer: UUID
) -> InterviewRequest | None:
    """The request, if nobody else has taken it on. Others' are the same as none."""
    found = select(InterviewRequest).where(
        InterviewRequest.id == request_id,
        InterviewRequest.service_id.in_(service_ids),
        or_(InterviewRequest.taken_by.is_(None), InterviewRequest.taken_by == interviewer),
    )
    return session.scalar(found.options(joinedload(InterviewRequest.client)))


def hold_request(session: Session, request_id: UUID) -> InterviewRequest:
    """The request as it is now, which nobody else changes before this transaction ends."""
    return session.get_one(
        InterviewRequest, request_id, with_for_update=True, populate_existing=True
    )


def tries_of(session: Session, request: InterviewRequest) -> Sequence[InterviewTry]:
    """The calls at which nobody talked, the oldest first."""
    found = select(InterviewTry).where(InterviewTry.request_id == request.id)
    return session.scalars(found.order_by(InterviewTry.tried_at)).all()


def end_request(request: InterviewRequest, how: InterviewEnd, *, at: datetime) -> None:
    """Nobody calls any more. What was only needed for the call is thrown away."""
    request.ended_at, request.ended_how = at, how
    request.when_suits, request.notes_so_far, request.call_after = None, None, None
    request.changes += 1


def open_requests(session: Session) -> Sequence[InterviewRequest]:
    """All that wait for a call, in every service."""
    found = select(InterviewRequest).where(InterviewRequest.ended_at.is_(None))
    ordered = found.order_by(InterviewRequest.asked_at, InterviewRequest.id)
    return session.scalars(ordered.options(joinedload(InterviewRequest.client))).all()


def interview_requests_of(session: Session, client_id: UUID) -> dict[UUID, InterviewRequest]:
    """By course: the newest request of this client."""
    found = select(InterviewRequest).where(InterviewRequest.client_id == client_id)
    rows = session.scalars(found.order_by(InterviewRequest.asked_at))
    return {row.episode_id: row for row in rows}
