"""Who may see a client because somebody said so: handing over, and cover while somebody is away."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from app.care.clients import CareRelationship, Client, Relation
from app.care.services import Clinician
from app.security import Permission, permissions_of

FURTHEST_AHEAD = timedelta(days=92)
# Whoever is away for longer hands over.
LONGEST_COVER = timedelta(days=183)
# Who covers looks after somebody else's client, and passes them on to nobody.
MAY_SHARE = frozenset({Relation.OWN, Relation.SUPERVISED})


class SharingFault(StrEnum):
    """Why a client cannot be handed over, or covered for, as it is wanted."""

    NOT_THEIRS = "only their own clinician or a supervisor can"
    NO_COLLEAGUE = "no colleague of this service then"
    SEES_ALREADY = "is the client's clinician already"
    CHANGED = "has been handed over already"
    TOO_EARLY = "too early"
    TOO_FAR_AHEAD = "too far ahead"
    BACKWARDS = "ends before it begins"
    TOO_LONG = "too long"


class SharingRefused(Exception):
    """It cannot be so, and this is why. Nothing was stored."""

    def __init__(self, fault: SharingFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True)
class Days:
    """From one day to another, or for good."""

    first: date
    last: date | None = None


def relationships_of(session: Session, client: Client, *, on: date) -> list[CareRelationship]:
    """Who sees the client on that day or will, their own clinician first."""
    found = (
        select(CareRelationship)
        .where(CareRelationship.client_id == client.id)
        .where(or_(CareRelationship.ends_on.is_(None), CareRelationship.ends_on >= on))
        .options(joinedload(CareRelationship.clinician).joinedload(Clinician.user))
        .execution_options(populate_existing=True)
    )
    order = list(Relation)
    return sorted(session.scalars(found), key=lambda r: (order.index(r.relation), r.starts_on))


def may_share(relationships: Sequence[CareRelationship], clinician: Clinician, on: date) -> bool:
    """Whether this clinician may let colleagues see the client."""
    return any(
        one.clinician_id == clinician.id and one.relation in MAY_SHARE and one.starts_on <= on
        for one in relationships
    )


def colleagues_of(session: Session, clinician: Clinician, days: Days) -> list[Clinician]:
    """Everybody else of the service who works there on all these days and may read answers."""
    until = days.last or days.first
    found = (
        select(Clinician)
        .where(Clinician.service_id == clinician.service_id, Clinician.id != clinician.id)
        .where(or_(Clinician.left_on.is_(None), Clinician.left_on > until))
        .options(joinedload(Clinician.user))
    )
    here = [one for one in session.scalars(found) if _may_read(one)]
    return sorted(here, key=lambda one: one.name.casefold())


def find_relationship(
    session: Session, client: Client, relationship_id: UUID
) -> CareRelationship | None:
    """The relationship, if it is one to this client."""
    return session.scalar(
        select(CareRelationship)
        .where(CareRelationship.id == relationship_id, CareRelationship.client_id == client.id)
        .options(joinedload(CareRelationship.clinician))
    )


def can_be_handed_over(one: CareRelationship, today: date) -> bool:
    """Whether the client is this clinician's own now, and with no end to it yet."""
    return one.relation is Relation.OWN and one.ends_on is None and one.starts_on <= today


def handing_over_fault(
    own: CareRelationship, to: Clinician, on: date, others: Sequence[CareRelationship], today: date
) -> SharingFault | None:
    """Why the client's own clinician cannot change so on that day; None when it can."""
    found = {
        SharingFault.CHANGED: not can_be_handed_over(own, today),
        SharingFault.TOO_EARLY: on < today or on <= own.starts_on,
        SharingFault.TOO_FAR_AHEAD: on > today + FURTHEST_AHEAD,
        SharingFault.SEES_ALREADY: any(_is_own(one, to) for one in others),
    }
    return _first(found)


def cover_fault(
    to: Clinician, days: Days, others: Sequence[CareRelationship], today: date
) -> SharingFault | None:
    """Why a colleague cannot see the client on these days; None when they can."""
    last = days.last or date.max
    found = {
        SharingFault.TOO_EARLY: days.first < today,
        SharingFault.TOO_FAR_AHEAD: days.first > today + FURTHEST_AHEAD,
        SharingFault.BACKWARDS: last < days.first,
        SharingFault.TOO_LONG: last - days.first > LONGEST_COVER,
        SharingFault.SEES_ALREADY: any(_is_own(one, to) for one in others),
    }
    return _first(found)


def _is_own(one: CareRelationship, clinician: Clinician) -> bool:
    return one.clinician_id == clinician.id and one.relation is Relation.OWN and one.ends_on is None


def _may_read(clinician: Clinician) -> bool:
    user = clinician.user
    return user.active and Permission.READ_ANSWERS in permissions_of(user.roles)


def _first(found: dict[SharingFault, bool]) -> SharingFault | None:
    return next((fault for fault, is_there in found.items() if is_there), None)
