"""Who may see which client: only those with a current care relationship (SEC-34)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, Date, bindparam, or_, select
from sqlalchemy.orm import Session

from app.care.clients import CareRelationship, Client, Relation
from app.care.services import Clinician
from app.prepared import Prepared
from app.security import Permission, Role, User, permissions_of

Day = date | BindParameter[date]


@dataclass(frozen=True)
class Reader:
    """Somebody who may read a client's answers, and why."""

    clinician_id: UUID
    name: str
    relation: Relation


def clients_of(session: Session, clinician: Clinician, *, on: date) -> list[Client]:
    """Everyone this clinician may see on that day."""
    found = (
        select(Client)
        .join(CareRelationship, CareRelationship.client_id == Client.id)
        .where(CareRelationship.clinician_id == clinician.id, _is_current(on))
        .where(Client.trust_id == clinician.service.trust_id, Client.merged_into_id.is_(None))
        .where(_still_works_here(clinician.id, on))
        .distinct()
    )
    return list(session.scalars(found))


def find_client(
    session: Session, client_id: UUID, *, seen_by: Clinician, on: date
) -> Client | None:
    """The client, or None: no such person, or none that this clinician may see. No difference."""
    found = select(Client).where(Client.id == client_id, may_see(seen_by, on=on))
    return session.scalar(found)


def clients_reached_at(session: Session, lookup: str) -> list[Client]:
    """Everybody who has this number or e-mail address on record. For actions only: nobody's page
    may tell who they are."""
    held = or_(Client.phone_lookup == lookup, Client.email_lookup == lookup)
    stands = Client.merged_into_id.is_(None)
    return list(session.scalars(select(Client).where(held, stands).order_by(Client.id).limit(2)))


def may_see(clinician: Clinician, *, on: date) -> ColumnElement[bool]:
    """The condition on rows of `Client` that this clinician may see them on that day."""
    related = select(CareRelationship.id).where(
        CareRelationship.client_id == Client.id,
        CareRelationship.clinician_id == clinician.id,
        _is_current(on),
    )
    is_of_trust = Client.trust_id == clinician.service.trust_id
    stands = Client.merged_into_id.is_(None)
    is_theirs = related.correlate(Client).exists()
    return is_of_trust & stands & is_theirs & _still_works_here(clinician.id, on)


def readers_of(session: Session, client_id: UUID, *, on: date) -> list[Reader]:
    """Everyone who may read this client's answers on that day, the person's own clinician first.

    Both halves of the right count: a current care relationship, and an open account whose roles
    let it read answers.
    """
    found = _READERS.all(session, client=client_id, on=on)
    readers = [
        Reader(clinician_id, User.name.unseal(name, user_id), relation)
        for clinician_id, relation, user_id, name, role_names, active in found
        if active and Permission.READ_ANSWERS in permissions_of([Role(role) for role in role_names])
    ]
    order = list(Relation)
    ranked = sorted(readers, key=lambda reader: order.index(reader.relation), reverse=True)
    # Who is related twice, as two records were merged, is one person.
    return list({reader.clinician_id: reader for reader in ranked}.values())[::-1]


def _is_current(on: Day) -> ColumnElement[bool]:
    return (CareRelationship.starts_on <= on) & or_(
        CareRelationship.ends_on.is_(None), CareRelationship.ends_on >= on
    )


def _still_works_here(clinician_id: UUID, on: Day) -> ColumnElement[bool]:
    return select(Clinician.id).where(Clinician.id == clinician_id, _has_not_left(on)).exists()


def _has_not_left(on: Day) -> ColumnElement[bool]:
    return or_(Clinician.left_on.is_(None), Clinician.left_on > on)


# Built once: every person's check-in begins and ends with it.
_READERS = Prepared(
    select(
        *(Clinician.id, CareRelationship.relation),
        *(User.id, User.name_sealed, User.role_names, User.active),
    )
    .join_from(CareRelationship, Clinician, CareRelationship.clinician_id == Clinician.id)
    .join(User, User.id == Clinician.user_id)
    .where(CareRelationship.client_id == bindparam("client"))
    .where(_is_current(bindparam("on", type_=Date)), _has_not_left(bindparam("on", type_=Date)))
)
