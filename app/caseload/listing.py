"""A clinician's caseload at a glance: who comes next, what came in, what changed, what waits."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from uuid import UUID

from sqlalchemy import Subquery, case, func, or_, select
from sqlalchemy.orm import Session

from app import care, clock, instruments, risk
from app.care import Client, Clinician
from app.caseload.appointments import next_appointments
from app.caseload.course import Course, Point, courses
from app.caseload.episodes import episode_of_interest, episodes_of
from app.caseload.names import like_named, matching
from app.caseload.opened import last_opened, openings
from app.caseload.risk_answers import RiskAnswer, in_submission
from app.caseload.waiting import Waiting, waiting_for
from app.responses import Score, Submission
from app.risk import Alert

FAR_AWAY = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Entry:
    """One client of the caseload."""

    client: Client
    next_appointment: datetime | None
    last_opened: datetime | None
    courses: tuple[Course, ...]
    waiting: tuple[Waiting, ...]
    has_like_name: bool
    # Open ones; in depth the closed ones too. The newest first.
    alerts: tuple[Alert, ...] = ()

    @property
    def open_alerts(self) -> list[Alert]:
        """What somebody has to act on, or has in hand."""
        return [alert for alert in self.alerts if alert.closed_at is None]

    @property
    def closed_alerts(self) -> list[Alert]:
        """What was acted on, the newest first."""
        return [alert for alert in self.alerts if alert.closed_at is not None]

    @property
    def came_in(self) -> list[Point]:
        """The latest of each measure, where the clinician has not seen it yet."""
        return [c.latest for c in self.courses if self.is_new(c.latest.at)]

    @cached_property
    def risk_answers(self) -> list[RiskAnswer]:
        """What somebody must look at: in the latest of each measure, in what came in since this
        clinician last looked, and in what is not sent yet."""
        found = [a for one in self.waiting for a in one.risk_answers]
        for course in self.courses:
            found += in_submission(course.instrument, course.latest.submission)
            for point in course.points[:-1]:
                if self._came_in_since(point.at):
                    earlier = in_submission(course.instrument, point.submission)
                    found += [answer for answer in earlier if answer.is_answered]
        return sorted(found, key=lambda a: (not a.is_answered, -a.at.timestamp()))

    @property
    def to_look_at(self) -> list[RiskAnswer]:
        """The answers among them, without the gaps."""
        return [answer for answer in self.risk_answers if answer.is_answered]

    @property
    def new_to_look_at(self) -> list[RiskAnswer]:
        """Those of them that came since this clinician last opened the record."""
        return [answer for answer in self.to_look_at if self.is_new(answer.at)]

    @property
    def not_answered(self) -> list[RiskAnswer]:
        """The gaps: risk items with no answer, never taken for a no."""
        return [answer for answer in self.risk_answers if not answer.is_answered]

    def is_new(self, moment: datetime) -> bool:
        """Whether it happened after this clinician last opened the record, or they never did."""
        return self.last_opened is None or moment > self.last_opened

    def _came_in_since(self, moment: datetime) -> bool:
        return self.last_opened is not None and moment > self.last_opened


@dataclass(frozen=True)
class Caseload:
    """A clinician's clients, the next appointment first; `size` counts those not searched for."""

    entries: tuple[Entry, ...]
    size: int

    @property
    def to_look_at(self) -> list[Entry]:
        """Those with answers that somebody must look at and this clinician has not seen, whoever
        answered last first."""
        found = [entry for entry in self.entries if entry.new_to_look_at]
        return sorted(found, key=lambda entry: entry.new_to_look_at[0].at, reverse=True)


def caseload_of(
    session: Session, clinician: Clinician, *, at: datetime, search: str = ""
) -> Caseload:
    """Everyone this clinician may see today, or those among them that match the search."""
    today = clock.local(at).date()
    everyone = care.clients_of(session, clinician, on=today)
    alike = like_named(everyone)
    clients = matching(everyone, search)
    ids = [client.id for client in clients]
    sent = _sent(session, clinician, ids)
    appointments = next_appointments(session, ids, at=at)
    opened = last_opened(session, clinician, ids)
    waiting = waiting_for(session, clients, at=at)
    alerts = alerts_by_client(session, ids, only_open=True)
    episodes = {
        client_id: episode_of_interest(every, on=today)
        for client_id, every in episodes_of(session, ids).items()
    }
    entries = [
        Entry(
            client=client,
            next_appointment=appointments.get(client.id),
            last_opened=opened.get(client.id),
            courses=tuple(courses(sent.get(client.id, ()), episodes.get(client.id))),
            waiting=tuple(waiting.get(client.id, ())),
            has_like_name=client.id in alike,
            alerts=tuple(alerts.get(client.id, ())),
        )
        for client in clients
    ]
    return Caseload(tuple(sorted(entries, key=_soonest)), size=len(everyone))


def alerts_by_client(
    session: Session, client_ids: Sequence[UUID], *, only_open: bool
) -> dict[UUID, list[Alert]]:
    """The alerts of each client, the newest first."""
    found: dict[UUID, list[Alert]] = {}
    for alert in risk.alerts_of(session, client_ids, only_open=only_open):
        found.setdefault(alert.client_id, []).append(alert)
    return found


def _soonest(entry: Entry) -> tuple[datetime, str, str]:
    client = entry.client
    return (
        entry.next_appointment or FAR_AWAY,
        client.family_name.casefold(),
        client.given_name.casefold(),
    )


Rows = list[tuple[Submission, float | None]]


def _sent(session: Session, clinician: Clinician, ids: Sequence[UUID]) -> Mapping[UUID, Rows]:
    """By client and oldest first, just what the list speaks of: of each measure, version and
    course of care the first and the last two with a score, the newest, and all that came in since
    the last look."""
    ranked = _ranked(ids)
    opened = openings(clinician, ids).subquery()
    has_score = ranked.c.value.is_not(None)
    found = (
        select(Submission, ranked.c.value)
        .join(ranked, ranked.c.id == Submission.id)
        .outerjoin(opened, opened.c.client_id == Submission.client_id)
        .where(
            or_(
                ranked.c.newest == 1,
                has_score & or_(ranked.c.from_start == 1, ranked.c.from_end <= 2),
                Submission.submitted_at > opened.c.at,
            )
        )
        .order_by(Submission.submitted_at)
    )
    return _by_client(session.execute(found))


def _ranked(ids: Sequence[UUID]) -> Subquery:
    """Each submission with its headline score and its places among the client's others."""
    measures = instruments.keys()
    headlines = {key: instruments.get_instrument(key).headline for key in measures}
    measure, sent_at = Submission.measure, Submission.submitted_at
    alike = [
        *(Submission.client_id, measure, Submission.version, Submission.episode_id),
        Score.value.is_(None),
    ]
    place = func.row_number()
    return (
        select(
            Submission.id,
            Score.value,
            place.over(partition_by=[Submission.client_id, measure], order_by=sent_at.desc()).label(
                "newest"
            ),
            place.over(partition_by=alike, order_by=sent_at).label("from_start"),
            place.over(partition_by=alike, order_by=sent_at.desc()).label("from_end"),
        )
        .outerjoin(
            Score,
            (Score.submission_id == Submission.id)
            & (Score.name == case(headlines, value=measure, else_="")),
        )
        .where(Submission.client_id.in_(ids))
        .subquery()
    )


def _by_client(rows: Iterable[tuple[Submission, float | None]]) -> dict[UUID, Rows]:
    found: dict[UUID, Rows] = {}
    for submission, headline in rows:
        found.setdefault(submission.client_id, []).append((submission, headline))
    return found
