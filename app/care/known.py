"""What an import has to know of the database: clinicians, pathways, and who is there already."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, joinedload

from app.care.clients import Client, nhs_number_lookup, person, person_lookup
from app.care.importing import Colleague, Known
from app.care.numbers import clients_by_number
from app.care.services import Clinician, Pathway


def known_to(session: Session, *, on: date) -> Known:
    """The clinicians who work here on that day, by e-mail; pathways by service and name."""
    clinicians = select(Clinician).options(
        joinedload(Clinician.user), joinedload(Clinician.service)
    )
    here = clinicians.where(or_(Clinician.left_on.is_(None), Clinician.left_on > on))
    return Known(
        clinicians={c.user.email.casefold(): _colleague(c) for c in session.scalars(here)},
        pathways={
            (pathway.service_id, pathway.name.casefold()): pathway.id
            for pathway in session.scalars(select(Pathway))
        },
        is_taken=lambda trust_id, number: bool(
            clients_by_number(session, [nhs_number_lookup(number)], trust_id=trust_id)
        ),
        is_there=_people(session),
    )


def _people(session: Session) -> Callable[[UUID, str, str, date], bool]:
    """Whether a trust has a client of this name and date of birth."""
    older = _people_without_lookup(session)

    def is_there(trust_id: UUID, given_name: str, family_name: str, birth_date: date) -> bool:
        if (trust_id, person(given_name, family_name, birth_date)) in older:
            return True
        lookup = person_lookup(given_name, family_name, birth_date)
        return _is_there(session, Client.trust_id == trust_id, Client.person_lookup == lookup)

    return is_there


def _people_without_lookup(session: Session) -> set[tuple[UUID, tuple[str, str, str]]]:
    """Clients from before there was a look-up: opened one by one, once for each import."""
    older = select(Client).where(Client.person_lookup.is_(None))
    return {
        (c.trust_id, person(c.given_name, c.family_name, date.fromisoformat(c.birth_date)))
        for c in session.scalars(older)
        if c.birth_date
    }


def _is_there(session: Session, *conditions: ColumnElement[bool]) -> bool:
    return session.scalar(select(Client.id).where(*conditions).limit(1)) is not None


def _colleague(clinician: Clinician) -> Colleague:
    return Colleague(clinician.id, clinician.service_id, clinician.service.trust_id)
