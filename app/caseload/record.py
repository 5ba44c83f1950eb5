"""One client in depth: every measure over time, the latest answers, and what waits."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app import care, clock, instruments
from app.care import Client, Clinician, Episode
from app.caseload.answer_sheet import AnswerSheet, answer_sheet
from app.caseload.appointments import attended_by_episode, next_appointments
from app.caseload.course import Course, courses
from app.caseload.episodes import (
    Part,
    episode_of_interest,
    episodes_of,
    open_episode,
    parts_of,
)
from app.caseload.listing import Entry, alerts_by_client
from app.caseload.names import like_named
from app.caseload.opened import last_opened
from app.caseload.waiting import waiting_for
from app.responses import Submission


@dataclass(frozen=True)
class MeasureRecord:
    """One measure: its course, by course of care too, and the latest answers."""

    course: Course
    latest: AnswerSheet
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Record:
    """All that a clinician sees of one client. `entry` is what the caseload shows of them too."""

    entry: Entry
    as_at: datetime
    episode: Episode | None
    attended: int
    measures: tuple[MeasureRecord, ...]

    @property
    def client(self) -> Client:
        """Whose record it is."""
        return self.entry.client

    @property
    def gaps(self) -> list[MeasureRecord]:
        """The measures whose latest form has gaps."""
        return [measure for measure in self.measures if measure.latest.gaps]


def record_of(session: Session, clinician: Clinician, client: Client, *, at: datetime) -> Record:
    """The record as it is now, for a clinician who may see it. Ask before writing down the view:
    what is new is new since the last time."""
    today = clock.local(at).date()
    everyone = care.clients_of(session, clinician, on=today)
    episodes = episodes_of(session, [client.id]).get(client.id, [])
    episode = open_episode(episodes, on=today)
    sent = courses(_sent(session, client.id), episode_of_interest(episodes, on=today))
    entry = Entry(
        client=client,
        next_appointment=next_appointments(session, [client.id], at=at).get(client.id),
        last_opened=last_opened(session, clinician, [client.id]).get(client.id),
        courses=tuple(sent),
        waiting=tuple(waiting_for(session, [client], at=at).get(client.id, ())),
        has_like_name=client.id in like_named(everyone),
        alerts=tuple(alerts_by_client(session, [client.id], only_open=False).get(client.id, ())),
    )
    return Record(
        entry=entry,
        as_at=at,
        episode=episode,
        attended=attended_by_episode(session, client.id).get(episode.id, 0) if episode else 0,
        measures=tuple(
            MeasureRecord(
                course=course,
                latest=answer_sheet(course.latest, course.previous, client.gender),
                parts=parts_of(course, episodes),
            )
            for course in sent
        ),
    )


def find_sheet(session: Session, client: Client, submission_id: UUID) -> AnswerSheet | None:
    """One submission of this client, against the one before it; None if there is no such one."""
    for course in courses(_sent(session, client.id)):
        for place, point in enumerate(course.points):
            if point.submission.id == submission_id:
                until = Course(course.instrument, course.points[: place + 1])
                return answer_sheet(point, until.previous, client.gender)
    return None


def _sent(session: Session, client_id: UUID) -> list[tuple[Submission, float | None]]:
    """Everything the client has sent with its headline score, oldest first."""
    found = (
        select(Submission)
        .where(Submission.client_id == client_id)
        .order_by(Submission.submitted_at)
        .options(selectinload(Submission.scores))
    )
    return [(sent, _headline(sent)) for sent in session.scalars(found)]


def _headline(submission: Submission) -> float | None:
    name = instruments.get_instrument(submission.measure).headline
    return next((score.value for score in submission.scores if score.name == name), None)
