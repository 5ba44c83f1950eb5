"""Who receives care: clients, their episodes and appointments, and who may see them."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.care.services import Clinician, Pathway, Trust
from app.db import Base, choice
from app.security import Sealed, SealedColumn, keyring


class Gender(StrEnum):
    """Person stated gender code (NHS Data Dictionary)."""

    MALE = "1"
    FEMALE = "2"
    INDETERMINATE = "9"
    NOT_KNOWN = "X"


class ContactBy(StrEnum):
    """How someone wants to be reached."""

    SMS = "sms"
    EMAIL = "email"
    LETTER = "letter"
    NOT_AT_ALL = "none"


class Relation(StrEnum):
    """Why a clinician may see a client: the NHS calls it a legitimate relationship."""

    OWN = "own"
    SUPERVISED = "supervised"
    COVER = "cover"


class AppointmentStatus(StrEnum):
    """What became of an appointment."""

    BOOKED = "booked"
    ATTENDED = "attended"
    MISSED = "missed"
    CANCELLED = "cancelled"


class Client(Base):
    """Someone in therapy. On pages they are "you"."""

    __tablename__ = "client"
    __table_args__ = (UniqueConstraint("trust_id", "nhs_number_lookup"),)

    trust_id: Mapped[UUID] = mapped_column(ForeignKey("trust.id"))
    given_name = Sealed()
    given_name_sealed: SealedColumn
    family_name = Sealed()
    family_name_sealed: SealedColumn
    nhs_number = Sealed()
    nhs_number_sealed: SealedColumn
    nhs_number_lookup: Mapped[str | None]
    birth_date = Sealed()
    birth_date_sealed: SealedColumn
    phone = Sealed()
    phone_sealed: SealedColumn
    email = Sealed()
    email_sealed: SealedColumn
    contact_by: Mapped[ContactBy] = mapped_column(choice(ContactBy), default=ContactBy.SMS)
    language: Mapped[str] = mapped_column(default="en")
    gender: Mapped[Gender] = mapped_column(choice(Gender), default=Gender.NOT_KNOWN)
    died_on: Mapped[date | None]

    trust: Mapped[Trust] = relationship()

    @property
    def name(self) -> str:
        """Given and family name, as staff read it."""
        return f"{self.given_name} {self.family_name}".strip()


class Episode(Base):
    """One client's course on one pathway."""

    __tablename__ = "episode"
    __table_args__ = (
        CheckConstraint("ended_on IS NULL OR ended_on >= started_on", "ends_after_start"),
    )

    client_id: Mapped[UUID] = mapped_column(ForeignKey("client.id"), index=True)
    pathway_id: Mapped[UUID] = mapped_column(ForeignKey("pathway.id"))
    started_on: Mapped[date]
    ended_on: Mapped[date | None]
    ended_how: Mapped[str] = mapped_column(default="")

    client: Mapped[Client] = relationship()
    pathway: Mapped[Pathway] = relationship()


class CareRelationship(Base):
    """A clinician may see a client from one day to another. Nothing else gives that right."""

    __tablename__ = "care_relationship"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", "ends_after_start"),
        Index("ix_care_relationship_who", "clinician_id", "client_id"),
    )

    clinician_id: Mapped[UUID] = mapped_column(ForeignKey("clinician.id"))
    client_id: Mapped[UUID] = mapped_column(ForeignKey("client.id"), index=True)
    relation: Mapped[Relation] = mapped_column(choice(Relation), default=Relation.OWN)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]

    clinician: Mapped[Clinician] = relationship()
    client: Mapped[Client] = relationship()


class Appointment(Base):
    """A meeting of client and clinician. Pages call it a session."""

    __tablename__ = "appointment"

    episode_id: Mapped[UUID] = mapped_column(ForeignKey("episode.id"), index=True)
    starts_at: Mapped[datetime] = mapped_column(index=True)
    status: Mapped[AppointmentStatus] = mapped_column(
        choice(AppointmentStatus), default=AppointmentStatus.BOOKED
    )

    episode: Mapped[Episode] = relationship()


def nhs_number_lookup(number: str) -> str:
    """The keyed hash by which a client with this NHS number is found."""
    return keyring().lookup("nhs_number", number)
