"""How people leave: who is asked why, what they wish for, and how many there were."""

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import care, clock, feedback, outbox, scheduling, security
from app.care import Episode, Service
from app.feedback import ReturnWish, Wishes
from app.outbox import MessageKind
from app.reports import Quarter
from app.scheduling import FeedbackTicket, LeavingTimes
from app.security import SYSTEM, Actor

# What is written down late has had its time.
QUARTER_RESTS = timedelta(days=31)
QUARTERS_COUNTED = 8


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


def take_up_wishes(
    session: Session, ticket: FeedbackTicket, wishes: Wishes, *, at: datetime
) -> None:
    """What somebody who left asked for, apart from what they answered.

    Part of handing in, which commits.
    """
    if wishes.wants_call and feedback.why_not_call(session, ticket.client) is None:
        feedback.ask_for_interview(session, ticket.episode, when_suits=wishes.when_suits, at=at)
    if wishes.may_tell_return:
        wish = ReturnWish(
            service_id=ticket.form.service_id,
            client_id=ticket.client_id,
            asked_on=clock.local(at).date(),
        )
        session.add(wish)
    session.flush()


def welcome_back(session: Session, wish: ReturnWish, *, by: Actor, at: datetime) -> None:
    """Somebody has been in touch with who would like to come back. Twice is once."""
    if wish.done_at is None:
        wish.done_at, wish.done_by = at, by.id
        security.audit(session, "return.answered", subject=wish, by=by, at=at)
    session.commit()


def count_departures(session: Session, *, at: datetime) -> int:
    """Count each quarter that is over, once, for every service; how many were counted.

    It is never counted again: what somebody corrects later must not show in the difference.
    """
    counted = 0
    for service_id in session.scalars(select(Service.id)).all():
        known = {one.quarter for one in feedback.leaving_figures_of(session, service_id)}
        for quarter in _quarters_over(clock.local(at).date()):
            if quarter.first not in known:
                first, after = quarter.first, quarter.after.first
                feedback.keep_leaving_figures(session, service_id, first, after)
                counted += 1
        session.commit()
    return counted


def _quarters_over(today: date) -> list[Quarter]:
    """The last ones that have had their time, the oldest first."""
    quarter, found = Quarter.of(today - QUARTER_RESTS), list[Quarter]()
    while len(found) < QUARTERS_COUNTED:
        quarter = Quarter.of(quarter.first - timedelta(days=1))
        found.insert(0, quarter)
    return found
