"""When clients come next, and how often they have come."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.care import Appointment, AppointmentStatus, Episode

# A session that began a little while ago is still the one that the therapist sits in.
STILL_ON = timedelta(hours=1)


def next_appointments(
    session: Session, client_ids: Collection[UUID], *, at: datetime
) -> dict[UUID, datetime]:
    """When each client comes next; those with nothing booked are not in it."""
    found = (
        select(Episode.client_id, func.min(Appointment.starts_at))
        .join(Episode, Episode.id == Appointment.episode_id)
        .where(Episode.client_id.in_(client_ids))
        .where(Appointment.status == AppointmentStatus.BOOKED)
        .where(Appointment.starts_at >= at - STILL_ON)
        .group_by(Episode.client_id)
    )
    return dict(session.execute(found).all())


def attended_by_episode(session: Session, client_id: UUID) -> dict[UUID, int]:
    """How many sessions the client has come to, by episode."""
    found = (
        select(Appointment.episode_id, func.count())
        .join(Episode, Episode.id == Appointment.episode_id)
        .where(Episode.client_id == client_id)
        .where(Appointment.status == AppointmentStatus.ATTENDED)
        .group_by(Appointment.episode_id)
    )
    return dict(session.execute(found).all())
