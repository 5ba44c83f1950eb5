"""Courses of care begin and end, and what the plans ask follows at once (EQ-15)."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app import care, clock, scheduling, security
from app.care import (
    CAME_TO_AN_END,
    Appointment,
    Client,
    Correction,
    CourseFault,
    CourseRefused,
    Ending,
    Episode,
    NewCourse,
    Outcome,
)
from app.security import Actor

# What the audit trail says, and of what.
Line = tuple[Client | Episode | Appointment, str, str]


def open_course(
    session: Session, client: Client, new: NewCourse, *, by: Actor, at: datetime
) -> Episode:
    """The client begins a course on a pathway, perhaps in a group. Raises CourseRefused.

    What its plan asks at the start goes out with the next pass over the schedule.
    """
    others = _hold(session, client)
    _refuse(care.opening_fault(new, client, others, today=_day(at)))
    episode = Episode(
        client_id=client.id,
        pathway_id=new.pathway.id,
        started_on=new.started_on,
        group_id=new.group.id if new.group else None,
    )
    session.add(episode)
    session.flush()
    scheduling.close_leaving_questions(session, client.id)
    line = (episode, "course.opened", new.started_on.isoformat())
    _finish(session, [episode], [line], by=by, at=at)
    return episode


def end_course(
    session: Session, episode: Episode, how: Ending, *, on: date, by: Actor, at: datetime
) -> None:
    """The course ended on that day: from now on only what its plan asks after the end is asked.

    Who died is asked nothing more in any course. Raises CourseRefused.
    """
    _hold(session, episode.client)
    stored = care.appointments_of(session, [episode.client_id])
    came_on = care.came_on(stored, episode)
    _refuse(care.ending_fault(episode, how, on, came_on, today=_day(at)))
    if how is Ending.DIED:
        record_death(session, episode.client, on=on, by=by, at=at)
        return
    lines = _end(session, [episode], how, on, at=at)
    _finish(session, [episode], lines, by=by, at=at)


def record_death(session: Session, client: Client, *, on: date, by: Actor, at: datetime) -> None:
    """The client died on that day: every course ends, and nothing is asked or sent any more.

    Raises CourseRefused.
    """
    episodes = _hold(session, client)
    _refuse(care.death_fault(client, on, today=_day(at)))
    client.died_on = on
    lines = _end(session, [e for e in episodes if e.ended_on is None], Ending.DIED, on, at=at)
    scheduling.revoke_open_links(session, _ids(episodes), at=at)
    scheduling.close_leaving_questions(session, client.id)
    scheduling.withdraw_tickets(session, client.id)
    died = (client, "client.died", on.isoformat())
    _finish(session, episodes, [died, *lines], by=by, at=at)


def reopen_course(
    session: Session, episode: Episode, why: Correction, *, by: Actor, at: datetime
) -> None:
    """It was a mistake that the course had ended: it goes on. Raises CourseRefused."""
    others = _hold(session, episode.client)
    _refuse(care.reopening_fault(episode, others, today=_day(at)))
    lines = _reopen([episode], why)
    scheduling.close_leaving_questions(session, episode.client_id)
    _finish(session, [episode], lines, by=by, at=at)


def take_back_death(
    session: Session, client: Client, why: Correction, *, by: Actor, at: datetime
) -> None:
    """It was a mistake that the client had died: the courses that ended so go on.

    Raises CourseRefused.
    """
    episodes = _hold(session, client)
    _refuse(None if client.died_on else CourseFault.NOT_ENDED)
    client.died_on = None
    lines = _reopen([one for one in episodes if one.ended_how is Ending.DIED], why)
    lives = (client, "client.death_taken_back", why.value)
    _finish(session, episodes, [lives, *lines], by=by, at=at)


def _hold(session: Session, client: Client) -> list[Episode]:
    """The client's courses as they are now; nobody else changes them before this is done."""
    care.hold_diaries(session, {client.id})
    session.refresh(client)
    episodes = care.episodes_of(session, client)
    for episode in episodes:
        session.refresh(episode, ("ended_on", "ended_how"))
    return episodes


def _refuse(fault: CourseFault | None) -> None:
    if fault:
        raise CourseRefused(fault)


def _end(
    session: Session, episodes: Sequence[Episode], how: Ending, on: date, *, at: datetime
) -> list[Line]:
    """Links that lead to nothing any more stop working, and later sessions are cancelled."""
    for episode in episodes:
        # Whoever had died before a course was to begin never began it.
        episode.ended_on, episode.ended_how = max(on, episode.started_on), how
    if how not in CAME_TO_AN_END:
        scheduling.revoke_open_links(session, _ids(episodes), at=at)
        scheduling.end_ticket_links(session, _ids(episodes))
    cancelled = _cancel_later_sessions(session, episodes, on)
    detail = f"{on.isoformat()} {how.value}"
    return [*((one, "course.ended", detail) for one in episodes), *cancelled]


def _cancel_later_sessions(
    session: Session, episodes: Sequence[Episode], on: date
) -> Iterable[Line]:
    stored = care.appointments_of(session, {episode.client_id for episode in episodes})
    later = [one.id for one in care.booked_after(stored, episodes, on)]
    for appointment in care.hold_appointments(session, later):
        care.set_outcome(appointment, Outcome.CANCELLED)
        appointment.version += 1
        yield appointment, "appointment.marked", "booked to cancelled: the course has ended"


def _reopen(episodes: Sequence[Episode], why: Correction) -> list[Line]:
    for episode in episodes:
        episode.ended_on, episode.ended_how = None, None
    return [(one, "course.reopened", why.value) for one in episodes]


def _finish(
    session: Session, episodes: Sequence[Episode], lines: Iterable[Line], *, by: Actor, at: datetime
) -> None:
    """The plan is looked at again, and everything stands in the trail."""
    session.flush()
    scheduling.look_again(session, sorted(_ids(episodes)), on=_day(at))
    for subject, event, detail in sorted(lines, key=lambda line: security.audit_order(line[0])):
        security.audit(session, event, subject=subject, by=by, at=at, detail=detail)
    session.commit()


def _ids(episodes: Sequence[Episode]) -> list[UUID]:
    return [episode.id for episode in episodes]


def _day(at: datetime) -> date:
    return clock.local(at).date()
