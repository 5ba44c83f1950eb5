"""What staff do about an alert: see it, take it up, pass it on, close it (SAF-08)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app import clock
from app.risk.alerts import (
    ENDS_NOTHING,
    Alert,
    AlertAnswer,
    AlertState,
    AlertStep,
    Deed,
    Rung,
    StepKind,
    add_step,
)
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


@dataclass(frozen=True)
class Known:
    """How much of an alert somebody had before them when they decided what to do about it."""

    steps: int
    answers: int


@dataclass(frozen=True)
class News:
    """What has come to an alert since: other people's doings, and more from the client."""

    steps: tuple[AlertStep, ...]
    answers: tuple[AlertAnswer, ...]

    def __bool__(self) -> bool:
        return bool(self.steps or self.answers)


# Who merely looked at it, and whose turn it is, changes nobody's mind about what to do.
_CHANGES_NOTHING = frozenset({StepKind.SEEN, StepKind.PASSED_ON})


def news_since(alert: Alert, known: Known) -> News:
    """What somebody who knows so much of the alert must see before they decide."""
    later = [step for step in alert.steps if step.number > known.steps]
    return News(
        tuple(step for step in later if step.kind not in _CHANGES_NOTHING),
        tuple(answer for answer in alert.answers if answer.number > known.answers),
    )


def hold_alert(session: Session, alert_id: UUID) -> Alert:
    """The alert; nobody else changes it before this transaction ends."""
    alert = session.get_one(Alert, alert_id, with_for_update=True, populate_existing=True)
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


def act(
    alert: Alert, deeds: Sequence[Deed], note: str, *, user: User, at: datetime,
    known: Known | None = None,
) -> None:  # fmt: skip
    """This person takes it up, or adds what they did. Raises NotAnAct; AlertMovedOn when it is
    closed, or there is more to it than they know.

    Whoever takes up what another has in hand has it from then on.
    """
    _check(deeds, note)
    _check_state(alert, known)
    alert.acting_at, alert.acting_by = alert.acting_at or at, user.id
    alert.seen_at, alert.seen_by = alert.seen_at or at, alert.seen_by or user.id
    add_step(alert, StepKind.ACTING, at=at, by=user.id, deeds=_values(deeds), note=note.strip())


def close(
    alert: Alert, deeds: Sequence[Deed], note: str, *, user: User, at: datetime,
    known: Known | None = None,
) -> None:  # fmt: skip
    """Nothing more has to be done. Raises NotAnAct, NothingDone; AlertMovedOn when it is closed, or
    there is more to it than they know: what came in unseen is never closed with the rest."""
    _check(deeds, note)
    if ENDS_NOTHING.issuperset(deeds):
        raise NothingDone
    _check_state(alert, known)
    alert.seen_at, alert.seen_by = alert.seen_at or at, alert.seen_by or user.id
    if alert.acting_at is None:
        alert.acting_at, alert.acting_by = at, user.id
    alert.closed_at, alert.closed_by = at, user.id
    add_step(alert, StepKind.CLOSED, at=at, by=user.id, deeds=_values(deeds), note=note.strip())


def tell_name(
    session: Session, alert: Alert, rung: Rung, note: str, *, user: User | None, at: datetime,
    deeds: Sequence[Deed] = (),
) -> None:  # fmt: skip
    """Give it to the people on a higher rung, and tell them. Raises NobodyThere, AlertMovedOn.

    Deeds are what was tried before: a call that nobody answered.
    """
    if not alert.is_waiting or LADDER.index(rung) <= LADDER.index(alert.rung):
        raise AlertMovedOn
    on = clock.local(at).date()
    if not ladder_for(session, alert.client_id, alert.service_id, on=on)[rung]:
        raise NobodyThere
    move_to(session, alert, rung, note=note, user=user, deeds=deeds, at=at)


def move_to(
    session: Session, alert: Alert, rung: Rung, *, at: datetime, user: User | None = None,
    deeds: Sequence[Deed] = (), note: str = "",
) -> None:  # fmt: skip
    """Write down who has to act now, and tell them."""
    alert.rung = rung
    by = user.id if user else None
    step = {"by": by, "rung": rung, "deeds": _values(deeds), "note": note.strip()}
    add_step(alert, StepKind.PASSED_ON, at=at, **step)
    session.flush()
    tell(session, alert, on=clock.local(at).date(), at=at)


def _check(deeds: Sequence[Deed], note: str) -> None:
    if not deeds or not note.strip():
        raise NotAnAct


def _check_state(alert: Alert, known: Known | None) -> None:
    if alert.state is AlertState.CLOSED or (known and news_since(alert, known)):
        raise AlertMovedOn


def _values(deeds: Sequence[Deed]) -> list[str]:
    return [deed.value for deed in deeds]
