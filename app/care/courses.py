"""Courses of care: when one can be opened, ended, or found to go on after all."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from app import clock
from app.care.clients import (
    Appointment,
    AppointmentStatus,
    Client,
    Ending,
    Episode,
    TherapyGroup,
)
from app.care.services import Pathway

# Who began earlier than this is rather a slip of the hand than a client.
LONGEST_AGO = timedelta(days=5 * 366)
FURTHEST_AHEAD = timedelta(days=92)
# After that, somebody who comes again begins a new course.
REOPENED_WITHIN = timedelta(days=92)


class CourseFault(StrEnum):
    """Why a course cannot be opened, ended or reopened as it is wanted."""

    DIED = "the client has died"
    NO_PATHWAY = "no such pathway here"
    NO_GROUP = "no such group on this pathway"
    GROUP_OVER = "the group has ended by then"
    ALREADY_OPEN = "in a course on this pathway then"
    TOO_LONG_AGO = "too long ago"
    TOO_FAR_AHEAD = "too far ahead"
    BEFORE_BIRTH = "before the date of birth"
    BEFORE_START = "before the course began"
    NOT_YET = "still to come"
    CAME_LATER = "came to a session after it"
    ALREADY_ENDED = "has ended already"
    NOT_ENDED = "has not ended"
    ENDED_LONG_AGO = "ended too long ago"


class Correction(StrEnum):
    """Why it is taken back that a course has ended, or that somebody has died."""

    WRONG_CLIENT = "meant for another client"
    WRONG_COURSE = "meant for another course"
    GOES_ON = "goes on after all"
    SLIP = "a slip"


class CourseRefused(Exception):
    """The course cannot be so, and this is why. Nothing was stored."""

    def __init__(self, fault: CourseFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True)
class NewCourse:
    """A course that is to be opened."""

    pathway: Pathway
    started_on: date
    group: TherapyGroup | None = None


def opening_fault(
    new: NewCourse, client: Client, others: Iterable[Episode], *, today: date
) -> CourseFault | None:
    """Why the client cannot begin this course on that day; None when they can."""
    group, day = new.group, new.started_on
    alike = [one for one in others if one.pathway_id == new.pathway.id]
    found = {
        CourseFault.DIED: client.died_on is not None,
        CourseFault.TOO_LONG_AGO: day < today - LONGEST_AGO,
        CourseFault.TOO_FAR_AHEAD: day > today + FURTHEST_AHEAD,
        CourseFault.BEFORE_BIRTH: bool(client.birth_date) and day.isoformat() < client.birth_date,
        CourseFault.NO_GROUP: group is not None and group.pathway_id != new.pathway.id,
        CourseFault.GROUP_OVER: bool(group and group.ended_on and group.ended_on < day),
        CourseFault.ALREADY_OPEN: any(_goes_on_after(one, day) for one in alike),
    }
    return _first(found)


def ending_fault(
    episode: Episode, how: Ending, on: date, came_on: Collection[date], *, today: date
) -> CourseFault | None:
    """Why the course cannot end so on that day; None when it can.

    Nobody who came to a session later had left. A death may be written down late, and then what
    was marked since is put right by hand.
    """
    found = {
        CourseFault.DIED: episode.client.died_on is not None,
        CourseFault.ALREADY_ENDED: episode.ended_on is not None,
        CourseFault.NOT_YET: on > today,
        CourseFault.BEFORE_START: on < episode.started_on,
        CourseFault.CAME_LATER: how is not Ending.DIED and any(day > on for day in came_on),
    }
    return _first(found)


def death_fault(client: Client, on: date, *, today: date) -> CourseFault | None:
    """Why the client cannot have died on that day; None when they can."""
    found = {
        CourseFault.DIED: client.died_on is not None,
        CourseFault.NOT_YET: on > today,
        CourseFault.TOO_LONG_AGO: on < today - LONGEST_AGO,
        CourseFault.BEFORE_BIRTH: bool(client.birth_date) and on.isoformat() < client.birth_date,
    }
    return _first(found)


def reopening_fault(
    episode: Episode, others: Iterable[Episode], *, today: date
) -> CourseFault | None:
    """Why it cannot be said that the course goes on after all; None when it can."""
    alike = [o for o in others if o.id != episode.id and o.pathway_id == episode.pathway_id]
    since = episode.ended_on or today
    found = {
        CourseFault.DIED: episode.client.died_on is not None,
        CourseFault.NOT_ENDED: episode.ended_on is None,
        CourseFault.ENDED_LONG_AGO: since < today - REOPENED_WITHIN,
        CourseFault.ALREADY_OPEN: any(_goes_on_after(one, since) for one in alike),
    }
    return _first(found)


def came_on(appointments: Iterable[Appointment], episode: Episode) -> list[date]:
    """The days on which somebody came to a session of this course."""
    return [
        clock.local(one.starts_at).date()
        for one in appointments
        if one.episode_id == episode.id and one.status is AppointmentStatus.ATTENDED
    ]


def booked_after(
    appointments: Iterable[Appointment], episodes: Collection[Episode], on: date
) -> list[Appointment]:
    """The sessions of these courses that are booked for a later day."""
    ids = {episode.id for episode in episodes}
    return [
        one
        for one in appointments
        if one.episode_id in ids
        and one.status is AppointmentStatus.BOOKED
        and clock.local(one.starts_at).date() > on
    ]


def pathways_of(session: Session, service_id: UUID) -> list[Pathway]:
    """What a service offers, by name."""
    found = select(Pathway).where(Pathway.service_id == service_id).order_by(Pathway.name)
    return list(session.scalars(found))


def open_groups(session: Session, service_id: UUID, *, on: date) -> list[TherapyGroup]:
    """The groups of a service that have not ended on that day, by name."""
    found = (
        select(TherapyGroup)
        .join(TherapyGroup.pathway)
        .where(Pathway.service_id == service_id)
        .where(or_(TherapyGroup.ended_on.is_(None), TherapyGroup.ended_on >= on))
        .order_by(TherapyGroup.name, TherapyGroup.id)
        .options(joinedload(TherapyGroup.pathway))
    )
    return list(session.scalars(found))


def find_episode(session: Session, client: Client, episode_id: UUID) -> Episode | None:
    """The course, if it is one of this client's."""
    found = select(Episode).where(Episode.id == episode_id, Episode.client_id == client.id)
    return session.scalar(found.options(joinedload(Episode.pathway), joinedload(Episode.client)))


def _goes_on_after(episode: Episode, day: date) -> bool:
    return episode.ended_on is None or episode.ended_on > day


def _first(found: dict[CourseFault, bool]) -> CourseFault | None:
    return next((fault for fault, is_there in found.items() if is_there), None)
