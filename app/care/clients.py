"""Who receives care: clients, their episodes and appointments, and who may see them."""

import unicodedata
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.care.addresses import PostalAddress
from app.care.contact_points import contact_lookup
from app.care.services import Clinician, Pathway, Trust
from app.db import Base, choice
from app.security import Actor, Sealed, SealedColumn, keyring


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


class CancelledBy(StrEnum):
    """Whose doing it was that an appointment did not take place."""

    CLIENT = "client"
    SERVICE = "service"


class Ending(StrEnum):
    """How a course came to an end.

    In the terms of REFERRAL CLOSURE REASON (NHS Data Dictionary, Mental Health Services Data Set),
    as far as they tell how a therapy ended.
    """

    COMPLETED = "completed"
    AGREED = "agreed"
    STOPPED_COMING = "stopped coming"
    REFERRED_ON = "referred on"
    MOVED_AWAY = "moved away"
    DIED = "died"
    OTHER = "other"


# Who came to an end that was planned or agreed is asked how it was.
CAME_TO_AN_END = frozenset({Ending.COMPLETED, Ending.AGREED})


class Client(Base):
    """Someone in therapy. On pages they are "you"."""

    __tablename__ = "client"
    __table_args__ = (
        UniqueConstraint("trust_id", "nhs_number_lookup"),
        Index("ix_client_person", "trust_id", "person_lookup"),
        # Whoever has no number is told apart by name and date of birth, also in a race.
        Index(
            "uq_client_person_without_number",
            "trust_id",
            "person_lookup",
            unique=True,
            sqlite_where=text("nhs_number_lookup IS NULL"),
            postgresql_where=text("nhs_number_lookup IS NULL"),
        ),
    )

    trust_id: Mapped[UUID] = mapped_column(ForeignKey("trust.id"))
    given_name = Sealed()
    given_name_sealed: SealedColumn
    family_name = Sealed()
    family_name_sealed: SealedColumn
    nhs_number = Sealed()
    nhs_number_sealed: SealedColumn
    nhs_number_lookup: Mapped[str | None]
    # By name and date of birth. None in rows from before there was one.
    person_lookup: Mapped[str | None]
    birth_date = Sealed()
    birth_date_sealed: SealedColumn
    phone = Sealed(lookup=contact_lookup)
    phone_sealed: SealedColumn
    phone_lookup: Mapped[str | None] = mapped_column(index=True)
    email = Sealed(lookup=contact_lookup)
    email_sealed: SealedColumn
    email_lookup: Mapped[str | None] = mapped_column(index=True)
    # Its lines, and the postcode as the last of them.
    address = Sealed()
    address_sealed: SealedColumn
    contact_by: Mapped[ContactBy] = mapped_column(choice(ContactBy), default=ContactBy.SMS)
    language: Mapped[str] = mapped_column(default="en")
    gender: Mapped[Gender] = mapped_column(choice(Gender), default=Gender.NOT_KNOWN)
    died_on: Mapped[date | None]
    # Another record of the same person, which stands for this one: nobody sees this one any more.
    merged_into_id: Mapped[UUID | None] = mapped_column(ForeignKey("client.id"))

    trust: Mapped[Trust] = relationship()

    @property
    def name(self) -> str:
        """Given and family name, as staff read it."""
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def actor(self) -> Actor:
        """Who the audit trail says did it."""
        return Actor("client", self.id)

    @property
    def postal_address(self) -> PostalAddress:
        """Where letters to them go; empty where none is known."""
        return PostalAddress.stored(self.address)


class TherapyGroup(Base):
    """People who follow a pathway together, such as the skills group that began in May."""

    __tablename__ = "therapy_group"
    __table_args__ = (UniqueConstraint("pathway_id", "name"),)

    pathway_id: Mapped[UUID] = mapped_column(ForeignKey("pathway.id"))
    name: Mapped[str]
    started_on: Mapped[date]
    ended_on: Mapped[date | None]

    pathway: Mapped[Pathway] = relationship()


class Episode(Base):
    """One client's course on one pathway."""

    __tablename__ = "episode"
    __table_args__ = (
        CheckConstraint("ended_on IS NULL OR ended_on >= started_on", "ends_after_start"),
    )

    client_id: Mapped[UUID] = mapped_column(ForeignKey("client.id"), index=True)
    pathway_id: Mapped[UUID] = mapped_column(ForeignKey("pathway.id"))
    started_on: Mapped[date]
    ended_on: Mapped[date | None] = mapped_column(index=True)
    ended_how: Mapped[Ending | None] = mapped_column(choice(Ending))
    group_id: Mapped[UUID | None] = mapped_column(ForeignKey("therapy_group.id"), index=True)

    client: Mapped[Client] = relationship()
    pathway: Mapped[Pathway] = relationship()
    group: Mapped[TherapyGroup | None] = relationship()


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
    __table_args__ = (UniqueConstraint("episode_id", "starts_at"),)

    episode_id: Mapped[UUID] = mapped_column(ForeignKey("episode.id"))
    starts_at: Mapped[datetime] = mapped_column(index=True)
    status: Mapped[AppointmentStatus] = mapped_column(
        choice(AppointmentStatus), default=AppointmentStatus.BOOKED
    )
    cancelled_by: Mapped[CancelledBy | None] = mapped_column(choice(CancelledBy))
    # Its name in the system it came from, so that reading a file again changes it and adds none.
    identifier: Mapped[str | None] = mapped_column(unique=True)
    # Counts corrections: who corrects an older one than there is must look at it again.
    version: Mapped[int] = mapped_column(default=1)

    episode: Mapped[Episode] = relationship()


def nhs_number_lookup(number: str) -> str:
    """The keyed hash by which a client with this NHS number is found."""
    return keyring().lookup("nhs_number", number)


def person_lookup(given_name: str, family_name: str, birth_date: date) -> str:
    """The keyed hash by which clients of this name and date of birth are found."""
    return keyring().lookup("person", "\0".join(person(given_name, family_name, birth_date)))


def person(given_name: str, family_name: str, birth_date: date) -> tuple[str, str, str]:
    """Name and date of birth, the same however they were typed."""
    return _plain(given_name), _plain(family_name), birth_date.isoformat()


def _plain(name: str) -> str:
    """Without capitals, marks that cannot be seen, and spaces too many."""
    letters = unicodedata.normalize("NFKC", name).casefold()
    return " ".join("".join(c for c in letters if unicodedata.category(c) != "Cf").split())
