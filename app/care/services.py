"""Who gives care: trusts, their services and pathways, and the clinicians who work there."""

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from app.db import Base
from app.security import User

if TYPE_CHECKING:
    from app.care.calendars import ServiceCalendar


class Trust(Base):
    """An NHS trust. Nothing of one trust is ever seen by another."""

    __tablename__ = "trust"

    name: Mapped[str]


class Service(Base):
    """A psychological-therapy service of a trust, such as a Step 4 service."""

    __tablename__ = "service"
    __table_args__ = (UniqueConstraint("trust_id", "name"),)

    trust_id: Mapped[UUID] = mapped_column(ForeignKey("trust.id"))
    name: Mapped[str]
    phone: Mapped[str] = mapped_column(default="")
    is_demo: Mapped[bool] = mapped_column(default=False)

    trust: Mapped[Trust] = relationship()
    # None: it has set none, and keeps the usual hours.
    calendar: Mapped["ServiceCalendar | None"] = relationship(viewonly=True)


class Pathway(Base):
    """A course of care that a service offers: one-to-one therapy, a group, an assessment."""

    __tablename__ = "pathway"
    __table_args__ = (UniqueConstraint("service_id", "name"),)

    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id"))
    name: Mapped[str]

    service: Mapped[Service] = relationship()


class Clinician(Base):
    """A member of a service's staff who may have clients. Signs in with the user account."""

    __tablename__ = "clinician"

    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"), unique=True)
    profession: Mapped[str] = mapped_column(default="")
    left_on: Mapped[date | None]
    # The weekdays of their contract, "0" is Monday.
    works_on: Mapped[str] = mapped_column(default="01234")

    service: Mapped[Service] = relationship()
    user: Mapped[User] = relationship()

    @property
    def name(self) -> str:
        """As clients and colleagues read it."""
        return self.user.name


def services_of(session: Session, user: User) -> list[Service]:
    """The services of this colleague's trust, by name.

    Who has a place in a service belongs to its trust. Who has none belongs to the trust that there
    is; where there are several, nobody can say to which, and nothing is shown (SEC-34).
    """
    clinician = session.scalar(select(Clinician).where(Clinician.user_id == user.id))
    trusts = list(session.scalars(select(Trust.id).limit(2)))
    if clinician is None and len(trusts) != 1:
        return []
    trust_id = clinician.service.trust_id if clinician else trusts[0]
    found = select(Service).where(Service.trust_id == trust_id).order_by(Service.name)
    return list(session.scalars(found))
