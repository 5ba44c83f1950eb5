"""What an import has to know of the database: clinicians, pathways, and who is there already."""

from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from app.care.clients import Client, nhs_number_lookup
from app.care.importing import Colleague, Known
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
        is_taken=lambda trust_id, number: (
            session.scalar(
                select(Client.id).where(
                    Client.trust_id == trust_id,
                    Client.nhs_number_lookup == nhs_number_lookup(number),
                )
            )
            is not None
        ),
    )


def _colleague(clinician: Clinician) -> Colleague:
    return Colleague(clinician.id, clinician.service_id, clinician.service.trust_id)
