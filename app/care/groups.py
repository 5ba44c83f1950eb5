"""Therapy groups as one clinician sees them: only those members whom they may see (SEC-34)."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, joinedload

from app.care.access import may_see
from app.care.clients import Appointment, Client, Episode, TherapyGroup
from app.care.services import Clinician


@dataclass(frozen=True)
class GroupSession:
    """One meeting of a group: the appointments of its members at that moment."""

    starts_at: datetime
    appointments: tuple[Appointment, ...]


def groups_of(session: Session, clinician: Clinician, *, on: date) -> list[TherapyGroup]:
    """The groups in which this clinician may see somebody, those that go on first."""
    found = (
        select(TherapyGroup)
        .where(_members(clinician, on).where(Episode.group_id == TherapyGroup.id).exists())
        .order_by(TherapyGroup.ended_on.is_not(None), TherapyGroup.name, TherapyGroup.id)
        .options(joinedload(TherapyGroup.pathway))
    )
    return list(session.scalars(found))


def find_group(
    session: Session, group_id: UUID, *, seen_by: Clinician, on: date
) -> TherapyGroup | None:
    """The group, or None: no such group, or one in which this clinician may see nobody."""
    found = select(TherapyGroup).where(
        TherapyGroup.id == group_id, _members(seen_by, on).where(_is_in(group_id)).exists()
    )
    return session.scalar(found.options(joinedload(TherapyGroup.pathway)))


def group_sessions(
    session: Session, group: TherapyGroup, *, seen_by: Clinician, on: date
) -> list[GroupSession]:
    """Every meeting of the group, the latest first; of its members those whom they may see.

    Who joined later, or had left, has no appointment then, and is not on its list.
    """
    found = (
        select(Appointment)
        .join(Appointment.episode)
        .join(Client, Client.id == Episode.client_id)
        .where(_is_in(group.id), may_see(seen_by, on=on))
        .order_by(Appointment.starts_at.desc())
        .options(joinedload(Appointment.episode).joinedload(Episode.client))
    )
    return [
        GroupSession(moment, tuple(sorted(rows, key=_name)))
        for moment, rows in groupby(session.scalars(found), key=lambda row: row.starts_at)
    ]


def members_on(
    session: Session, group: TherapyGroup, day: date, *, seen_by: Clinician, on: date
) -> list[Episode]:
    """The courses of those who are in the group on that day, and whom this clinician may see."""
    found = (
        _members(seen_by, on)
        .where(_is_in(group.id), *_is_under_way(day))
        .options(joinedload(Episode.client))
    )
    return list(session.scalars(found))


def count_unseen_members(
    session: Session, group: TherapyGroup, day: date, *, seen_by: Clinician, on: date
) -> int:
    """How many are in the group on that day whom this clinician may not see."""
    everybody = (
        select(func.count())
        .select_from(Episode)
        .join(Client, Client.id == Episode.client_id)
        .where(_is_in(group.id), *_is_under_way(day))
    )
    seen = members_on(session, group, day, seen_by=seen_by, on=on)
    return (session.scalar(everybody) or 0) - len(seen)


def _members(clinician: Clinician, on: date) -> Select[Episode]:
    """The courses of everybody whom this clinician may see."""
    return (
        select(Episode)
        .join(Client, Client.id == Episode.client_id)
        .where(may_see(clinician, on=on))
    )


def _is_in(group_id: UUID) -> ColumnElement[bool]:
    return Episode.group_id == group_id


def _is_under_way(day: date) -> tuple[ColumnElement[bool], ...]:
    return (
        Episode.started_on <= day,
        or_(Episode.ended_on.is_(None), Episode.ended_on >= day),
        or_(Client.died_on.is_(None), Client.died_on >= day),
    )


def _name(appointment: Appointment) -> tuple[str, str]:
    client = appointment.episode.client
    return client.family_name.casefold(), client.given_name.casefold()
