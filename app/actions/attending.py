"""Appointments are made, and somebody writes down what became of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app import care, clock, scheduling, security
from app.care import (
    MOST_IN_SERIES,
    Appointment,
    AppointmentStatus,
    Clinician,
    Episode,
    Misfit,
    Outcome,
    Place,
    TherapyGroup,
)
from app.security import Actor


class AppointmentsMisplaced(Exception):
    """They cannot be as they are wanted. Nothing was stored."""

    def __init__(self, faults: Sequence[tuple[Place, Misfit]]) -> None:
        super().__init__(", ".join(misfit.value for _, misfit in faults))
        self.faults = faults


class AppointmentsChanged(Exception):
    """Somebody else changed these since they were looked at. Nothing was stored."""

    def __init__(self, appointments: Sequence[Appointment]) -> None:
        super().__init__(f"{len(appointments)} changed")
        self.appointments = appointments


class NobodyToAdd(Exception):
    """Everybody in the group has an appointment then, or nobody is in it on that day."""


@dataclass(frozen=True)
class Mark:
    """What became of an appointment, by who looked at that version of it."""

    appointment_id: UUID
    outcome: Outcome
    version: int


def add_appointments(
    session: Session,
    episode: Episode,
    moments: Sequence[datetime],
    *,
    outcome: Outcome = Outcome.BOOKED,
    by: Actor,
    at: datetime,
) -> list[Appointment]:
    """One appointment or a series; all of them or none. Past ones may be written down later.

    Raises AppointmentsMisplaced.
    """
    places = [Place(episode, moment, outcome) for moment in moments]
    if len(places) > MOST_IN_SERIES:
        raise AppointmentsMisplaced([(places[0], Misfit.TOO_MANY)])
    return _add(session, places, by=by, at=at)


def add_group_session(
    session: Session,
    group: TherapyGroup,
    starts_at: datetime,
    *,
    clinician: Clinician,
    by: Actor,
    at: datetime,
) -> list[Appointment]:
    """An appointment for everybody in the group on that day whom the clinician may see.

    Who has one at that time keeps it. Raises NobodyToAdd, AppointmentsMisplaced.
    """
    day, today = clock.local(starts_at).date(), _today(at)
    members = care.members_on(session, group, day, seen_by=clinician, on=today)
    stored = care.appointments_of(session, {member.client_id for member in members})
    have_one = {a.episode_id for a in stored if a.starts_at == starts_at}
    places = [Place(member, starts_at) for member in members if member.id not in have_one]
    if not places:
        raise NobodyToAdd
    return _add(session, places, by=by, at=at)


def mark_appointments(
    session: Session, marks: Sequence[Mark], *, by: Actor, at: datetime
) -> list[Appointment]:
    """Write down what became of these appointments, or correct it; those that changed.

    What is so already stays as it is, whoever made it so. Raises AppointmentsChanged when somebody
    else has changed one since, and AppointmentsMisplaced for what cannot be. Then nothing changes.
    """
    marked = {mark.appointment_id: mark for mark in marks}
    held = care.hold_appointments(session, marked)
    changing = [a for a in held if care.outcome_of(a) is not marked[a.id].outcome]
    if changed := [a for a in changing if a.version != marked[a.id].version]:
        raise AppointmentsChanged(changed)
    _refuse_misplaced(session, [_place_of(a, marked[a.id].outcome) for a in changing], at=at)
    details = {a.id: f"{care.outcome_of(a)} to {marked[a.id].outcome}" for a in changing}
    for appointment in changing:
        care.set_outcome(appointment, marked[appointment.id].outcome)
        appointment.version += 1
    look_again_at(session, [a.episode_id for a in changing], at=at)
    for one in sorted(changing, key=security.audit_order):
        detail = details[one.id]
        security.audit(session, "appointment.marked", subject=one, by=by, at=at, detail=detail)
    session.commit()
    return changing


def _add(
    session: Session, places: Sequence[Place], *, by: Actor, at: datetime
) -> list[Appointment]:
    care.hold_diaries(session, {place.episode.client_id for place in places})
    _refuse_misplaced(session, places, at=at)
    added = [care.new_appointment(place) for place in places]
    session.add_all(added)
    session.flush()
    look_again_at(session, [place.episode.id for place in places], at=at)
    for one in sorted(added, key=security.audit_order):
        security.audit(session, "appointment.added", subject=one, by=by, at=at)
    session.commit()
    return added


def _refuse_misplaced(session: Session, places: Sequence[Place], *, at: datetime) -> None:
    people = {place.episode.client_id for place in places}
    if faults := care.misplaced(places, care.appointments_of(session, people), at=at):
        raise AppointmentsMisplaced(faults)


def _place_of(appointment: Appointment, outcome: Outcome) -> Place:
    """Where it stays. One that was cancelled and is not any more must still fit in."""
    before = care.outcome_of(appointment).status
    is_revived = before is AppointmentStatus.CANCELLED and outcome.status is not before
    return Place(
        appointment.episode, appointment.starts_at, outcome, appointment.id,
        is_settled=not is_revived,
    )  # fmt: skip


def look_again_at(session: Session, episode_ids: Collection[UUID], *, at: datetime) -> None:
    """What is due may be another thing now. In one order, so that nobody waits for each other."""
    scheduling.look_again(session, sorted(set(episode_ids)), on=_today(at))


def _today(at: datetime) -> date:
    return clock.local(at).date()
