"""Looking after alerts that wait: nobody's absence, and no fault of ours, keeps one silent."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from app import clock, instruments
from app.responses import DraftAnswer
from app.risk.acting import move_to
from app.risk.alerts import Alert, AlertAnswer, Rung
from app.risk.policy import clock_of
from app.risk.raising import RiskAnswerGiven, note_answer
from app.risk.responsible import cannot_act, ladder_for, owner_for
from app.risk.routing import Waiting, rung_for
from app.scheduling import Assignment


def alerts_to_watch(session: Session, *, on: date) -> list[UUID]:
    """The alerts that nobody has in hand, or somebody who works here no more, oldest first."""
    return list(session.scalars(_free(on=on).order_by(Alert.raised_at)))


def bring_up(session: Session, alert: Alert, *, at: datetime) -> Rung | None:
    """Give the alert to who has to act by now; the rung it went to, None when it stays.

    A client who has been given another clinician takes their alert along. What somebody has in
    hand stays with them, unless they work here no more or are away: then it is the duty team's.
    """
    opens_at = clock_of(session, alert.service_id).working_time.opens_after(at)
    on = clock.local(opens_at).date()
    if session.scalar(_free(on=clock.local(at).date()).where(Alert.id == alert.id)) is None:
        return None
    ladder = ladder_for(session, alert.client_id, alert.service_id, on=on)
    is_there = {rung: bool(users) for rung, users in ladder.items()}
    rung = rung_for(_waiting(alert, at=at), is_there, at=at)
    if rung is alert.rung and not _has_new_owner(session, alert, on=on):
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


def _free(*, on: date) -> Select[UUID]:
    is_free = or_(Alert.acting_by.is_(None), Alert.acting_by.in_(cannot_act(on=on)))
    return select(Alert.id).where(Alert.closed_at.is_(None), is_free)


def _waiting(alert: Alert, *, at: datetime) -> Waiting:
    """How long it may still wait."""
    if alert.is_waiting:
        return Waiting(alert.rung, alert.acknowledge_by, alert.escalate_by)
    return Waiting(alert.rung, acknowledge_by=at, escalate_by=datetime.max.replace(tzinfo=UTC))


def _has_new_owner(session: Session, alert: Alert, *, on: date) -> bool:
    """Whether another clinician has the client now, who must know; noted if so."""
    owner = owner_for(session, alert.client_id, on=on)
    if owner is None or owner.id == alert.owner_id:
        return False
    alert.owner_id = owner.id
    return alert.rung is Rung.OWNER
