"""The alerts of answers that stood on the wrong client go where the answers go (HAZ-07)."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app import clock
from app.risk.alerts import Alert, ContactWish, Rung, StepKind, add_step
from app.risk.notices import tell
from app.risk.policy import clock_of
from app.risk.raising import (
    RiskAnswerGiven,
    add_answers,
    find_risk_item,
    hold_alerts_on,
    raise_alert,
    service_of,
)
from app.risk.responsible import ladder_for, owner_for
from app.risk.routing import Waiting, rung_for
from app.scheduling import CheckIn
from app.security import User


def follow(session: Session, check_in: CheckIn, *, user: User, at: datetime) -> list[Alert]:
    """Take the alerts of a held check-in, moved already, to whose it is now; all of them.

    None is closed by it, and what waits keeps its time. Whoever took one up did so for somebody
    else: the person who answered needs it again, so one that is in hand waits anew, and where all
    are closed there is a new one. Set aside, they stay with who was sent the link.
    """
    alerts = hold_alerts_on(session, check_in.id)
    stay = check_in.is_set_aside or all(a.client_id == check_in.client_id for a in alerts)
    if not stay:
        _give_to(session, alerts, check_in)
    to_act_on = None if stay else _to_act_on(alerts)
    for alert in alerts:
        if alert is to_act_on:
            _route(session, alert, user=user, at=at)
        else:
            add_step(alert, StepKind.MOVED, at=at, by=user.id)
    if stay or to_act_on:
        return alerts
    return [*alerts, _raise_anew(session, check_in, alerts, at=at)]


def _give_to(session: Session, alerts: Sequence[Alert], check_in: CheckIn) -> None:
    service_id = service_of(session, check_in.episode_id)
    for alert in alerts:
        alert.client_id, alert.service_id = check_in.client_id, service_id
    session.flush()


def _to_act_on(alerts: Sequence[Alert]) -> Alert | None:
    """The one that waits or, where none does, the newest in hand, which then waits again."""
    still_open = [alert for alert in alerts if not alert.closed_at]
    waiting = next((alert for alert in still_open if alert.is_waiting), None)
    if waiting is None and still_open:
        waiting = still_open[0]
        waiting.acting_at = waiting.acting_by = None
    return waiting


def _route(session: Session, alert: Alert, *, user: User, at: datetime) -> None:
    """By the clock that it has, to who has to act for this client; they are told."""
    opens_at = clock_of(session, alert.service_id).working_time.opens_after(at)
    on = clock.local(opens_at).date()
    owner = owner_for(session, alert.client_id, on=on)
    alert.owner_id = owner.id if owner else None
    # Whoever covered does so for another client; what was given to the team stays with the team.
    rung = Rung.OWNER if alert.rung is Rung.COVER else alert.rung
    ladder = ladder_for(session, alert.client_id, alert.service_id, on=on)
    is_there = {step: bool(users) for step, users in ladder.items()}
    waiting = Waiting(rung, alert.acknowledge_by, alert.escalate_by)
    alert.rung = rung_for(waiting, is_there, at=at)
    add_step(alert, StepKind.MOVED, at=at, by=user.id, rung=alert.rung)
    session.flush()
    tell(session, alert, on=on, at=at)


def _raise_anew(
    session: Session, check_in: CheckIn, closed: Sequence[Alert], *, at: datetime
) -> Alert:
    """A new alert of what was answered: what was done about it was done for somebody else."""
    alert = raise_alert(session, check_in.id, at=at)
    add_answers(alert, _raising_answers(check_in, closed))
    wished = next((one for one in closed if one.wish), None)
    if wished and wished.wish is not ContactWish.NO:
        alert.wish, alert.wished_at = wished.wish, wished.wished_at
    return alert


def _raising_answers(check_in: CheckIn, closed: Sequence[Alert]) -> Iterable[RiskAnswerGiven]:
    every = sorted((a for one in closed for a in one.answers), key=lambda a: a.given_at)
    for answer in every:
        risk_item = find_risk_item(answer.measure, answer.item)
        if risk_item and answer.value is not None and answer.value >= risk_item.at_least:
            yield RiskAnswerGiven(
                check_in.id, answer.assignment_id, answer.measure, answer.version, answer.item,
                answer.value, answer.language, answer.given_at,
            )  # fmt: skip
