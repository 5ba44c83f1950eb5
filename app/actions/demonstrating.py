"""Filling an empty database with a made-up service, for people who want to look around."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock, risk, security
from app.care import Client, Service
from app.db import Base
from app.risk import Alert, ContactWish, Deed, RiskAnswerGiven
from app.security import SYSTEM, Actor, User


class NotEmpty(Exception):
    """The database holds something already. It might be real, so nothing is added to it."""


@dataclass(frozen=True)
class View:
    """Somebody opened a record, so that not everything in the demo is new."""

    by: User
    client: Client
    at: datetime


@dataclass(frozen=True)
class Doing:
    """What somebody does about an alert, so many minutes of working time after it was raised; none
    is a minute later, at work or not.

    Without a name it is whoever has to act. Without deeds they have only opened it.
    """

    after: int
    deeds: tuple[Deed, ...] = ()
    note: str = ""
    ends_it: bool = False
    by: User | None = None


@dataclass(frozen=True)
class ToldAlert:
    """Answers that raise an alert, one after the other, and what became of it."""

    given: tuple[RiskAnswerGiven, ...]
    doings: tuple[Doing, ...] = ()
    wish: ContactWish | None = None


def holds_anything(session: Session) -> bool:
    """Whether there is a service, a client or an account."""
    return any(session.scalar(select(table.id).limit(1)) for table in (Service, Client, User))


def seed_demo(
    session: Session, rows: Iterable[Base], views: Sequence[View],
    alerts: Sequence[ToldAlert] = (), *, at: datetime,
) -> None:  # fmt: skip
    """Store the rows of a made-up service. Raises NotEmpty unless the database is empty."""
    if holds_anything(session):
        raise NotEmpty
    made: dict[str, list[Base]] = {}
    for row in rows:
        made.setdefault(row.__tablename__, []).append(row)
    for table in Base.metadata.sorted_tables:
        session.add_all(made.get(table.name, []))
        session.flush()
    for view in sorted(views, key=lambda view: view.at):
        security.audit(session, "client.viewed", subject=view.client, by=view.by.actor, at=view.at)
    for told in sorted(alerts, key=lambda told: told.given[0].at):
        _tell(session, told, at=at)
    security.audit(session, "demo.seeded", by=SYSTEM, at=at)
    session.commit()


def _tell(session: Session, told: ToldAlert, *, at: datetime) -> None:
    """Raise it as answers raise it, let time pass, and do what was done by now."""
    alert: Alert | None = None
    before: dict[str, RiskAnswerGiven] = {}
    for given in told.given:
        alert = risk.note_answer(session, given, before.get(given.item), at=given.at)
        before[given.item] = given
    if alert is None:
        return
    raised_at, by = alert.raised_at, Actor("client", alert.client_id)
    security.audit(session, "alert.raised", subject=alert, by=by, at=raised_at)
    if told.wish:
        risk.note_wish(session, alert.check_in_id, told.wish, at=told.given[-1].at)
    hours = risk.clock_of(session, alert.service_id).working_time
    for doing in told.doings:
        soon = raised_at + timedelta(minutes=1)
        when = hours.after(raised_at, timedelta(minutes=doing.after)) if doing.after else soon
        if when < at:
            _do(session, alert, doing, at=when)
    for late in (alert.acknowledge_by, alert.escalate_by):
        if late < at:
            risk.bring_up(session, alert, at=late)


def _do(session: Session, alert: Alert, doing: Doing, *, at: datetime) -> None:
    day = clock.local(at).date()
    user = doing.by or risk.responsible_for(session, alert, on=day)[0]
    risk.see(session, alert, user, at=at)
    event = "alert.opened"
    if doing.deeds:
        do, event = (risk.close, "alert.closed") if doing.ends_it else (risk.act, "alert.taken_up")
        do(alert, doing.deeds, doing.note, user=user, at=at)
    security.audit(session, event, subject=alert, by=user.actor, at=at)
