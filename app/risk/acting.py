"""What staff do about an alert: see it, take it up, pass it on, close it (SAF-08)."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.risk.alerts import ENDS_NOTHING, Alert, AlertState, Deed, Rung, StepKind, add_step
from app.risk.notices import mark_opened, tell
from app.risk.responsible import ladder_for
from app.risk.routing import LADDER
from app.security import User


class NotAnAct(Exception):
    """Taking an alert up, and closing it, needs at least one deed of the list and a note."""


class NothingDone(NotAnAct):
    """A call that nobody answered, or that is still to be made, does not close an alert."""


class AlertMovedOn(Exception):
    """Somebody else was faster: the alert is not in the state that this person saw."""


class NobodyThere(Exception):
    """Nobody stands on that rung, so an alert cannot be passed to it."""


def hold_alert(session: Session, alert_id: UUID) -> Alert:
    """The alert; nobody else changes it before this transaction ends."""
    found = select(Alert).where(Alert.id == alert_id).with_for_update()
    alert = session.scalars(found.execution_options(populate_existing=True)).one()
    session.expire(alert, ["answers", "steps"])
    return alert


def see(session: Session, alert: Alert, user: User, *, at: datetime) -> bool:
    """Somebody has it before them. The first time is noted; it stays as open as it was."""
    mark_opened(session, alert, user, at=at)
    if alert.seen_at or alert.closed_at:
        return False
    alert.seen_at, alert.seen_by = at, user.id
    add_step(alert, StepKind.SEEN, at=at, by=user.id)
    return True


def act(alert: Alert, deeds: Sequence[Deed], note: str, *, user: User, at: datetime) -> None:
    """This person takes it up, or adds what they did. Raises NotAnAct, AlertMovedOn when closed.

    Whoever takes up what another has in hand has it from then on.
    """
    _check(deeds, note)
    if alert.state is AlertState.CLOSED:
        raise AlertMovedOn
    alert.acting_at, alert.acting_by = alert.acting_at or at, user.id
    alert.seen_at, alert.seen_by = alert.seen_at or at, alert.seen_by or user.id
    add_step(alert, StepKind.ACTING, at=at, by=user.id, deeds=_values(deeds), note=note.strip())


def close(alert: Alert, deeds: Sequence[Deed], note: str, *, user: User, at: datetime) -> None:
    """Nothing more has to be done. Raises NotAnAct, NothingDone, AlertMovedOn when it is closed."""
    _check(deeds, note)
    if ENDS_NOTHING.issuperset(deeds):
        raise NothingDone
    if alert.state is AlertState.CLOSED:
        raise AlertMovedOn
    alert.seen_at, alert.seen_by = alert.seen_at or at, alert.seen_by or user.id
    if alert.acting_at is None:
        alert.acting_at, alert.acting_by = at, user.id
    alert.closed_at, alert.closed_by = at, user.id
    add_step(alert, StepKind.CLOSED, at=at, by=user.id, deeds=_values(deeds), note=note.strip())


def pass_on(
    session: Session, alert: Alert, rung: Rung, note: str, *, user: User | None, at: datetime
) -> None:
    """Give it to the people on a higher rung, and tell them. Raises NobodyThere, AlertMovedOn."""
    if not alert.is_waiting or LADDER.index(rung) <= LADDER.index(alert.rung):
        raise AlertMovedOn
    on = clock.local(at).date()
    if not ladder_for(session, alert.client_id, alert.service_id, on=on)[rung]:
        raise NobodyThere
    move_to(session, alert, rung, note=note, user=user, at=at)


def move_to(
    session: Session, alert: Alert, rung: Rung, *, at: datetime, user: User | None = None,
    note: str = "",
) -> None:  # fmt: skip
    """Write down who has to act now, and tell them."""
    alert.rung = rung
    by = user.id if user else None
    add_step(alert, StepKind.PASSED_ON, at=at, by=by, rung=rung, note=note.strip())
    session.flush()
    tell(session, alert, on=clock.local(at).date(), at=at)


def _check(deeds: Sequence[Deed], note: str) -> None:
    if not deeds or not note.strip():
        raise NotAnAct


def _values(deeds: Sequence[Deed]) -> list[str]:
    return [deed.value for deed in deeds]
