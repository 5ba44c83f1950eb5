"""Which clinicians are at work on a day, and who has a client of their own."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Select, and_, or_, select
from sqlalchemy.orm import Mapped, Session, contains_eager, mapped_column, relationship

from app.care.clients import CareRelationship, Relation
from app.care.services import Clinician
from app.db import Base, choice
from app.security import User


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


@dataclass(frozen=True)
class Post:
    """Somebody, whether they are at work, and one of those whom they see; None when there is none
    among those who were asked for."""

    clinician: Clinician
    is_at_work: bool
    is_away: bool
    client_id: UUID | None
    relation: Relation | None
    since: date | None


def is_at_work(session: Session, clinician: Clinician, *, on: date) -> bool:
    """Whether this clinician works on that day: still here, a working day of theirs, not away."""
    away = select(Absence.id).where(Absence.clinician_id == clinician.id, _is_on(on))
    return _works_on(clinician, on) and session.scalar(away.limit(1)) is None


def posts(
    session: Session, client_ids: Collection[UUID], service_ids: Collection[UUID],
    user_ids: Collection[UUID] = (), *, on: date,
) -> list[Post]:  # fmt: skip
    """Who looks after these clients, works in these services or has these accounts, in one query.

    Who left is among them, as never at work. The oldest accounts come first.
    """
    seen = and_(
        CareRelationship.clinician_id == Clinician.id,
        CareRelationship.client_id.in_(client_ids),
        CareRelationship.starts_on <= on,
        or_(CareRelationship.ends_on.is_(None), CareRelationship.ends_on >= on),
    )
    is_asked_for = or_(
        CareRelationship.id.is_not(None),
        Clinician.service_id.in_(service_ids),
        Clinician.user_id.in_(user_ids),
    )
    away = select(Absence.id).where(Absence.clinician_id == Clinician.id, _is_on(on)).exists()
    relation = CareRelationship
    found = (
        select(Clinician, away, relation.client_id, relation.relation, relation.starts_on)
        .join(User, User.id == Clinician.user_id)
        .outerjoin(CareRelationship, seen)
        .where(is_asked_for)
        .order_by(User.created_at, User.id)
        .options(contains_eager(Clinician.user))
    )
    return [
        Post(
            clinician, _works_on(clinician, on) and not is_away, is_away, client_id, related, since
        )
        for clinician, is_away, client_id, related, since in session.execute(found)
    ]


def away(*, on: date) -> Select[UUID]:
    """The ids of the accounts of those who are away on that day."""
    found = select(Clinician.user_id).join(Absence, Absence.clinician_id == Clinician.id)
    return found.where(_is_on(on))


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


def _is_on(day: date) -> ColumnElement[bool]:
    return (Absence.starts_on <= day) & or_(Absence.ends_on.is_(None), Absence.ends_on >= day)


def _works_on(clinician: Clinician, day: date) -> bool:
    has_left = clinician.left_on is not None and clinician.left_on <= day
    return not has_left and clinician.user.active and str(day.weekday()) in clinician.works_on
