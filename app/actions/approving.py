"""What a service must have on record before it may use some measures and wordings."""

from datetime import date, datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app import clock, security
from app.care import MeasureLicence, Service, WordingApproval
from app.db import Base
from app.instruments import Instrument, Wording
from app.security import Actor


class AlreadyOnRecord(ValueError):
    """The service has recorded this before."""


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
    """Unlock a measure for a service that holds its owner's licence.

    Raises LicenceNumberMissing, or AlreadyOnRecord.
    """
    if not number.strip():
        raise LicenceNumberMissing(measure.key)
    licence = MeasureLicence(
        service_id=service.id, measure=measure.key, number=number, licensed_on=licensed_on
    )
    _add_once(session, licence)
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
    """Switch on exactly this wording of a measure in its language, in a named person's name.

    Raises AlreadyOnRecord.
    """
    approval = WordingApproval(
        service_id=service.id,
        measure=wording.key,
        language=wording.language,
        fingerprint=wording.fingerprint,
        approved_by=approved_by,
        approved_on=clock.local(at).date(),
    )
    _add_once(session, approval)
    detail = f"{wording.key} {wording.language} {wording.fingerprint}"
    security.audit(session, "wording.approved", subject=service, by=by, at=at, detail=detail)
    session.commit()
    return approval


def _add_once(session: Session, row: Base) -> None:
    session.add(row)
    try:
        session.flush()
    except IntegrityError as error:
        session.rollback()
        raise AlreadyOnRecord from error
