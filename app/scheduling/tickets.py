"""The right to answer one of the service's own forms once. Holds no answer and leads to none."""

import secrets
from collections.abc import Collection
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import (
    ForeignKey,
    Select,
    UniqueConstraint,
    bindparam,
    exists,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from app import clock
from app.care import Client, ContactPause, ContactPreference, Episode, PauseReason
from app.codesign import Form, FormVersion, VersionState, versions_of
from app.db import Base, choice, table_of
from app.prepared import Prepared
from app.scheduling.check_ins import Assignment, CheckIn
from app.scheduling.invitations import TOKEN_BYTES, TOKEN_PATTERN, token_hash


class TicketState(StrEnum):
    """What became of a ticket."""

    WAITING = "waiting"
    SPENT = "spent"
    # "No, thank you": as good as an answer, and never asked about.
    DECLINED = "declined"
    # Taken back: somebody died, or opted out.
    WITHDRAWN = "withdrawn"


class TicketStanding(StrEnum):
    """Whether a ticket can be used now, and if not, why."""

    OPEN = "open"
    SPENT = "spent"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    # Somebody is in hospital, and is asked nothing until they are back.
    RESTING = "resting"


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
    check_in: Mapped[CheckIn | None] = relationship(back_populates="tickets")


def give_ticket(
    session: Session, form: Form | FormVersion, episode: Episode, *, at: datetime, days: int
) -> tuple[FeedbackTicket, str]:
    """A ticket by itself, with no check-in, and its token: seen here once and never again."""
    ticket = _new(form, episode, at=at, days=days)
    session.add(ticket)
    session.flush()
    return ticket, new_ticket_token(session, ticket)


def give_ticket_with(
    session: Session, check_in: CheckIn, form: Form | FormVersion, *, at: datetime, days: int
) -> FeedbackTicket:
    """A ticket that comes with a check-in. It has no link until somebody asks for one there."""
    ticket = _new(form, session.get_one(Episode, check_in.episode_id), at=at, days=days)
    ticket.check_in_id = check_in.id
    session.add(ticket)
    session.flush()
    return ticket


def new_ticket_token(session: Session, ticket: FeedbackTicket) -> str:
    """The token of a new link to it; the one before stops working."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    ticket.token_hash = token_hash(token)
    session.flush()
    return token


def find_ticket(session: Session, token: str) -> FeedbackTicket | None:
    """The ticket with this token, whatever became of it; None for one that we never made."""
    if not TOKEN_PATTERN.fullmatch(token):
        return None
    return session.scalar(_tickets().where(FeedbackTicket.token_hash == token_hash(token)))


def read_ticket(session: Session, ticket_id: UUID) -> FeedbackTicket | None:
    """The ticket with this id."""
    return session.scalar(_tickets().where(FeedbackTicket.id == ticket_id))


def hold_ticket(session: Session, ticket_id: UUID) -> FeedbackTicket:
    """The ticket as it is now; nobody else spends it while this transaction lasts."""
    return session.get_one(FeedbackTicket, ticket_id, with_for_update=True, populate_existing=True)


def ticket_with(session: Session, check_in_id: UUID, *, at: datetime) -> FeedbackTicket | None:
    """The ticket that came with the check-in, while it can be used."""
    for (ticket_id,) in _WITH.all(session, check_in=check_in_id):
        ticket = read_ticket(session, ticket_id)
        if ticket and ticket_standing(session, ticket, at=at) is TicketStanding.OPEN:
            return ticket
    return None


def form_asked(session: Session, ticket: FeedbackTicket) -> FormVersion | None:
    """The version that somebody who begins today is asked; None while there is none."""
    versions = versions_of(session, ticket.form_id)
    return next((one for one in versions if one.state is VersionState.LIVE), None)


def ticket_standing(session: Session, ticket: FeedbackTicket, *, at: datetime) -> TicketStanding:
    """Whether it can be used at that moment. Who is in hospital is asked nothing (EQ-15)."""
    if ticket.state is not TicketState.WAITING:
        return TicketStanding(ticket.state.value)
    today = clock.local(at).date()
    if ticket.client.died_on or _has_opted_out(session, ticket.client_id):
        return TicketStanding.WITHDRAWN
    if today > ticket.last_day:
        return TicketStanding.EXPIRED
    is_away = _is_in_hospital(session, ticket.client_id, today)
    return TicketStanding.RESTING if is_away else TicketStanding.OPEN


def settle_ticket(
    session: Session, ticket: FeedbackTicket, state: TicketState, *, at: datetime
) -> None:
    """It was spent or declined. A check-in that asked nothing else is complete with it."""
    ticket.state = state
    session.flush()
    waits = exists().where(
        FeedbackTicket.check_in_id == CheckIn.id, FeedbackTicket.state == TicketState.WAITING
    )
    session.execute(
        update(CheckIn)
        .where(CheckIn.id == ticket.check_in_id, CheckIn.completed_at.is_(None))
        .where(~exists().where(Assignment.check_in_id == CheckIn.id), ~waits)
        .values(completed_at=at)
    )


def withdraw_tickets(session: Session, client_id: UUID) -> int:
    """Take back every ticket of somebody that waits; how many."""
    waiting = select(FeedbackTicket).where(
        FeedbackTicket.client_id == client_id, FeedbackTicket.state == TicketState.WAITING
    )
    found = session.scalars(waiting.with_for_update()).all()
    for ticket in found:
        ticket.state = TicketState.WITHDRAWN
    session.flush()
    return len(found)


def end_ticket_links(session: Session, episode_ids: Collection[UUID]) -> None:
    """Let no link to what waits there work any more; the tickets themselves stay."""
    session.execute(
        update(FeedbackTicket)
        .where(FeedbackTicket.episode_id.in_(episode_ids))
        .where(FeedbackTicket.state == TicketState.WAITING)
        .values(token_hash=None)
        .execution_options(synchronize_session="fetch")
    )


# Asked on every check-in's home, where there is none most of the time.
_T = table_of(FeedbackTicket)
_WITH = Prepared(
    select(_T.c.id)
    .where(_T.c.check_in_id == bindparam("check_in"), _T.c.state == TicketState.WAITING)
    .order_by(_T.c.given_at)
)


def _new(form: Form | FormVersion, episode: Episode, *, at: datetime, days: int) -> FeedbackTicket:
    return FeedbackTicket(
        form_id=form.form_id if isinstance(form, FormVersion) else form.id,
        client_id=episode.client_id,
        episode_id=episode.id,
        given_at=at,
        last_day=clock.local(at).date() + timedelta(days=days),
    )


def _tickets() -> Select[FeedbackTicket]:
    return (
        select(FeedbackTicket)
        .options(joinedload(FeedbackTicket.form), joinedload(FeedbackTicket.client))
        .execution_options(populate_existing=True)
    )


def _has_opted_out(session: Session, client_id: UUID) -> bool:
    found = select(ContactPreference.opted_out_on).where(ContactPreference.client_id == client_id)
    return session.scalar(found) is not None


def _is_in_hospital(session: Session, client_id: UUID, today: date) -> bool:
    stay = exists().where(
        ContactPause.client_id == client_id,
        ContactPause.reason == PauseReason.INPATIENT,
        ContactPause.starts_on <= today,
        ContactPause.ends_on.is_(None) | (ContactPause.ends_on >= today),
    )
    return bool(session.scalar(select(stay)))
