"""Alerts over time: brought to who has to act by now, told to them, and none of them missing."""

import logging
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app import clock, risk, security
from app.actions.working import Again, Done, Outcome
from app.outbox import Job, NotSent, Sender, Text
from app.risk import Alert, AlertNotice, Rung
from app.security import SYSTEM

log = logging.getLogger(__name__)


@dataclass
class Watch:
    """What one look at the open alerts did."""

    watched: int = 0
    passed_on: int = 0
    failed: int = 0


def watch_alerts(session: Session, *, at: datetime) -> Watch:
    """Bring every open alert to who has to act by now (SAF-09).

    Safe to run twice, and on several machines. Each alert is a transaction of its own: one that
    cannot be looked after keeps none of the others waiting.
    """
    done = Watch()
    for alert_id in risk.alerts_to_watch(session, on=clock.local(at).date()):
        session.rollback()
        try:
            _bring_up(session, alert_id, done, at=at)
            session.commit()
        except Exception:
            session.rollback()
            log.exception("Alert %s could not be looked after", alert_id)
            done.failed += 1
    session.rollback()
    return done


def bring_up_alerts(session: Session, *, at: datetime) -> None:
    """The same in the caller's own transaction: somebody has just left."""
    held = [
        risk.hold_alert(session, alert_id)
        for alert_id in risk.alerts_to_watch(session, on=clock.local(at).date())
    ]
    moved = [(alert, risk.bring_up(session, alert, at=at)) for alert in held]
    for alert, rung in moved:  # all are held by now: nobody waits for another crosswise
        if rung is not None:
            _audit_passed_on(session, alert, rung, at=at)


def sweep_answers(session: Session, *, since: datetime, at: datetime) -> int:
    """Raise an alert for every risk answer since then that has none; how many there were.

    There must never be one: each is logged as the fault that it is (SAF-02).
    """
    found = risk.silent_answers(session, since=since)
    for given in found:
        log.error("An answer had no alert: assignment %s, item %s", given.assignment_id, given.item)
        alert = risk.give_voice(session, given, at=at)
        security.audit(session, "alert.found_missing", subject=alert, by=SYSTEM, at=at)
        session.commit()
    return len(found)


def send_notice(
    mail: Sender | None, base_url: str, session: Session, job: Job, at: datetime
) -> Outcome:
    """The job that tells one colleague that there is something to look at, if there still is."""
    notice = risk.find_notice(session, UUID(job.payload["notice_id"]))
    if notice is None or notice.sent_at or notice.opened_at or not notice.alert.is_waiting:
        return Done("nothing")
    if mail is None:
        return Again("no way to send e-mail is set up")
    text = _notice_text(notice, base_url)
    session.commit()
    try:
        mail.send(text)
    except NotSent as error:
        notice.problem = str(error)
        return Done("dropped") if error.is_final else Again(str(error))
    notice.sent_at, notice.problem = at, ""
    security.audit(session, "notice.sent", subject=notice, by=SYSTEM, at=at)
    return Done("sent")


def _bring_up(session: Session, alert_id: UUID, done: Watch, *, at: datetime) -> None:
    alert = risk.hold_alert(session, alert_id)
    done.watched += 1
    if rung := risk.bring_up(session, alert, at=at):
        done.passed_on += 1
        _audit_passed_on(session, alert, rung, at=at)


def _audit_passed_on(session: Session, alert: Alert, rung: Rung, *, at: datetime) -> None:
    detail = rung.value
    security.audit(session, "alert.passed_on", subject=alert, by=SYSTEM, at=at, detail=detail)


def _notice_text(notice: AlertNotice, base_url: str) -> Text:
    body = risk.BODY.format(link=f"{base_url.rstrip('/')}/clinic/alerts/{notice.alert_id}")
    return Text(notice.user.email, risk.SUBJECT, body, "en", reference=str(notice.id))
