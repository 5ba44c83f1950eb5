"""Appointments come in a file from another system."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app import care, clock, security
from app.actions.attending import look_again_at
from app.actions.people import SomebodyWasFaster
from app.care import Appointment, AppointmentImport, ReadAppointment
from app.security import Actor

_NEVER = datetime(1900, 1, 1, tzinfo=clock.LOCAL)


def import_appointments(
    session: Session, found: AppointmentImport, *, by: Actor, at: datetime
) -> None:
    """Store what a file adds and changes, all of it or nothing. Raises SomebodyWasFaster."""
    wanted = {one.place.appointment_id: one for one in found.wanted if not one.is_new}
    held = care.hold_appointments(session, [id_ for id_ in wanted if id_])
    if {a.id: a.version for a in held} != {id_: one.version for id_, one in wanted.items()}:
        session.rollback()
        raise SomebodyWasFaster
    try:
        _make_room(session, [a for a in held if a.starts_at != wanted[a.id].place.starts_at])
        changed = [_change(appointment, wanted[appointment.id]) for appointment in held]
        added = [
            care.new_appointment(one.place, one.identifier) for one in found.wanted if one.is_new
        ]
        session.add_all(added)
        session.flush()
        _finish_import(session, added, changed, by=by, at=at)
        session.commit()
    except IntegrityError as error:
        session.rollback()
        raise SomebodyWasFaster from error


def _finish_import(
    session: Session,
    added: Sequence[Appointment],
    changed: Sequence[Appointment],
    *,
    by: Actor,
    at: datetime,
) -> None:
    look_again_at(session, [a.episode_id for a in (*added, *changed)], at=at)
    events = dict.fromkeys((a.id for a in added), "appointment.added")
    for one in sorted([*added, *changed], key=security.audit_order):
        event = events.get(one.id, "appointment.changed")
        security.audit(session, event, subject=one, by=by, at=at, detail="import")


def _change(appointment: Appointment, one: ReadAppointment) -> Appointment:
    appointment.starts_at = one.place.starts_at
    appointment.identifier = one.identifier
    appointment.version += 1
    care.set_outcome(appointment, one.place.outcome)
    return appointment


def _make_room(session: Session, moving: Sequence[Appointment]) -> None:
    """Put them where nobody is: two that change places must not stand in each other's way."""
    for number, appointment in enumerate(moving):
        appointment.starts_at = _NEVER + timedelta(minutes=number)
    session.flush()
