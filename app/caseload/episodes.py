"""The courses of care that clients have been through, and which scores belong to which."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from app.care import Client, Episode, Pathway
from app.caseload.course import Course, Point


@dataclass(frozen=True)
class Part:
    """The forms of one measure that were sent in one course of care, oldest first."""

    number: int
    episode: Episode
    points: tuple[Point, ...]


def current_episode(session: Session, client: Client, *, on: date) -> Episode | None:
    """The course of care that the client is in on that day, the newest if there are two."""
    found = (
        select(Episode)
        .where(Episode.client_id == client.id, Episode.started_on <= on)
        .where(or_(Episode.ended_on.is_(None), Episode.ended_on >= on))
        .order_by(Episode.started_on.desc())
        .options(joinedload(Episode.pathway).joinedload(Pathway.service))
    )
    return session.scalars(found).first()


def episodes_of(session: Session, client_ids: Collection[UUID]) -> dict[UUID, list[Episode]]:
    """Every course of care of these clients, by client, the oldest first."""
    found = (
        select(Episode)
        .where(Episode.client_id.in_(client_ids))
        .order_by(Episode.started_on, Episode.id)
        .options(joinedload(Episode.pathway))
    )
    episodes: dict[UUID, list[Episode]] = {}
    for episode in session.scalars(found):
        episodes.setdefault(episode.client_id, []).append(episode)
    return episodes


def open_episode(episodes: Iterable[Episode], *, on: date) -> Episode | None:
    """The newest of these, oldest first, that has begun and is not over on that day."""
    begun = [episode for episode in episodes if episode.started_on <= on]
    going_on = [one for one in begun if one.ended_on is None or one.ended_on >= on]
    return going_on[-1] if going_on else None


def episode_of_interest(episodes: Iterable[Episode], *, on: date) -> UUID | None:
    """The course of care that change is told of: the open one or, when none is, the latest."""
    every = list(episodes)
    begun = [episode for episode in every if episode.started_on <= on]
    chosen = open_episode(every, on=on) or (begun[-1] if begun else None)
    return chosen.id if chosen else None


def parts_of(course: Course, episodes: Sequence[Episode]) -> tuple[Part, ...]:
    """A measure's forms by course of care, as the client's courses are numbered."""
    found = []
    for number, episode in enumerate(episodes, start=1):
        points = [p for p in course.points if p.submission.episode_id == episode.id]
        if points:
            found.append(Part(number, episode, tuple(points)))
    return tuple(found)
