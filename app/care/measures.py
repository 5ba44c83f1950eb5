"""Which measures a service may ask, and in which words: licences held, translations approved."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app import instruments
from app.care.withdrawals import is_language_withdrawn, withdrawn_measures
from app.db import Base
from app.instruments import Instrument, Wording

PUBLISHED_LANGUAGE = "en"


class MeasureLicence(Base):
    """The service's own licence for a measure whose owner asks for one."""

    __tablename__ = "measure_licence"
    __table_args__ = (UniqueConstraint("service_id", "measure"),)

    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id"))
    measure: Mapped[str]
    number: Mapped[str]
    licensed_on: Mapped[date]


class WordingApproval(Base):
    """A named person in the service approved exactly this wording of a measure in a language."""

    __tablename__ = "wording_approval"
    __table_args__ = (UniqueConstraint("service_id", "measure", "language", "fingerprint"),)

    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id"))
    measure: Mapped[str]
    language: Mapped[str]
    fingerprint: Mapped[str]
    approved_by: Mapped[str]
    approved_on: Mapped[date]


class MeasureLocked(Exception):
    """The service has not recorded the licence that this measure needs."""


@dataclass(frozen=True)
class Offer:
    """A measure in the words a person is shown; `in_their_language` is False for a fallback."""

    instrument: Instrument
    wording: Wording
    in_their_language: bool


def unlocked_measures(session: Session, service_id: UUID) -> list[Instrument]:
    """The measures this service may ask today: licensed or free, and not withdrawn (SAF-23)."""
    licensed = set(
        session.scalars(
            select(MeasureLicence.measure).where(MeasureLicence.service_id == service_id)
        )
    )
    withdrawn = withdrawn_measures(session, service_id)
    every = [instruments.get_instrument(key) for key in instruments.keys() if key not in withdrawn]
    return [i for i in every if i.key in licensed or not i.licence.required_from_service]


def offer(session: Session, service_id: UUID, measure: str, language: str) -> Offer:
    """The measure in the person's language if the service approved it, else in English (EQ-10).

    An approval counts as long as the service has not withdrawn that language (SAF-23).

    Raises MeasureLocked for a measure whose licence the service has not recorded.
    """
    instrument = instruments.get_instrument(measure)
    if instrument.licence.required_from_service and not _is_licensed(session, service_id, measure):
        raise MeasureLocked(measure)
    wording = instruments.find_wording(measure, language)
    if wording and (language == PUBLISHED_LANGUAGE or _is_approved(session, service_id, wording)):
        return Offer(instrument, wording, in_their_language=True)
    return Offer(instrument, _published_wording(measure), in_their_language=False)


def _published_wording(measure: str) -> Wording:
    wording = instruments.find_wording(measure, PUBLISHED_LANGUAGE)
    if wording is None:
        raise LookupError(f"{measure} has no wording in {PUBLISHED_LANGUAGE}")
    return wording


def _is_licensed(session: Session, service_id: UUID, measure: str) -> bool:
    found = select(MeasureLicence.id).where(
        MeasureLicence.service_id == service_id, MeasureLicence.measure == measure
    )
    return session.scalar(found) is not None


def _is_approved(session: Session, service_id: UUID, wording: Wording) -> bool:
    found = select(WordingApproval.id).where(
        WordingApproval.service_id == service_id,
        WordingApproval.measure == wording.key,
        WordingApproval.language == wording.language,
        WordingApproval.fingerprint == wording.fingerprint,
        ~is_language_withdrawn(service_id, wording.key, wording.language),
    )
    return session.scalar(found) is not None
