"""What is asked of someone, as plain values: for the pages and actions that everybody waits for.

Each is one prepared statement; no object of the database's is made of its rows.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, exists, select, update
from sqlalchemy.orm import Session

from app.care import Episode, Pathway
from app.db import table_of
from app.prepared import Prepared
from app.scheduling.check_ins import Assignment, AssignmentState, CheckIn, HelpWanted
from app.scheduling.withdrawing import NoLongerAsked


@dataclass(frozen=True)
class AssignmentFacts:
    """One questionnaire of a check-in, how far it is, and whose it is."""

    __tablename__ = Assignment.__tablename__

    id: UUID
    check_in_id: UUID
    position: int
    measure: str
    version: int
    state: AssignmentState
    sitting: int
    withdrawn_at: datetime | None
    client_id: UUID
    episode_id: UUID
    service_id: UUID

    @property
    def is_asking(self) -> bool:
        """Whether there is still something to answer."""
        return self.state is AssignmentState.WAITING and self.withdrawn_at is None


@dataclass(frozen=True)
class HeldAssignment:
    """What saving an answer has to know of its questionnaire."""

    __tablename__ = Assignment.__tablename__

    id: UUID
    measure: str
    state: AssignmentState
    # None where the check-in was set aside.
    client_id: UUID | None
    withdrawn_at: datetime | None


@dataclass(frozen=True)
class CheckInFacts:
    """A check-in with its questionnaires, in their order. It may have none, and only a form."""

    id: UUID
    client_id: UUID
    service_id: UUID
    help_wanted: HelpWanted | None
    completed_at: datetime | None
    assignments: tuple[AssignmentFacts, ...]


def read_check_in(session: Session, check_in_id: UUID) -> CheckInFacts | None:
    """The check-in and all that it asks, for reading."""
    rows = _CHECK_IN.all(session, check_in=check_in_id)
    if not rows:
        return _without_questionnaires(session, check_in_id)
    assignments = tuple(AssignmentFacts(*row[:-2]) for row in rows)
    first, (help_wanted, completed_at) = assignments[0], rows[0][-2:]
    return CheckInFacts(
        check_in_id, first.client_id, first.service_id, help_wanted, completed_at, assignments
    )


def _without_questionnaires(session: Session, check_in_id: UUID) -> CheckInFacts | None:
    row = _BARE.one_or_none(session, check_in=check_in_id)
    if row is None:
        return None
    client_id, service_id, help_wanted, completed_at = row
    return CheckInFacts(check_in_id, client_id, service_id, help_wanted, completed_at, ())


def find_assignment(session: Session, check_in_id: UUID, position: int) -> AssignmentFacts | None:
    """One questionnaire of a check-in by its place, for reading."""
    return _assignment(session, _FOUND, check_in_id, position)


def hold_assignment(session: Session, check_in_id: UUID, position: int) -> HeldAssignment | None:
    """The same, for saving an answer: it cannot be sent while this transaction lasts."""
    row = _HELD.one_or_none(session, check_in=check_in_id, place=position)
    return HeldAssignment(*row) if row else None


def lock_assignment(session: Session, check_in_id: UUID, position: int) -> AssignmentFacts | None:
    """The same, for sending: nobody else can save, send or move while this transaction lasts.

    Raises NoLongerAsked for one that was withdrawn.
    """
    # First lock, then read: whose it is goes into what is sent, and may just have been changed.
    _LOCK.all(session, check_in=check_in_id, place=position)
    locked = _assignment(session, _FOUND, check_in_id, position)
    if locked and locked.withdrawn_at:
        raise NoLongerAsked
    return locked


def mark_submitted(
    session: Session, assignment: Assignment | AssignmentFacts, *, at: datetime
) -> None:
    """The questionnaire is done; so is the check-in when it was the last one."""
    _SUBMIT.run(session, assignment=assignment.id)
    # Two questionnaires sent in the same moment must not each think the other still waits.
    _LOCK_CHECK_IN.run(session, check_in=assignment.check_in_id)
    _COMPLETE.run(session, check_in=assignment.check_in_id, at=at)


_A, _C, _E, _P = table_of(Assignment), table_of(CheckIn), table_of(Episode), table_of(Pathway)
_FACTS = (
    select(
        *(_A.c.id, _A.c.check_in_id, _A.c.position, _A.c.measure, _A.c.version),
        *(_A.c.state, _A.c.sitting, _A.c.withdrawn_at),
        *(_C.c.client_id, _C.c.episode_id, _P.c.service_id),
    )
    .join_from(_A, _C)
    .join(_E, _E.c.id == _C.c.episode_id)
    .join(_P)
)
_CHECK_IN = Prepared(
    _FACTS.add_columns(_C.c.help_wanted, _C.c.completed_at)
    .where(_A.c.check_in_id == bindparam("check_in"))
    .order_by(_A.c.position)
)
_BARE = Prepared(
    select(_C.c.client_id, _P.c.service_id, _C.c.help_wanted, _C.c.completed_at)
    .join_from(_C, _E, _E.c.id == _C.c.episode_id)
    .join(_P)
    .where(_C.c.id == bindparam("check_in"))
)
_PLACE = (_A.c.check_in_id == bindparam("check_in"), _A.c.position == bindparam("place"))
_FOUND = Prepared(_FACTS.where(*_PLACE))
_HELD = Prepared(
    select(_A.c.id, _A.c.measure, _A.c.state, _C.c.client_id, _A.c.withdrawn_at)
    .join_from(_A, _C)
    .where(*_PLACE)
    .with_for_update(read=True, of=_A)
)
_LOCK = Prepared(select(_A.c.id).join_from(_A, _C).where(*_PLACE).with_for_update(of=[_A, _C]))

_SUBMIT = Prepared(
    update(_A).where(_A.c.id == bindparam("assignment")).values(state=AssignmentState.SUBMITTED)
)
_LOCK_CHECK_IN = Prepared(select(_C.c.id).where(_C.c.id == bindparam("check_in")).with_for_update())
_COMPLETE = Prepared(
    update(_C)
    .where(
        _C.c.id == bindparam("check_in"),
        ~exists().where(
            _A.c.check_in_id == _C.c.id,
            _A.c.state == AssignmentState.WAITING,
            _A.c.withdrawn_at.is_(None),
        ),
    )
    .values(completed_at=bindparam("at"))
)


def _assignment(
    session: Session, statement: Prepared, check_in_id: UUID, position: int
) -> AssignmentFacts | None:
    row = statement.one_or_none(session, check_in=check_in_id, place=position)
    return AssignmentFacts(*row) if row else None
