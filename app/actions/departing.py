"""Asking who stopped coming why: once, late enough, and only who may be asked at that moment."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from app import care, clock, outbox, scheduling, security
from app.care import Episode
from app.outbox import MessageKind
from app.scheduling import LeavingTimes
from app.security import SYSTEM


def ask_who_left(session: Session, times: LeavingTimes, *, at: datetime) -> int:
    """Ask everybody who stopped coming and may be asked now (EQ-15); how many.

    Safe to run twice, at any time, on several machines. Whoever may not be asked today is looked at
    again by the next pass, until the end is too long ago.
    """
    asked = 0
    today = clock.local(at).date()
    for episode_id, form_id in scheduling.who_stopped_coming(session, times, on=today):
        asked += _ask(session, episode_id, form_id, times, at=at)
        session.commit()
    return asked


def _ask(
    session: Session, episode_id: UUID, form_id: UUID, times: LeavingTimes, *, at: datetime
) -> bool:
    """Whether this person was asked. Their courses are held, as somebody may be reopening one."""
    episode = session.get_one(Episode, episode_id)
    care.hold_diaries(session, {episode.client_id})
    session.refresh(episode.client)
    if scheduling.was_asked_why(session, episode_id):
        return False
    if not scheduling.may_ask_why(session, episode, times, at=at):
        return False
    last_day = clock.local(at).date() + timedelta(days=times.open_for)
    ticket, token = scheduling.give_leaving_question(
        session, episode, form_id, last_day=last_day, at=at
    )
    outbox.enqueue(
        session,
        MessageKind.LEAVING,
        key=f"{MessageKind.LEAVING}:{ticket.id}",
        recipient_id=episode.client_id,
        ticket_id=ticket.id,
        token=token,
        at=at,
    )
    security.audit(session, "leaving.asked", subject=episode, by=SYSTEM, at=at)
    return True
