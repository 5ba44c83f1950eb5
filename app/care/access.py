"""Who may see which client: only those with a current care relationship (SEC-34)."""

from datetime import date
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, bindparam, or_, select
from sqlalchemy.orm import Session, joinedload

from app.care.clients import CareRelationship, Client, Relation
from app.care.services import Clinician
from app.security import Permission, User

Day = date | BindParameter[date]


def clients_of(session: Session, clinician: Clinician, *, on: date) -> list[Client]:
    """Everyone this clinician may see on that day."""
    found = (
        select(Client)
        .join(CareRelationship, CareRelationship.client_id == Client.id)
        .where(CareRelationship.clinician_id == clinician.id, _is_current(on))
        .where(Client.trust_id == clinician.service.trust_id)
        .where(_still_works_here(clinician.id, on))
        .distinct()
    )
    return list(session.scalars(found))


def find_client(
    session: Session, client_id: UUID, *, seen_by: Clinician, on: date
) -> Client | None:
    """The client, or None: no such person, or none that this clinician may see. No difference."""
    found = select(Client).where(
        Client.id == client_id,
        Client.trust_id == seen_by.service.trust_id,
        select(CareRelationship.id)
        .where(
            CareRelationship.client_id == Client.id,
            CareRelationship.clinician_id == seen_by.id,
            _is_current(on),
        )
        .exists(),
        _still_works_here(seen_by.id, on),
    )
    return session.scalar(found)


def readers_of(session: Session, client_id: UUID, *, on: date) -> list[tuple[Clinician, Relation]]:
    """Everyone who may read this client's answers on that day, the person's own clinician first.

    Both halves of the right count: a current care relationship, and an open account whose roles
    let it read answers.
    """
    found = session.execute(_READERS, {"client": client_id, "on": on})
    order = list(Relation)
    rows = [(clinician, relation) for clinician, relation in found if _may_read(clinician.user)]
    return sorted(rows, key=lambda row: order.index(row[1]))


def _may_read(user: User) -> bool:
    return user.active and user.may(Permission.READ_ANSWERS)


def _is_current(on: Day) -> ColumnElement[bool]:
    return (CareRelationship.starts_on <= on) & or_(
        CareRelationship.ends_on.is_(None), CareRelationship.ends_on >= on
    )


def _still_works_here(clinician_id: UUID, on: Day) -> ColumnElement[bool]:
    return select(Clinician.id).where(Clinician.id == clinician_id, _has_not_left(on)).exists()


def _has_not_left(on: Day) -> ColumnElement[bool]:
    return or_(Clinician.left_on.is_(None), Clinician.left_on > on)


# Built once: every person's check-in begins and ends with it.
_READERS = (
    select(Clinician, CareRelationship.relation)
    .join(CareRelationship, CareRelationship.clinician_id == Clinician.id)
    .where(CareRelationship.client_id == bindparam("client"))
    .where(_is_current(bindparam("on")), _has_not_left(bindparam("on")))
    .options(
        joinedload(Clinician.user, innerjoin=True).load_only(
            User.name_sealed, User.role_names, User.active
        )
    )
)
