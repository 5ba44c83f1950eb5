"""Which clinicians are at work on a day, and who has a client of their own."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Select, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from app.care.clients import CareRelationship, Relation
from app.care.services import Clinician
from app.db import Base, choice


class AbsenceReason(StrEnum):
    """Why somebody is not at work."""

    LEAVE = "leave"
    SICKNESS = "sickness"
    TRAINING = "training"
    OTHER = "other"


class Absence(Base):
    """Days on which a clinician is not at work; without an end until somebody gives it one."""

    __tablename__ = "absence"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", "ends_after_start"),
    )

    clinician_id: Mapped[UUID] = mapped_column(ForeignKey("clinician.id"), index=True)
    reason: Mapped[AbsenceReason] = mapped_column(choice(AbsenceReason))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]

    clinician: Mapped[Clinician] = relationship()


def is_at_work(session: Session, clinician: Clinician, *, on: date) -> bool:
    """Whether this clinician works on that day: still here, a working day of theirs, not away."""
    has_left = clinician.left_on is not None and clinician.left_on <= on
    if has_left or not clinician.user.active or str(on.weekday()) not in clinician.works_on:
        return False
    away = select(Absence.id).where(
        Absence.clinician_id == clinician.id,
        Absence.starts_on <= on,
        or_(Absence.ends_on.is_(None), Absence.ends_on >= on),
    )
    return session.scalar(away.limit(1)) is None


def clients_with(clinician: Clinician, relation: Relation, *, on: date) -> Select[UUID]:
    """The ids of the clients to whom this clinician has that relation on that day."""
    return select(CareRelationship.client_id).where(
        CareRelationship.clinician_id == clinician.id,
        CareRelationship.relation == relation,
        CareRelationship.starts_on <= on,
        or_(CareRelationship.ends_on.is_(None), CareRelationship.ends_on >= on),
    )


def clinicians_of(
    session: Session, client_id: UUID, relation: Relation, *, on: date
) -> list[Clinician]:
    """Those with this relation to the client on that day, whoever has had it longest last."""
    found = (
        select(Clinician)
        .join(CareRelationship, CareRelationship.clinician_id == Clinician.id)
        .where(CareRelationship.client_id == client_id, CareRelationship.relation == relation)
        .where(CareRelationship.starts_on <= on)
        .where(or_(CareRelationship.ends_on.is_(None), CareRelationship.ends_on >= on))
        .order_by(CareRelationship.starts_on.desc(), Clinician.id)
    )
    return list(session.scalars(found).unique())
