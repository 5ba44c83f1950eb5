"""Raising an alert in the transaction that saves the answer, and adding to one (SAF-02, SAF-07)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app import clock, instruments, scheduling
from app.care import Episode, Pathway
from app.db import insert_unless_there
from app.instruments import Instrument, RiskItem
from app.prepared import Prepared
from app.risk.alerts import Alert, AlertAnswer, ContactWish, Rung, StepKind, add_step
from app.risk.notices import tell
from app.risk.policy import clock_of
from app.risk.responsible import ladder_for, owner_for
from app.risk.routing import Waiting, rung_for


@dataclass(frozen=True)
class RiskAnswerGiven:
    """One answer to a risk item, of any value; None is "I'd rather not answer"."""

    check_in_id: UUID
    assignment_id: UUID
    measure: str
    version: int
    item: str
    value: int | None
    language: str
    at: datetime


def find_risk_item(measure: str, item_id: str) -> RiskItem | None:
    """What makes an answer to this item one that somebody must look at; None for other items."""
    instrument = instruments.get_instrument(measure)
    return next((r for r in instrument.risk_items if _id(instrument, r) == item_id), None)


def must_be_noted(
    session: Session, check_in_id: UUID, measure: str, item_id: str, value: int | None
) -> bool:
    """Whether an answer raises an alert, or may have to stand beside one. Most do neither."""
    risk_item = find_risk_item(measure, item_id)
    if risk_item is None:
        return False
    raises = value is not None and value >= risk_item.at_least
    return raises or bool(_ANY_ALERT.all(session, check_in=check_in_id))


def note_answer(
    session: Session, given: RiskAnswerGiven, before: RiskAnswerGiven | None, *, at: datetime
) -> Alert | None:
    """Raise an alert for the answer, or add it to the one there is. None when there is no need.

    `before` is what they had answered to the same question until now. An answer that speaks of no
    danger is only noted where an earlier one did: that one keeps counting (SAF-07). What says no
    more than an alert that somebody has in hand joins it; a closed one is done, and joined by none.
    """
    alerts = hold_alerts_on(session, given.check_in_id)
    named = [alert for alert in alerts if _answers_to(alert, given)]
    if not _raises(given):
        return add_answers(named[0], [given]) if named else None
    waiting = next((alert for alert in alerts if alert.is_waiting), None)
    if waiting is None and named and not named[0].closed_at and _is_no_news(named[0], given):
        return add_answers(named[0], [given])
    alert = waiting or raise_alert(session, given.check_in_id, at=at)
    if before and before.value != given.value and not _answers_to(alert, given):
        add_answers(alert, [before])
    return add_answers(alert, [given])


def note_wish(session: Session, check_in_id: UUID, wish: ContactWish, *, at: datetime) -> Alert:
    """Note whether they want us to contact them. Asking for that is a reason for an alert itself.

    What asks for more than somebody has in hand, or comes after the last one was closed, is taken
    up anew.
    """
    alerts = hold_alerts_on(session, check_in_id)
    joined = (alert for alert in alerts if alert.is_waiting or _is_no_wish(alert, wish))
    alert = next(joined, None) or raise_alert(session, check_in_id, at=at)
    if alert.wish is not wish:
        alert.wish, alert.wished_at = wish, at
        add_step(alert, StepKind.WISHED, at=at, wish=wish)
    return alert


def raise_alert(session: Session, check_in_id: UUID, *, at: datetime) -> Alert:
    """The alert of this check-in that waits to be taken up; a new one if none does.

    Whoever has to act is told in the same transaction.
    """
    client_id, episode_id = scheduling.read_owner(session, check_in_id)
    service_id = service_of(session, episode_id)
    clock_ = clock_of(session, service_id)
    values = {
        "id": uuid4(),
        "check_in_id": check_in_id,
        "client_id": client_id,
        "service_id": service_id,
        "raised_at": at,
        "acknowledge_by": clock_.acknowledge_by(at),
        "escalate_by": clock_.escalate_by(at),
        "rung": Rung.OWNER,
    }
    insert_unless_there(session, Alert, values)
    alert = next(alert for alert in hold_alerts_on(session, check_in_id) if alert.is_waiting)
    if alert.id == values["id"]:
        _route(session, alert, opens_at=clock_.working_time.opens_after(at), at=at)
    return alert


def _route(session: Session, alert: Alert, *, opens_at: datetime, at: datetime) -> None:
    """Give it to who is at work when the service next is."""
    on = clock.local(opens_at).date()
    owner = owner_for(session, alert.client_id, on=on)
    ladder = ladder_for(session, alert.client_id, alert.service_id, on=on)
    waiting = Waiting(Rung.OWNER, alert.acknowledge_by, alert.escalate_by)
    is_there = {rung: bool(users) for rung, users in ladder.items()}
    alert.owner_id = owner.id if owner else None
    alert.rung = rung_for(waiting, is_there, at=at)
    add_step(alert, StepKind.RAISED, at=at, rung=alert.rung)
    session.flush()
    tell(session, alert, on=on, at=at)


def hold_alerts_on(session: Session, check_in_id: UUID) -> list[Alert]:
    """All alerts of a check-in, the newest first, held until this transaction ends.

    So is whose it is: nobody moves it while an alert is raised for the one or the other.
    """
    scheduling.read_owner(session, check_in_id)
    found = (
        select(Alert)
        .where(Alert.check_in_id == check_in_id)
        .order_by(Alert.raised_at.desc(), Alert.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    alerts = list(session.scalars(found))
    for alert in alerts:  # what others added since this session last looked
        session.expire(alert, ["answers", "steps"])
    return alerts


def add_answers(alert: Alert, answers: Iterable[RiskAnswerGiven]) -> Alert:
    for given in answers:
        last = next(reversed(_answers_to(alert, given)), None)
        if last is not None and last.value == given.value:
            continue  # the same request again
        alert.answers.append(
            AlertAnswer(
                number=len(alert.answers) + 1,
                assignment_id=given.assignment_id,
                measure=given.measure,
                version=given.version,
                item=given.item,
                value=given.value,
                language=given.language,
                given_at=given.at,
            )
        )
    return alert


def _answers_to(alert: Alert, given: RiskAnswerGiven) -> list[AlertAnswer]:
    return [
        answer
        for answer in alert.answers
        if answer.assignment_id == given.assignment_id and answer.item == given.item
    ]


def _is_no_news(alert: Alert, given: RiskAnswerGiven) -> bool:
    """Whether whoever took the alert up has seen an answer to this question that says as much."""
    values = [answer.value for answer in _answers_to(alert, given) if answer.value is not None]
    return given.value is not None and given.value <= max(values)


def _is_no_wish(alert: Alert, wish: ContactWish) -> bool:
    """Whether the wish asks for nothing, or for what somebody has in hand already."""
    return wish is ContactWish.NO or (alert.wish is wish and not alert.closed_at)


def _raises(given: RiskAnswerGiven) -> bool:
    risk_item = find_risk_item(given.measure, given.item)
    return risk_item is not None and given.value is not None and given.value >= risk_item.at_least


def service_of(session: Session, episode_id: UUID) -> UUID:
    """Whose team acts on what is answered in this course."""
    found = select(Pathway.service_id).join(Episode, Episode.pathway_id == Pathway.id)
    return session.scalars(found.where(Episode.id == episode_id)).one()


# On the path of every answer to a risk item, and nearly always without a row.
_ANY_ALERT = Prepared(select(Alert.id).where(Alert.check_in_id == bindparam("check_in")))


def _id(instrument: Instrument, risk_item: RiskItem) -> str:
    return instrument.items[risk_item.item - 1].id
