"""Letters that wait for somebody to print and post them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import Session

from app import care, clock, outbox, scheduling
from app.care import Client, Clinician, Episode, Pathway, Service
from app.outbox import Channel, Message, Send
from app.scheduling import CheckIn, Invitation, LeavingQuestion, Opens

# As many as somebody prints in one go; the others follow once these are posted.
MOST_LETTERS = 100
WAITED_LONG = timedelta(days=3)


@dataclass(frozen=True)
class Whose:
    """Whose letters somebody may post: their own clients', or those of whole services."""

    clinician: Clinician | None = None
    services: Collection[Service] = ()

    def may_post(self, *, at: datetime) -> ColumnElement[bool]:
        """The condition on rows of `Client` and `Pathway` that their letters are among them."""
        today = clock.local(at).date()
        seen = care.may_see(self.clinician, on=today) if self.clinician else false()
        return or_(seen, Pathway.service_id.in_([service.id for service in self.services]))


@dataclass(frozen=True)
class WaitingLetter:
    """A letter that nobody has posted yet. Its token stays sealed until it is printed."""

    message: Message
    client: Client
    # What its link opens.
    opens: Opens
    since: datetime

    def has_waited_long(self, *, at: datetime) -> bool:
        """Whether somebody should have posted it by now."""
        return at - self.since > WAITED_LONG


def letters_to_post(session: Session, whose: Whose, *, at: datetime) -> list[WaitingLetter]:
    """What may be posted at this moment, the oldest first (EQ-15)."""
    waiting = _read(session, _waiting(whose, at=at).limit(MOST_LETTERS))
    return [letter for letter in waiting if _may_go(session, letter, at=at)]


def find_letters(
    session: Session, whose: Whose, message_ids: Collection[UUID], *, at: datetime
) -> list[WaitingLetter]:
    """Those among them that wait, even where something speaks against them since: they may have
    been posted already."""
    return _read(session, _waiting(whose, at=at).where(Message.id.in_(message_ids)))


def _waiting(
    whose: Whose, *, at: datetime
) -> Select[Message, Client, Invitation | None, LeavingQuestion | None]:
    """Letters about a check-in, and to who stopped coming: both belong to a course."""
    of_message = and_(
        Invitation.check_in_id == Message.check_in_id,
        Invitation.created_at <= Message.created_at,
        Invitation.replaced_at.is_(None),
    )
    is_of_course = func.coalesce(CheckIn.episode_id, LeavingQuestion.episode_id) == Episode.id
    return (
        select(Message, Client, Invitation, LeavingQuestion)
        .join(Client, Client.id == Message.recipient_id)
        .outerjoin(Invitation, of_message)
        .outerjoin(CheckIn, CheckIn.id == Invitation.check_in_id)
        .outerjoin(LeavingQuestion, LeavingQuestion.ticket_id == Message.ticket_id)
        .join(Episode, is_of_course)
        .join(Pathway, Pathway.id == Episode.pathway_id)
        .where(Message.to_post_since.is_not(None))
        .where(Message.sent_at.is_(None), Message.dropped_at.is_(None))
        .where(whose.may_post(at=at))
        .order_by(Message.to_post_since, Message.id)
    )


def _read(
    session: Session, found: Select[Message, Client, Invitation | None, LeavingQuestion | None]
) -> list[WaitingLetter]:
    rows = (
        (message, client, invitation or question)
        for message, client, invitation, question in session.execute(found)
    )
    return [
        WaitingLetter(message, client, opens, message.to_post_since)
        for message, client, opens in rows
        if opens and message.to_post_since
    ]


def _may_go(session: Session, letter: WaitingLetter, *, at: datetime) -> bool:
    now = scheduling.circumstances_of(
        session, letter.message, letter.client, letter.opens, senders=(), at=at
    )
    return outbox.may_send(now, at=at) == Send(Channel.LETTER)
