"""Putting a check-in together, and finding what is in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.care import Episode
from app.db import table_of
from app.instruments import Instrument
from app.scheduling.check_ins import Assignment, AssignmentState, CheckIn


class NothingToAsk(Exception):
    """A check-in needs at least one questionnaire."""


def new_check_in(
    session: Session, episode: Episode, measures: Sequence[Instrument], *, at: datetime
) -> CheckIn:
    """A check-in with these questionnaires, in this order, each once."""
    if not measures:
        raise NothingToAsk
    check_in = CheckIn(client_id=episode.client_id, episode_id=episode.id, created_at=at)
    check_in.assignments = [
        Assignment(position=position, measure=instrument.key, version=instrument.version)
        for position, instrument in enumerate(measures, start=1)
    ]
    session.add(check_in)
    session.flush()
    return check_in


def find_check_in(session: Session, check_in_id: UUID) -> CheckIn | None:
    """The check-in with its questionnaires."""
    found = select(CheckIn).where(CheckIn.id == check_in_id)
    return session.scalar(found.options(selectinload(CheckIn.assignments)))


def find_assignment(session: Session, check_in_id: UUID, position: int) -> Assignment | None:
    """One questionnaire of a check-in by its place, for reading."""
    return session.scalar(_assignment(check_in_id, position))


@dataclass(frozen=True)
class HeldAssignment:
    """What saving an answer needs to know of a questionnaire."""

    __tablename__ = Assignment.__tablename__

    id: UUID
    measure: str
    state: AssignmentState
    client_id: UUID


def hold_assignment(session: Session, check_in_id: UUID, position: int) -> HeldAssignment | None:
    """The same, for saving an answer: it cannot be sent while this transaction lasts."""
    place = {"check_in": check_in_id, "place": position}
    row = session.connection().execute(_HELD, place).one_or_none()
    return HeldAssignment(*row) if row else None


def lock_assignment(session: Session, check_in_id: UUID, position: int) -> Assignment | None:
    """The same, for sending: nobody else can save or send while this transaction lasts."""
    locked = _assignment(check_in_id, position).with_for_update(of=Assignment)
    return session.scalar(locked.execution_options(populate_existing=True))


def mark_submitted(session: Session, assignment: Assignment, *, at: datetime) -> None:
    """The questionnaire is done; so is the check-in when it was the last one."""
    assignment.state = AssignmentState.SUBMITTED
    # Two questionnaires sent in the same moment must not each think the other still waits.
    check_in = session.get_one(CheckIn, assignment.check_in_id, with_for_update=True)
    session.flush()
    waiting = select(Assignment.id).where(
        Assignment.check_in_id == check_in.id, Assignment.state == AssignmentState.WAITING
    )
    if session.scalar(waiting.limit(1)) is None:
        check_in.completed_at = at


_ASSIGNMENTS, _CHECK_INS = table_of(Assignment), table_of(CheckIn)
_HELD = (
    select(_ASSIGNMENTS.c.id, _ASSIGNMENTS.c.measure, _ASSIGNMENTS.c.state, _CHECK_INS.c.client_id)
    .join_from(_ASSIGNMENTS, _CHECK_INS)
    .where(
        _ASSIGNMENTS.c.check_in_id == bindparam("check_in"),
        _ASSIGNMENTS.c.position == bindparam("place"),
    )
    .with_for_update(read=True, of=_ASSIGNMENTS)
)


def _assignment(check_in_id: UUID, position: int) -> Select[Assignment]:
    found = select(Assignment).where(
        Assignment.check_in_id == check_in_id, Assignment.position == position
    )
    return found.options(joinedload(Assignment.check_in, innerjoin=True))
