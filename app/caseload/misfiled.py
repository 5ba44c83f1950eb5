"""Answers that may stand on the wrong client: what there is to move, and what was moved."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from app import care, clock, instruments, scheduling
from app.care import Client, Clinician
from app.instruments import Instrument
from app.responses import DraftAnswer, Submission
from app.risk import Alert
from app.scheduling import AnswersMove, CheckIn


@dataclass(frozen=True)
class AnsweredPart:
    """One questionnaire of a check-in in which something was answered."""

    instrument: Instrument
    answered: int
    sent_at: datetime | None

    @property
    def asked(self) -> int:
        """How many items it has."""
        return len(self.instrument.items)


@dataclass(frozen=True)
class AnsweredCheckIn:
    """A check-in with answers, and how many alerts they raised that are open."""

    check_in: CheckIn
    parts: tuple[AnsweredPart, ...]
    open_alerts: int


@dataclass(frozen=True)
class ToldMove:
    """A move as the record of one client tells of it, to somebody who sees that client."""

    move: AnswersMove
    is_away: bool
    # The other client, for who sees them too; None also where it was set aside.
    other: Client | None
    can_undo: bool

    @property
    def is_aside(self) -> bool:
        """Whether the answers are nobody's here."""
        return self.move.to_episode is None


def answered_check_ins(session: Session, client: Client) -> list[AnsweredCheckIn]:
    """The client's check-ins in which something is answered, the newest first."""
    found = (
        select(CheckIn)
        .where(CheckIn.client_id == client.id)
        .order_by(CheckIn.created_at.desc(), CheckIn.id)
        .options(selectinload(CheckIn.assignments))
    )
    check_ins = list(session.scalars(found))
    ids = [one.id for check_in in check_ins for one in check_in.assignments]
    sent, begun = _sent(session, client.id), _begun(session, ids)
    alerts = _open_alerts(session, client.id)
    every = [(one, _parts(one, sent, begun)) for one in check_ins]
    return [AnsweredCheckIn(one, parts, alerts.get(one.id, 0)) for one, parts in every if parts]


def told_moves(
    session: Session, clinician: Clinician, client: Client, *, at: datetime
) -> list[ToldMove]:
    """What was moved from this client's record or to it, the newest first."""
    moves = scheduling.moves_of(session, client.id)
    if not moves:
        return []
    today = clock.local(at).date()
    seen = {one.id: one for one in care.clients_of(session, clinician, on=today)}
    return [_told(session, move, client, seen) for move in moves]


def _told(
    session: Session, move: AnswersMove, client: Client, seen: dict[UUID, Client]
) -> ToldMove:
    is_away = move.from_episode.client_id == client.id
    there = move.to_episode if is_away else move.from_episode
    other = seen.get(there.client_id) if there else None
    sees_both = there is None or other is not None
    can_undo = sees_both and scheduling.is_standing(session, move)
    return ToldMove(move, is_away, other, can_undo)


def _parts(
    check_in: CheckIn, sent: dict[UUID, Submission], begun: dict[UUID, int]
) -> tuple[AnsweredPart, ...]:
    found = []
    for one in check_in.assignments:
        instrument, submission = instruments.get_instrument(one.measure), sent.get(one.id)
        if submission:
            answered = len(submission.answers) - submission.n_missing
            found.append(AnsweredPart(instrument, answered, submission.submitted_at))
        elif one.id in begun:
            found.append(AnsweredPart(instrument, begun[one.id], None))
    return tuple(found)


def _sent(session: Session, client_id: UUID) -> dict[UUID, Submission]:
    found = select(Submission).where(Submission.client_id == client_id)
    return {one.assignment_id: one for one in session.scalars(found)}


def _begun(session: Session, assignment_ids: Collection[UUID]) -> dict[UUID, int]:
    counted = (
        select(DraftAnswer.assignment_id, func.count(DraftAnswer.value))
        .where(DraftAnswer.assignment_id.in_(assignment_ids))
        .group_by(DraftAnswer.assignment_id)
    )
    return {row[0]: row[1] for row in session.execute(counted)}


def _open_alerts(session: Session, client_id: UUID) -> dict[UUID, int]:
    counted = (
        select(Alert.check_in_id, func.count())
        .where(Alert.client_id == client_id, Alert.closed_at.is_(None))
        .group_by(Alert.check_in_id)
    )
    return {row[0]: row[1] for row in session.execute(counted)}
