"""Telling us about a problem that could harm somebody, and what the safety officer made of it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app import safety, security
from app.actions.changing import NotAChange
from app.actions.working import Again, Done, Failed, Outcome
from app.outbox import Job, NotSent, Sender, Text
from app.safety import SafetyReport
from app.security import SYSTEM, Actor

ANYBODY = Actor("anybody")


class UnknownHazard(Exception):
    """The hazard log has no such entry."""


def report_problem(
    session: Session, *, happened: str, contact: str, language: str, at: datetime
) -> SafetyReport:
    """Keep what anybody told us, signed in or not, and tell the clinical safety officer.

    Who they are is not kept: not here, and not in the audit trail. Raises NotAChange for nothing.
    """
    if not happened.strip():
        raise NotAChange
    report = safety.new_report(
        session, happened=happened.strip(), contact=contact.strip(), language=language, at=at
    )
    security.audit(session, "safety_report.made", subject=report, by=ANYBODY, at=at)
    session.commit()
    return report


def open_report(session: Session, report: SafetyReport, *, by: Actor, at: datetime) -> None:
    """Write down who opened it. Call it before anything is shown (SEC-39)."""
    security.audit(session, "safety_report.viewed", subject=report, by=by, at=at)
    session.commit()


def handle_report(
    session: Session, report: SafetyReport, *, hazard: str, outcome: str, by: Actor, at: datetime
) -> None:
    """What was made of it: the hazard that it belongs to, if any, and what was done.

    Raises NotAChange without an outcome, or UnknownHazard.
    """
    if not outcome.strip():
        raise NotAChange
    if hazard and hazard not in {known.id for known in safety.hazards()}:
        raise UnknownHazard(hazard)
    report.hazard, report.outcome = hazard or None, outcome.strip()
    report.handled_at, report.handled_by = at, by.id
    security.audit(session, "safety_report.handled", subject=report, by=by, at=at, detail=hazard)
    session.commit()


def send_safety_notice(
    mail: Sender | None, address: str, base_url: str, session: Session, job: Job, at: datetime
) -> Outcome:
    """The job that tells the clinical safety officer that there is a report, and nothing of it."""
    report = safety.find_report(session, UUID(job.payload["report_id"]))
    if report is None or report.told_at:
        return Done("nothing")
    if mail is None or not address:
        return Failed("there is a safety report, and no safety_email to tell of it")
    text = _notice(report, address, base_url)
    session.commit()
    try:
        mail.send(text)
    except NotSent as error:
        return Failed(str(error)) if error.is_final else Again(str(error))
    report.told_at = at
    security.audit(session, "safety_report.told", subject=report, by=SYSTEM, at=at)
    return Done("sent")


def _notice(report: SafetyReport, address: str, base_url: str) -> Text:
    body = safety.BODY.format(link=f"{base_url.rstrip('/')}/admin/reports/{report.id}")
    return Text(address, safety.SUBJECT, body, "en", reference=str(report.id))
