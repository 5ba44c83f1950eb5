"""Every message to somebody: when, by which way, why, and what became of it."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import cast
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.care import Appointment, AppointmentStatus, Client, Episode
from app.outbox import Channel, Message, MessageKind, Reason
from app.scheduling import CheckIn, Invitation, Occasion

MOST_MESSAGES = 100


class Fate(StrEnum):
    """What became of a message. A closed list, so that pages can say each."""

    WAITING = "waiting"
    SENT = "sent"
    ARRIVED = "arrived"
    NOT_DELIVERED = "not delivered"
    NOT_SENT = "not sent"
    SHOWN = "shown in the room"


@dataclass(frozen=True, kw_only=True)
class PastMessage:
    """One message. What was shown in the room is one too, and has no kind and no channel."""

    at: datetime
    fate: Fate
    kind: MessageKind | None = None
    channel: Channel | None = None
    sent_to: str = ""
    reason: Reason | None = None
    # What it asked for, and the last session that had been attended by then.
    occasion: Occasion | None = None
    session_on: date | None = None


def messages_for(session: Session, client: Client) -> list[PastMessage]:
    """The newest messages to this client, what is still to come first. It tells no answers."""
    attended = _attended(session, client)
    found = [*_sent(session, client, attended), *_shown(session, client, attended)]
    return sorted(found, key=lambda message: message.at, reverse=True)[:MOST_MESSAGES]


def _sent(
    session: Session, client: Client, attended: dict[UUID, list[date]]
) -> Iterator[PastMessage]:
    """What went through the outbox. What waits for nothing any more is left out."""
    found = (
        select(Message, CheckIn)
        .outerjoin(CheckIn, CheckIn.id == Message.check_in_id)
        .where(Message.recipient_id == client.id)
        .order_by(Message.send_after.desc())
        .limit(MOST_MESSAGES)
    )
    rows = cast(Iterable[tuple[Message, CheckIn | None]], session.execute(found))
    for message, check_in in rows:
        if _fate(message) is Fate.WAITING and _is_over(check_in):
            continue
        yield PastMessage(
            at=message.sent_at or message.dropped_at or message.send_after,
            fate=_fate(message),
            kind=message.kind,
            channel=message.channel,
            sent_to=message.sent_to,
            reason=message.reason,
            occasion=check_in.occasion if check_in else None,
            session_on=_last_before(check_in, attended) if check_in else None,
        )


def _is_over(check_in: CheckIn | None) -> bool:
    return check_in is not None and bool(check_in.completed_at or check_in.closed_at)


def _shown(
    session: Session, client: Client, attended: dict[UUID, list[date]]
) -> Iterator[PastMessage]:
    """Links that no message was written for: they were shown on a screen."""
    is_sent = (
        select(Message.id)
        .where(Message.check_in_id == CheckIn.id, Message.created_at == Invitation.created_at)
        .exists()
    )
    found = (
        select(Invitation.created_at, CheckIn)
        .join(CheckIn, CheckIn.id == Invitation.check_in_id)
        .where(CheckIn.client_id == client.id, ~is_sent)
        .order_by(Invitation.created_at.desc())
        .limit(MOST_MESSAGES)
    )
    for at, check_in in session.execute(found):
        day = _last_before(check_in, attended)
        yield PastMessage(at=at, fate=Fate.SHOWN, occasion=check_in.occasion, session_on=day)


def _fate(message: Message) -> Fate:
    if message.dropped_at or (message.reason and not message.sent_at):
        return Fate.NOT_SENT
    if not message.sent_at:
        return Fate.WAITING
    if message.delivered_at:
        return Fate.ARRIVED
    return Fate.NOT_DELIVERED if message.failed_at else Fate.SENT


def _attended(session: Session, client: Client) -> dict[UUID, list[date]]:
    """The days of the sessions that were attended, in order, by course."""
    found = (
        select(Appointment.episode_id, Appointment.starts_at)
        .join(Episode, Episode.id == Appointment.episode_id)
        .where(Episode.client_id == client.id, Appointment.status == AppointmentStatus.ATTENDED)
        .order_by(Appointment.starts_at)
    )
    days = defaultdict[UUID, list[date]](list)
    for episode_id, starts_at in session.execute(found):
        days[episode_id].append(clock.local(starts_at).date())
    return days


def _last_before(check_in: CheckIn, attended: dict[UUID, list[date]]) -> date | None:
    days = attended.get(check_in.episode_id, [])
    before = bisect_right(days, clock.local(check_in.created_at).date())
    return days[before - 1] if before else None
