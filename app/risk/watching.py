"""Looking after alerts that wait: nobody's absence, and no fault of ours, keeps one silent."""

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from app import clock, instruments
from app.responses import DraftAnswer
from app.risk.acting import move_to
from app.risk.alerts import Alert, AlertAnswer, Rung
from app.risk.policy import clock_of
from app.risk.raising import RiskAnswerGiven, note_answer
from app.risk.responsible import is_here, ladder_for
from app.risk.routing import Waiting, rung_for
from app.scheduling import Assignment
from app.security import User


def alerts_to_watch(session: Session) -> list[UUID]:
    """Every alert that is not closed, oldest first."""
    found = select(Alert.id).where(Alert.closed_at.is_(None)).order_by(Alert.raised_at)
    return list(session.scalars(found))


def bring_up(session: Session, alert: Alert, *, at: datetime) -> Rung | None:
    """Give the alert to who has to act by now; the rung it went to, None when it stays."""
    opens_at = clock_of(session, alert.service_id).working_time.opens_after(at)
    on = clock.local(opens_at).date()
    waiting = _waiting(session, alert, at=at)
    if waiting is None:
        return None
    ladder = ladder_for(session, alert.client_id, alert.service_id, on=on)
    is_there = {rung: bool(users) for rung, users in ladder.items()}
    rung = rung_for(waiting, is_there, at=at)
    if rung is alert.rung:
        return None
    move_to(session, alert, rung, at=at)
    return rung


def silent_answers(session: Session, *, since: datetime) -> list[RiskAnswerGiven]:
    """Stored risk answers that no alert names: there must never be one (SAF-02)."""
    is_named = select(AlertAnswer.id).where(
        AlertAnswer.assignment_id == DraftAnswer.assignment_id,
        AlertAnswer.item == DraftAnswer.item,
        AlertAnswer.value == DraftAnswer.value,
    )
    found = (
        select(DraftAnswer, Assignment)
        .join(Assignment, Assignment.id == DraftAnswer.assignment_id)
        .where(DraftAnswer.answered_at >= since, or_(*_raising()), ~is_named.exists())
        .order_by(DraftAnswer.answered_at)
    )
    return [
        RiskAnswerGiven(
            check_in_id=assignment.check_in_id,
            assignment_id=assignment.id,
            measure=assignment.measure,
            version=assignment.version,
            item=row.item,
            value=row.value,
            language=row.language,
            at=row.answered_at,
        )
        for row, assignment in session.execute(found)
    ]


def give_voice(session: Session, given: RiskAnswerGiven, *, at: datetime) -> Alert | None:
    """Raise the alert that is missing. Its time runs from now: nobody could know of it before."""
    return note_answer(session, given, None, at=at)


def _raising() -> Iterator[ColumnElement[bool]]:
    for key in instruments.keys():
        instrument = instruments.get_instrument(key)
        for risk_item in instrument.risk_items:
            item = instrument.items[risk_item.item - 1]
            yield and_(
                Assignment.measure == key,
                DraftAnswer.item == item.id,
                DraftAnswer.value >= risk_item.at_least,
            )


def _waiting(session: Session, alert: Alert, *, at: datetime) -> Waiting | None:
    """How long it may still wait; None while somebody has it in hand who is still here."""
    if alert.is_waiting:
        return Waiting(alert.rung, alert.acknowledge_by, alert.escalate_by)
    acting = session.get(User, alert.acting_by)
    if alert.closed_at or (acting and is_here(session, acting, on=clock.local(at).date())):
        return None
    return Waiting(alert.rung, acknowledge_by=at, escalate_by=datetime.max.replace(tzinfo=UTC))
