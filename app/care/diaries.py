"""The appointments that there are: to read, and to hold while somebody changes them."""

from collections.abc import Collection, Iterator
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.care.clients import Appointment, Client, Episode


def appointments_of(session: Session, client_ids: Collection[UUID]) -> list[Appointment]:
    """All appointments of these clients, the earliest first."""
    found: list[Appointment] = []
    for some in _some(client_ids):
        rows = (
            select(Appointment)
            .join(Appointment.episode)
            .where(Episode.client_id.in_(some))
            .options(joinedload(Appointment.episode).joinedload(Episode.client))
        )
        found += session.scalars(rows)
    return sorted(found, key=lambda appointment: appointment.starts_at)


def find_appointment(session: Session, client: Client, appointment_id: UUID) -> Appointment | None:
    """The appointment, if it is one of this client's."""
    return session.scalar(
        select(Appointment)
        .join(Appointment.episode)
        .where(Appointment.id == appointment_id, Episode.client_id == client.id)
        .options(joinedload(Appointment.episode).joinedload(Episode.pathway))
    )


def hold_appointments(session: Session, ids: Collection[UUID]) -> list[Appointment]:
    """These appointments as they are now; nobody else changes them while this transaction lasts."""
    found: list[Appointment] = []
    for some in _some(sorted(ids)):
        rows = (
            select(Appointment)
            .where(Appointment.id.in_(some))
            .order_by(Appointment.id)
            .options(joinedload(Appointment.episode).joinedload(Episode.client))
            .with_for_update(of=Appointment)
            .execution_options(populate_existing=True)
        )
        found += session.scalars(rows)
    return found


def hold_diaries(session: Session, client_ids: Collection[UUID]) -> None:
    """Nobody else adds appointments for these clients while this transaction lasts."""
    for some in _some(sorted(client_ids)):
        rows = select(Client.id).where(Client.id.in_(some)).order_by(Client.id)
        session.execute(rows.with_for_update())


def episodes_of(session: Session, client: Client) -> list[Episode]:
    """The client's courses of care, the newest first."""
    found = (
        select(Episode)
        .where(Episode.client_id == client.id)
        .order_by(Episode.started_on.desc(), Episode.id)
        .options(joinedload(Episode.pathway), joinedload(Episode.client))
    )
    return list(session.scalars(found))


def _some(ids: Collection[UUID]) -> Iterator[list[UUID]]:
    """At a time, as a statement takes only so many values."""
    every = list(ids)
    for start in range(0, len(every), 1000):
        yield every[start : start + 1000]
