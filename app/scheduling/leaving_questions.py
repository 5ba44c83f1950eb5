"""The question that who stopped coming is asked once: given, found by its link, taken back."""

import secrets
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from app import clock
from app.care import Episode
from app.db import Base
from app.scheduling.invitations import TOKEN_BYTES, TOKEN_PATTERN, token_hash
from app.scheduling.tickets import FeedbackTicket, TicketState


class LeavingQuestion(Base):
    """Somebody who stopped coming was asked why: once for each course, whoever else looks.

    Taken back, row and all, when it was never sent: then there may be another time.
    """

    __tablename__ = "leaving_question"
    # What stands before the token in its link. No whole word: others may see the message, and it
    # must not say of anybody that they left something.
    ADDRESS: ClassVar[str] = "l"

    episode_id: Mapped[UUID] = mapped_column(ForeignKey("episode.id"), unique=True)
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("feedback_ticket.id"), unique=True)
    # Of the short code in a letter, where it was posted.
    code_hash: Mapped[str | None] = mapped_column(unique=True)

    ticket: Mapped[FeedbackTicket] = relationship()
    episode: Mapped[Episode] = relationship()

    @property
    def service_id(self) -> UUID:
        """The service that asks."""
        return self.episode.pathway.service_id

    @property
    def last_day(self) -> date:
        """The last day on which its link works."""
        return self.ticket.last_day

    def keep_open_until(self, moment: datetime) -> None:
        """Let it work at least as long as a letter says."""
        self.ticket.last_day = max(self.ticket.last_day, clock.local(moment).date())


def give_leaving_question(
    session: Session, episode: Episode, form_id: UUID, *, last_day: date, at: datetime
) -> tuple[FeedbackTicket, str]:
    """The right to say once why they stopped coming, and the token of its link, seen here once."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    ticket = FeedbackTicket(
        form_id=form_id,
        client_id=episode.client_id,
        episode_id=episode.id,
        token_hash=token_hash(token),
        given_at=at,
        last_day=last_day,
    )
    session.add(ticket)
    session.flush()
    session.add(LeavingQuestion(episode_id=episode.id, ticket_id=ticket.id))
    session.flush()
    return ticket, token


def take_back_leaving_question(session: Session, ticket_id: UUID | None) -> None:
    """It was not sent: nobody answers it, and there may be another time for it."""
    question = find_question_of(session, ticket_id)
    if question:
        _close(question.ticket)
        session.delete(question)


def close_leaving_questions(session: Session, client_id: UUID) -> None:
    """They have come back, or have died: nobody waits for an answer any more."""
    mine = (
        select(FeedbackTicket)
        .join(LeavingQuestion, LeavingQuestion.ticket_id == FeedbackTicket.id)
        .where(FeedbackTicket.client_id == client_id)
    )
    for ticket in session.scalars(mine):
        _close(ticket)
    session.flush()


def _close(ticket: FeedbackTicket) -> None:
    if ticket.state is TicketState.WAITING:
        ticket.state, ticket.token_hash = TicketState.WITHDRAWN, None


def find_leaving_question(session: Session, token: str) -> LeavingQuestion | None:
    """The question behind a link, open or not; None for a link that we never made."""
    if not TOKEN_PATTERN.fullmatch(token):
        return None
    found = select(LeavingQuestion).join(LeavingQuestion.ticket)
    return session.scalar(found.where(FeedbackTicket.token_hash == token_hash(token)))


def find_question_of(session: Session, ticket_id: UUID | None) -> LeavingQuestion | None:
    """The question that came with this ticket."""
    found = select(LeavingQuestion).where(LeavingQuestion.ticket_id == ticket_id)
    return session.scalar(found)


def was_asked_why(session: Session, episode_id: UUID) -> bool:
    """Whether the question was given for this course already."""
    found = select(LeavingQuestion.id).where(LeavingQuestion.episode_id == episode_id)
    return session.scalar(found) is not None


def leaving_questions_of(session: Session, client_id: UUID) -> dict[UUID, date]:
    """By course: on which day this client was asked why. Never what they answered."""
    found = (
        select(LeavingQuestion.episode_id, FeedbackTicket.given_at)
        .join(LeavingQuestion.ticket)
        .where(FeedbackTicket.client_id == client_id)
    )
    return {row[0]: clock.local(row[1]).date() for row in session.execute(found)}
