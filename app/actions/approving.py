"""What a service must have on record before it may use some measures and wordings."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from app import security
from app.care import MeasureLicence, Service, WordingApproval
from app.instruments import Instrument, Wording
from app.security import Actor


class LicenceNumberMissing(ValueError):
    """A licence is recorded with its number."""


def record_licence(
    session: Session,
    service: Service,
    measure: Instrument,
    *,
    number: str,
    licensed_on: date,
    by: Actor,
    at: datetime,
) -> MeasureLicence:
    """Unlock a measure for a service that holds its owner's licence."""
    if not number.strip():
        raise LicenceNumberMissing(measure.key)
    licence = MeasureLicence(
        service_id=service.id, measure=measure.key, number=number, licensed_on=licensed_on
    )
    session.add(licence)
    security.audit(session, "licence.recorded", subject=service, by=by, at=at, detail=measure.key)
    session.commit()
    return licence


def approve_wording(
    session: Session,
    service: Service,
    wording: Wording,
    *,
    approved_by: str,
    by: Actor,
    at: datetime,
) -> WordingApproval:
    """Switch on exactly this wording of a measure in its language, in a named person's name."""
    approval = WordingApproval(
        service_id=service.id,
        measure=wording.key,
        language=wording.language,
        fingerprint=wording.fingerprint,
        approved_by=approved_by,
        approved_on=at.date(),
    )
    session.add(approval)
    detail = f"{wording.key} {wording.language} {wording.fingerprint}"
    security.audit(session, "wording.approved", subject=service, by=by, at=at, detail=detail)
    session.commit()
    return approval
